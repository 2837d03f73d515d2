import { setTimeout as sleep } from 'node:timers/promises';
import { type InboxKeeper, readInbox } from '../channels/inbox.js';
import { now } from '../clock.js';
import type { Config } from '../config.js';
import { lastUid, noteCheck, readMailbox } from '../storage/mailboxes.js';
import { whileAlone } from '../storage/sole.js';
import { SYSTEM } from './actor.js';
import { receiveInbound } from './inbound/receive.js';
import type { House } from './use-case.js';

const AGAIN_MS = 1000;
const AGAIN_MS_MAX = 60_000;
/** Reading that went well for so long is no failure when it ends. */
const WELL_MS = 60_000;

/** The mailbox of the settings: how it is known in the database. Nothing where none is set. */
function mailboxName({ imapHost, imapPort, imapUser, imapMailbox }: Config): string | undefined {
  return imapHost && `${imapUser ?? ''}@${imapHost}:${imapPort}/${imapMailbox}`;
}

/**
 * Reads the mailbox of the settings until it is stopped. Of all processes on the database one reads at a time, and another goes on
 * within seconds of its end. What fails is tried again, each time a little later.
 */
export function watchMailbox(house: House): { stop(): Promise<void> } {
  const name = mailboxName(house.config);
  const stop = new AbortController();
  const reading = name ? readAlways(house, name, stop.signal) : Promise.resolve();
  return {
    stop: () => {
      stop.abort();
      return reading;
    },
  };
}

async function readAlways(house: House, name: string, stop: AbortSignal): Promise<void> {
  const { config, database, log } = house;
  const inbox = { ...config, imapHost: config.imapHost! };
  for (let waitMs = AGAIN_MS; !stop.aborted; waitMs = Math.min(waitMs * 2, AGAIN_MS_MAX)) {
    const began = performance.now();
    try {
      await whileAlone(database.connection, name, stop, (over) => readInbox(inbox, keeperOf(house, name), over));
    } catch (error) {
      const problem = problemOf(error);
      log.warn({ problem }, 'the mailbox cannot be read: it is tried again');
      await noteCheck(database.query, name, now(), problem).catch(() => undefined);
    }
    if (performance.now() - began > WELL_MS) waitMs = AGAIN_MS;
    await sleep(waitMs, undefined, { signal: stop, ref: false }).catch(() => undefined);
  }
}

function keeperOf(house: House, name: string): InboxKeeper {
  const { query } = house.database;
  return {
    last: (uidValidity) => lastUid(query, name, uidValidity),
    checked: () => noteCheck(query, name, now(), null),
    async keep({ uid, uidValidity, raw, wholeBytes }) {
      const context = { house, actor: SYSTEM, requestId: `imap-${uid}`, ip: null };
      await receiveInbound(context, { channel: 'email', raw, wholeBytes, mailbox: { name, uidValidity, uid } });
    },
  };
}

/** What went wrong, in a word: the other side's own words may hold an address. */
function problemOf(error: unknown): string {
  const { authenticationFailed, code, name } = error as Error & { authenticationFailed?: boolean; code?: string };
  return authenticationFailed ? 'the login was refused' : (code ?? name);
}

export interface MailboxReport {
  /** When everything in it was last taken in, by whichever process; null before the first time. */
  checkedAt: Date | null;
  /** Nobody has looked into it for longer than the settings want. */
  late: boolean;
  problem: string | null;
}

/** How the mailbox of the settings fares; null where none is set. */
export async function reportMailbox({ config, database }: House): Promise<MailboxReport | null> {
  const name = mailboxName(config);
  if (!name) return null;
  const { checkedAt = null, problem = null } = (await readMailbox(database.query, name)) ?? {};
  const patienceMs = 2 * config.imapPollSeconds * 1000 + AGAIN_MS_MAX;
  const late = !checkedAt || now().getTime() - checkedAt.getTime() > patienceMs;
  return { checkedAt, late, problem };
}
