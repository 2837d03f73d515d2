import { createHmac } from 'node:crypto';
import { NOTES } from '../domain/inbound-notes.js';
import { sameSecret } from '../domain/secrets.js';
import { cleaned } from '../domain/text.js';
import { line, type ReadMessage, TEXT_CHARACTERS_MAX } from './mime.js';

/**
 * Whether Twilio signed a form (`X-Twilio-Signature`): HMAC-SHA1 over the address that it was sent to and its fields in the
 * order of their names, each name with its value, a value that comes twice counting once.
 */
export function isTwilioSigned(token: string, url: string, form: URLSearchParams, signature: string): boolean {
  const names = [...new Set(form.keys())].sort();
  const fields = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value));
  return sameSecret(
    signature,
    createHmac('sha1', token)
      .update(url + fields.join(''))
      .digest('base64'),
  );
}

/** The id that Twilio gave a message, which stays the same however often it is delivered; nothing when it is none. */
export function twilioId(form: URLSearchParams): string | undefined {
  return /^[A-Z]{2}[0-9a-f]{32}$/i.exec(form.get('MessageSid') ?? '')?.[0];
}

/** A message by SMS or WhatsApp. Files that come with it are only addresses in it, and an address from outside is never followed. */
export function readTwilioForm(raw: Uint8Array): ReadMessage {
  const form = new URLSearchParams(Buffer.from(raw).toString('utf8'));
  const media = Number(/^\d{1,3}$/.exec(form.get('NumMedia') ?? '')?.[0] ?? 0);
  const text = cleaned(form.get('Body') ?? '');
  return {
    kind: 'MESSAGE',
    externalId: twilioId(form) ?? null,
    sender: line((form.get('From') ?? '').replace(/^whatsapp:/i, '')),
    senderName: line(form.get('ProfileName') ?? undefined),
    subject: null,
    body: text.slice(0, TEXT_CHARACTERS_MAX).toWellFormed(),
    sentAt: null,
    inReplyTo: [],
    references: [],
    notes: [...(media > 0 ? [NOTES.media(media)] : []), ...(text || media > 0 ? [] : [NOTES.noText()])],
    attachments: [],
  };
}
