import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { Config } from '../config.js';

const CONNECT_MS = 15_000;
/** A connection on which nothing moves for so long, though something was asked, is dead. */
const SILENCE_MS = 60_000;

export type InboxConfig = Pick<
  Config,
  'imapPort' | 'imapUser' | 'imapPassword' | 'imapMailbox' | 'imapTls' | 'imapPollSeconds'
> & {
  imapHost: string;
  inboundBytesMax: number;
};

/** A mail in the mailbox, or its beginning where it is larger than what is taken in. */
export interface MailInBox {
  uidValidity: string;
  uid: number;
  raw: Buffer;
  wholeBytes: number;
}

/** Who keeps what is read. What it throws ends the reading: the mail is read again by the next one. */
export interface InboxKeeper {
  /** The last UID that is kept; UIDs of another UIDVALIDITY mean nothing. */
  last(uidValidity: string): Promise<number>;
  keep(mail: MailInBox): Promise<void>;
  /** Everything in the mailbox has been kept, as of now. */
  checked(): Promise<void>;
}

/**
 * Reads a mailbox over IMAP: what is new in it, then what comes (IDLE), and now and then without being called. Nothing in it is
 * changed. Resolves when `stop` aborts; throws when the mailbox cannot be reached or is lost.
 */
export async function readInbox(config: InboxConfig, keeper: InboxKeeper, stop: AbortSignal): Promise<void> {
  const client = new ImapFlow({
    host: config.imapHost,
    port: config.imapPort,
    secure: config.imapTls === 'tls',
    // Never "if the server offers it": whoever sits in between would have it not offered.
    doSTARTTLS: config.imapTls === 'starttls',
    auth: { user: config.imapUser ?? '', pass: config.imapPassword },
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableAutoIdle: true,
    // Its lines quote what travels: addresses, subjects, passwords.
    logger: false,
  });
  client.on('error', () => undefined);
  const closed = once(client, 'close').then(() => Promise.reject(new Error('The connection to the mailbox was lost')));
  closed.catch(() => undefined);
  const end = () => client.close();
  stop.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([closed, readOn(client, config, keeper, stop)]);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    stop.removeEventListener('abort', end);
    client.close();
  }
}

async function readOn(client: ImapFlow, config: InboxConfig, keeper: InboxKeeper, stop: AbortSignal): Promise<void> {
  const calls = { waiting: false, wake: () => {} };
  client.on('exists', () => {
    calls.waiting = true;
    calls.wake();
  });
  await client.connect();
  const { uidValidity } = await client.mailboxOpen(config.imapMailbox, { readOnly: true });
  const box = { uidValidity: String(uidValidity), last: await keeper.last(String(uidValidity)) };
  while (!stop.aborted) {
    calls.waiting = false;
    box.last = await drain(client, config, keeper, box, stop);
    await keeper.checked();
    // By itself it would begin a quarter of a minute later. It ends when the next command comes, and is not waited for.
    client.idle().catch(() => undefined);
    const called = new Promise<void>((resolve) => (calls.wake = resolve));
    const timer = new AbortController();
    const poll = sleep(config.imapPollSeconds * 1000, undefined, { signal: timer.signal, ref: false }).catch(
      () => undefined,
    );
    if (!calls.waiting) await Promise.race([called, poll]);
    timer.abort();
  }
}

/** Keeps what is new, in the order of UIDs. Gives the last UID that is kept. */
async function drain(
  client: ImapFlow,
  { inboundBytesMax }: InboxConfig,
  keeper: InboxKeeper,
  box: { uidValidity: string; last: number },
  stop: AbortSignal,
): Promise<number> {
  let { last } = box;
  for (const { uid, size } of await newer(client, last)) {
    if (stop.aborted) break;
    const source = { start: 0, maxLength: inboundBytesMax };
    const found = await client.fetchOne(String(uid), { uid: true, source }, { uid: true });
    // Somebody may have deleted it meanwhile.
    if (found && found.source)
      await keeper.keep({ uidValidity: box.uidValidity, uid, raw: found.source, wholeBytes: size });
    last = uid;
  }
  return last;
}

/** The mails after a UID. The range always has the last mail too, whatever its UID. */
async function newer(client: ImapFlow, last: number): Promise<{ uid: number; size: number }[]> {
  const found: { uid: number; size: number }[] = [];
  for await (const { uid, size } of client.fetch(`${last + 1}:*`, { uid: true, size: true }, { uid: true })) {
    if (uid > last) found.push({ uid, size: size ?? 0 });
  }
  return found.sort((a, b) => a.uid - b.uid);
}
