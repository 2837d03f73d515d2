import { createHmac } from 'node:crypto';
import type { TestServer } from './server.js';

export const EMAIL_SECRET = 'una clave larga para el correo entrante';
export const TWILIO_TOKEN = '0123456789abcdef0123456789abcdef';
export const PUBLIC_URL = 'https://vigia.example.pe';

/** Settings that open every address for providers. */
export const WEBHOOKS = {
  EMAIL_WEBHOOK_SECRET: EMAIL_SECRET,
  TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
  PUBLIC_URL,
  MAIL_DOMAIN: 'vigia.example.pe',
};

/** A mail as it travels: head and body, with the line ends of the wire. */
export function mailOf(head: Record<string, string>, body = 'Buenas tardes, adjunto lo pedido.'): string {
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [...lines, '', ...body.split('\n')].join('\r\n');
}

export interface WebhookAnswer {
  status: number;
  body: { stored?: boolean; message_id?: number; detail?: unknown };
  retryAfter?: string;
}

async function post(url: string, headers: Record<string, string>, body: string | Uint8Array): Promise<WebhookAnswer> {
  const answer = await fetch(url, { method: 'POST', headers, body: body as never });
  const retryAfter = answer.headers.get('retry-after') ?? undefined;
  return { status: answer.status, body: (await answer.json()) as WebhookAnswer['body'], retryAfter };
}

interface Signing {
  secret?: string;
  secondsAgo?: number;
}

export function mailSignature(
  raw: string | Uint8Array,
  { secret = EMAIL_SECRET, secondsAgo = 0 }: Signing = {},
): string {
  const seconds = Math.floor(Date.now() / 1000) - secondsAgo;
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(raw).digest('hex')}`;
}

/** Hands a mail over as a provider does. */
export function deliverMail(server: TestServer, raw: string | Uint8Array, signing?: Signing): Promise<WebhookAnswer> {
  const headers = { 'content-type': 'message/rfc822', 'x-signature': mailSignature(raw, signing) };
  return post(`${server.address}/webhooks/email`, headers, raw);
}

export function messageSid(place: number): string {
  return `SM${String(place).padStart(32, '0')}`;
}

export type Form = Record<string, string>;

/** Signs a form the way Twilio documents it, by hand. */
export function twilioSignature(url: string, form: Form, token = TWILIO_TOKEN): string {
  const names = Object.keys(form).sort();
  return createHmac('sha1', token)
    .update(url + names.map((name) => name + form[name]).join(''))
    .digest('base64');
}

/** Hands a text message over as Twilio does. */
export function deliverText(
  server: TestServer,
  channel: 'sms' | 'whatsapp',
  form: Form,
  signature = twilioSignature(`${PUBLIC_URL}/webhooks/twilio/${channel}`, form),
): Promise<WebhookAnswer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  return post(`${server.address}/webhooks/twilio/${channel}`, headers, new URLSearchParams(form).toString());
}

/** In an order that nobody chose. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
