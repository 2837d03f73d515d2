import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection, Query } from './query.js';

const CHANNEL = 'vigia';
const RECONNECT_MS = 250;
const RECONNECT_MS_MAX = 10_000;
/** Changes that follow each other closer than this share one call. */
const BETWEEN_CALLS_MS = 20;
/** Also without a call, in case that whoever should have called was ended before. */
const LOOK_AGAIN_MS = 5000;
const READ_MAX = 1000;
/** A number that was taken and is not there belongs to a transaction that still runs or never ended well. Longer than any may. */
const MISSING_MS = 120_000;
const MISSING_MAX = 1000;

export type ChangeKind = 'CREATED' | 'UPDATED' | 'DELETED' | 'EXPORTING' | 'EXPORTED';

/** What is announced: identifiers only, never data. */
export interface Announcement {
  /** A case; an account; a message in the thread of a case, either way; a message in the triage inbox. */
  topic: 'case' | 'user' | 'followup' | 'inbound';
  /** Of the case for `followup`, of the thing itself for the others. */
  id: number;
  kind: ChangeKind;
  version?: number;
  /** Of the message, for `followup`. */
  messageId?: number;
}

/** Announces inside the transaction of `query`: heard once it has committed and `call` was sent, never when it is rolled back. */
export async function announce(query: Query, { topic, id, kind, version, messageId }: Announcement): Promise<void> {
  await query(ANNOUNCE, [topic, id, kind, version ?? null, messageId ?? null], 'often');
}

const ANNOUNCE = 'insert into announcement (topic, subject_id, kind, version, message_id) values ($1, $2, $3, $4, $5)';

/** Takes out what was announced more than so many days ago. Gives how many there were. */
export async function forgetAnnouncements(query: Query, days: number): Promise<{ forgotten: number }> {
  const gone = `with gone as (delete from announcement where at < now() - make_interval(days => $1) returning 1)`;
  const [answer] = await query<{ forgotten: number }>(`${gone} select count(*)::int as forgotten from gone`, [days]);
  return answer!;
}

/** Makes every process look for what was announced. Inside a transaction: when it commits. */
export async function call(query: Query): Promise<void> {
  await query(CALL);
}

const CALL = `notify ${CHANNEL}`;

interface KeptAnnouncement {
  place: string;
  topic: Announcement['topic'];
  id: number;
  kind: ChangeKind;
  version: number | null;
  messageId: number | null;
}

const COLUMNS = 'a.id as place, a.topic, a.subject_id as id, a.kind, a.version, a.message_id as "messageId"';

/**
 * Hears what any process announces, also what was announced while the connection was lost. What is announced is kept in a
 * table, and NOTIFY only says that there is something to read: a transaction that notifies would hold up the commits of all
 * others until it is on disk.
 */
