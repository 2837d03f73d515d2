import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection, Query } from './query.js';

const CHANNEL = 'vigia';
const RECONNECT_MS = 250;
const RECONNECT_MS_MAX = 10_000;

export type ChangeKind = 'CREATED' | 'UPDATED' | 'DELETED';

/** What is announced: identifiers only, never data. */
export interface Announcement {
  topic: 'case' | 'user';
  id: number;
  kind: ChangeKind;
  version?: number;
}

/** Announces inside the transaction of `query`: heard when it commits, never when it is rolled back. */
export async function announce(query: Query, announcement: Announcement): Promise<void> {
  await query(announcementStatement(announcement));
}

/** The same as a statement without parameters, for a transaction that ends with it. */
export function announcementStatement(announcement: Announcement): string {
  return `select pg_notify('${CHANNEL}', ${pg.escapeLiteral(JSON.stringify(announcement))})`;
}

/** Hears what any process announces. One connection per process, made anew when it is lost. */
export class Announcements {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | undefined;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly onTrouble: (error: Error) => void,
  ) {}

  /** Resolves once listening. Throws when that is not possible; nothing is left open then. */
  async start(): Promise<void> {
    const client = new pg.Client({ ...this.connection, application_name: 'vigia-listen', keepAlive: true });
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => this.emitter.emit('announcement', JSON.parse(payload ?? '{}')));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) return client.end();
    this.client = client;
    client.once('end', () => void this.startAgain());
  }

  /** Calls back for each announcement. Gives the function that ends it. */
  on(listener: (announcement: Announcement) => void): () => void {
    this.emitter.on('announcement', listener);
    return () => this.emitter.off('announcement', listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  /** One attempt after the other, each a little later, until one succeeds or nobody listens any more. */
  private async startAgain(): Promise<void> {
    for (let waitMs = RECONNECT_MS; !this.closed; waitMs = Math.min(waitMs * 2, RECONNECT_MS_MAX)) {
      await sleep(waitMs, undefined, { ref: false });
      if (this.closed) return;
      try {
        return await this.start();
      } catch (error) {
        this.onTrouble(error as Error);
      }
    }
  }
}

const WAITING_MAX = 1000;

/**
 * The announcements that fit, each turned into what the reader wants, as they come. Fails when the reader falls too far
 * behind. Written by hand because an async generator cannot be stopped while it waits.
 */
export function heard<Item>(
  announcements: Announcements,
  fits: (announcement: Announcement) => boolean,
  turn: (announcement: Announcement) => Promise<Item>,
): AsyncIterableIterator<Item, undefined> {
  const waiting: Announcement[] = [];
  const state = { ended: false };
  let wake = () => {};
  const stop = announcements.on((announcement) => {
    if (!fits(announcement)) return;
    waiting.push(announcement);
    wake();
  });
  const end = async (): Promise<IteratorResult<Item, undefined>> => {
    state.ended = true;
    stop();
    wake();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (!state.ended && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      if (state.ended) return { done: true, value: undefined };
      if (waiting.length > WAITING_MAX) {
        await end();
        throw new Error('The reader of a subscription fell too far behind');
      }
      try {
        return { done: false, value: await turn(waiting.shift()!) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
  };
}
