import { z } from 'zod';
import { type Channel, DeliveryError, type OutgoingMessage } from './channel.js';

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  /** Where the API is: `https://api.twilio.com`. */
  apiBase: string;
  /** Our own number in E.164. */
  from: string;
}

const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 1_000_000;
const API_VERSION = '2010-04-01';
/** Their clock may differ from ours. */
const CLOCKS_DIFFER_MS = 2 * 60 * 1000;

const sent = z.object({ sid: z.string().regex(/^[A-Z]{2}[0-9a-f]{32}$/i) });
const refused = z.object({ code: z.number().nullish() });
const list = z.object({
  messages: z.array(z.object({ sid: z.string(), body: z.string().nullable(), date_created: z.string() })),
});

/** SMS and WhatsApp by Twilio. Its API knows no key that makes a repeated message one, so that it has to be asked before repeating. */
export function twilioChannel(name: 'sms' | 'whatsapp', config: TwilioConfig): Channel {
  const addressed = (phone: string) => (name === 'whatsapp' ? `whatsapp:${phone}` : phone);
  const call = (parameters: Record<string, string>, method: 'GET' | 'POST') => request(config, parameters, method);
  return {
    name,
    async deliver({ to, text }) {
      const answer = await call({ To: addressed(to), From: addressed(config.from), Body: text }, 'POST');
      const taken = sent.safeParse(answer);
      // Something else than Twilio answered, or it has learnt another language: the message may be on its way.
      if (!taken.success) throw new DeliveryError('ANSWER', { uncertain: true, reason: 'Unexpected answer' });
      return taken.data.sid;
    },
    async delivered({ to, text }: OutgoingMessage, since) {
      const from = new Date(since.getTime() - CLOCKS_DIFFER_MS);
      // The newest first. Not by date of sending: those that still wait there have none.
      const wanted = { To: addressed(to), From: addressed(config.from), PageSize: '100' };
      const known = list.safeParse(await call(wanted, 'GET'));
      if (!known.success) throw new DeliveryError('ANSWER', { uncertain: true, reason: 'Unexpected answer' });
      return known.data.messages
        .filter(({ body, date_created }) => body === text && Date.parse(date_created) >= from.getTime())
        .map(({ sid }) => sid);
    },
    close: () => undefined,
  };
}

/** One call. What it answers; a DeliveryError when that is a refusal, or nothing. */
async function request(config: TwilioConfig, parameters: Record<string, string>, method: 'GET' | 'POST') {
  const url = new URL(
    `${config.apiBase.replace(/\/$/, '')}/${API_VERSION}/Accounts/${config.accountSid}/Messages.json`,
  );
  const form = new URLSearchParams(parameters);
  if (method === 'GET') url.search = form.toString();
  const { status, answer } = await fetched(url, {
    method,
    ...(method === 'POST' && { body: form }),
    headers: { authorization: `Basic ${btoa(`${config.accountSid}:${config.authToken}`)}`, accept: 'application/json' },
    // The message and the password go to nobody else.
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (status >= 200 && status < 300) return answer;
  throw refusal(status, answer);
}

async function fetched(url: URL, options: RequestInit): Promise<{ status: number; answer: unknown }> {
  try {
    const response = await fetch(url, options);
    return { status: response.status, answer: jsonOf(await textOf(response)) };
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    const code = (cause as { cause?: { code?: string } }).cause?.code ?? (cause as Error).name;
    const [reason, uncertain] = REASONS[code] ?? ['No answer', true];
    throw new DeliveryError(code, { reason, uncertain, cause });
  }
}

/** What happens before a request is sent; after anything else it may have been heard. */
const REASONS: Readonly<Record<string, [reason: string, uncertain: boolean]>> = {
  ECONNREFUSED: ['Connection refused', false],
  ENOTFOUND: ['Name or service not known', false],
  EAI_AGAIN: ['Name or service not known', false],
  EHOSTUNREACH: ['No route to host', false],
  ENETUNREACH: ['No route to host', false],
  UND_ERR_CONNECT_TIMEOUT: ['Connection timed out', false],
  ECONNRESET: ['Connection closed', true],
  TimeoutError: ['Connection timed out', true],
};

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new DeliveryError('ANSWER', { uncertain: true, reason: 'Unexpected answer' });
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Refusals that are about us, not about the message: wrong password, no money, too fast. Somebody will mend that. */
const ABOUT_US = new Set([401, 402, 403, 404, 408, 425, 429]);

function refusal(status: number, answer: unknown): DeliveryError {
  const code = refused.safeParse(answer).data?.code;
  const text = code ? `${status} ${code}` : String(status);
  const permanent = status >= 400 && status < 500 && !ABOUT_US.has(status);
  return new DeliveryError(text, { permanent, uncertain: status >= 500, reason: `Refused (${text})` });
}