export class Announcements {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | undefined;
  private closed = false;
  /** The last one that was heard, and those before it that were not there yet, each with when to give it up. */
  private last: number | undefined;
  private readonly missing = new Map<number, number>();
  private unsure = false;
  private readonly listen: () => void;
  private readonly calls: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly connection: Connection,
    private readonly onTrouble: (error: Error) => void,
  ) {
    this.listen = oneAtATime(
      () => this.catchUp(),
      0,
      (error) => this.giveUp(error),
    );
    this.calls = oneAtATime(async () => void (await this.client?.query(CALL)), BETWEEN_CALLS_MS, onTrouble);
    this.timer = setInterval(() => this.lookAgain(), LOOK_AGAIN_MS).unref();
  }

  /** Resolves once listening. Throws when that is not possible; nothing is left open then. */
  async start(): Promise<void> {
    const client = new pg.Client({
      ...this.connection,
      ...LISTENING,
    });
    client.on('error', () => undefined);
    client.on('notification', this.listen);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await this.findPlace(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) return client.end();
    this.client = client;
    client.once('end', () => void this.startAgain());
    this.listen();
  }

  /** Calls back for each announcement. Gives the function that ends it. */
  on(listener: (announcement: Announcement) => void): () => void {
    this.emitter.on('announcement', listener);
    return () => this.emitter.off('announcement', listener);
  }

  /** To be called when something that was announced has been committed. */
  call(): void {
    this.calls();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.client?.end();
  }

  private lookAgain(): void {
    this.unsure = true;
    this.listen();
  }

  /** Numbers that have gone back are of another database, restored in place of this one: what it holds is not news. */
  private async findPlace(client: pg.Client): Promise<void> {
    this.unsure = false;
    const { rows } = await client.query<{ given: string | null }>(
      `select pg_sequence_last_value(pg_get_serial_sequence('announcement', 'id')::regclass) as given`,
    );
    if (this.last !== undefined && Number(rows[0]!.given) >= this.last) return;
    if (this.last !== undefined) this.onTrouble(new Error('the numbers of announcements have gone back'));
    await this.beginAtEnd(client);
  }

  /** A connection that no longer answers is ended, so that another one takes its place. */
  private giveUp(error: Error): void {
    this.onTrouble(error);
    if (!/timeout/i.test(error.message)) return;
    (this.client as unknown as { connection: { stream: Socket } } | undefined)?.connection.stream.destroy();
  }

  /** What was announced before the start is old; what was begun before it and is not committed yet is news. */
  private async beginAtEnd(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ last: number; missing: number[] }>(
      `select l.last::float, array(select g::float from generate_series(greatest(1, l.last - ${MISSING_MAX}), l.last) g
         where not exists (select from announcement a where a.id = g)) as missing
       from (select coalesce(max(id), 0) as last from announcement) l`,
    );
    this.last = rows[0]!.last;
    this.missing.clear();
    for (const place of rows[0]!.missing) this.missing.set(place, performance.now() + MISSING_MS);
  }

  private async catchUp(): Promise<void> {
    if (this.unsure && this.client) await this.findPlace(this.client);
    for (let full = true; full && this.client && !this.closed;) {
      const { rows } = await this.client.query<KeptAnnouncement>({
        name: 'catch-up',
        text: `select ${COLUMNS} from announcement a where a.id > $1 or a.id = any($2::bigint[]) order by a.id limit ${READ_MAX}`,
        values: [this.last, this.waitedFor()],
      });
      for (const row of rows) this.hear(row);
      full = rows.length === READ_MAX;
    }
  }

  private waitedFor(): number[] {
    for (const [place, until] of this.missing) if (until < performance.now()) this.missing.delete(place);
    return [...this.missing.keys()];
  }

  private hear({ place: text, version, messageId, ...announcement }: KeptAnnouncement): void {
    const place = Number(text);
    const last = this.last ?? place;
    this.missing.delete(place);
    for (let before = Math.max(last + 1, place - MISSING_MAX); before < place; before += 1) {
      this.missing.set(before, performance.now() + MISSING_MS);
    }
    this.last = Math.max(last, place);
    const more = { ...(version !== null && { version }), ...(messageId !== null && { messageId }) };
    this.emitter.emit('announcement', { ...announcement, ...more });
  }

  /** One attempt after the other, each a little later, until one succeeds or nobody listens any more. */
  private async startAgain(): Promise<void> {
    this.client = undefined;
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

/** A network that has gone silent is not waited for. */
const LISTENING = {
  application_name: 'vigia-listen',
  keepAlive: true,
  pipeline: true,
  query_timeout: 10_000,
  connectionTimeoutMillis: 10_000,
};

/** Runs the work when asked to, and once more when asked meanwhile; never twice at a time. */
function oneAtATime(work: () => Promise<void>, pauseMs: number, onTrouble: (error: Error) => void): () => void {
  const state = { running: false, again: false };
  const run = async (): Promise<void> => {
    state.running = true;
    do {
      state.again = false;
      await work().catch(onTrouble);
      if (pauseMs > 0) await sleep(pauseMs, undefined, { ref: false });
    } while (state.again);
    state.running = false;
  };
  return () => {
    if (state.running) state.again = true;
    else void run();
  };
}
