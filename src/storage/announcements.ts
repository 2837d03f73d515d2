import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CALL, CHANNEL } from './notify.js';
import {
  isKept,
  NO_EVENT,
  placed,
  type PlacedAnnouncement,
  placeIn,
  READ_AFTER,
  READ_MAX,
  readAfter,
  readLastEventId,
} from './places.js';
import { type Connection, type Query, queryOn } from './query.js';
import { DomainError } from '../domain/errors.js';

const RECONNECT_MS = 250;
const RECONNECT_MS_MAX = 10_000;
/** Changes that follow each other closer than this share one call. */
const BETWEEN_CALLS_MS = 20;
/** Also without a call, in case that whoever should have called was ended before. */
const LOOK_AGAIN_MS = 3000;
/** The latest announcements, for those who come back soon: ids, some hundred bytes each. */
const KEPT_MAX = 5000;

type Listener = (announcement: PlacedAnnouncement) => void;

/**
 * Hears what any process announces, in the one order of its places, also what was announced while the connection was lost.
 * What is announced is kept in a table, and NOTIFY only says that there is something to read: a transaction that notifies
 * would hold up the commits of all others until it is on disk.
 */
export class Announcements {
  private readonly listeners = new Set<Listener>();
  private readonly resets = new Set<() => void>();
  private client: pg.Client | undefined;
  private closed = false;
  /** What was heard last, or had been announced before the start. */
  private heard: { place: number; eventId: string } | undefined;
  private kept: PlacedAnnouncement[] = [];
  private unsure = false;
  private readonly listen: () => void;
  private readonly calls: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: { connection: Connection; query: Query },
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
      ...this.database.connection,
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
  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls back when the order begins anew, in another database: places that were heard mean nothing any more. */
  onReset(listener: () => void): () => void {
    this.resets.add(listener);
    return () => void this.resets.delete(listener);
  }

  /** To be called when something that was announced has been committed. */
  call(): void {
    this.calls();
  }

  /** The place that this process heard last: listeners hear what comes after it. */
  get last(): number {
    return this.heard?.place ?? 0;
  }

  /** The place of an event that a client has seen, at whichever process. Throws EVENTS_GONE when it is kept no longer. */
  async placeOf(eventId: string): Promise<number> {
    const place = placeIn(eventId);
    const known = this.kept[this.indexAfter(place) - 1];
    if (known?.eventId === eventId || (await isKept(this.database.query, eventId))) return place;
    throw new DomainError('EVENTS_GONE');
  }

  /** What came after a place, in order; not necessarily all of it. */
  async after(place: number): Promise<PlacedAnnouncement[]> {
    const begin = this.indexAfter(place);
    if (begin === 0) return readAfter(this.database.query, place);
    return this.kept.slice(begin, begin + READ_MAX);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.client?.end();
  }

  /** Where the first one after a place is among the latest. */
  private indexAfter(place: number): number {
    let [from, to] = [0, this.kept.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.kept[middle]!.place <= place) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  private lookAgain(): void {
    this.unsure = true;
    this.calls();
    this.listen();
  }

  /** Where what was heard last is no longer, another database was restored in place of this one: what it holds is not news. */
  private async findPlace(client: pg.Client): Promise<void> {
    this.unsure = false;
    const query = queryOn(client);
    await query(CALL);
    const before = this.heard?.eventId;
    if (before && (before === NO_EVENT || (await isKept(query, before)))) return;
    const eventId = await readLastEventId(query);
    this.heard = { place: placeIn(eventId), eventId };
    this.kept = [];
    if (!before) return;
    this.onTrouble(new Error('the places of announcements are of another database'));
    for (const listener of this.resets) listener();
  }

  /** A connection that no longer answers is ended, so that another one takes its place. */
  private giveUp(error: Error): void {
    this.onTrouble(error);
    if (!/timeout/i.test(error.message)) return;
    (this.client as unknown as { connection: { stream: Socket } } | undefined)?.connection.stream.destroy();
  }

  private async catchUp(): Promise<void> {
    if (this.unsure && this.client) await this.findPlace(this.client);
    for (let full = true; full && this.client && !this.closed;) {
      const { rows } = await this.client.query({ name: 'catch-up', text: READ_AFTER, values: [this.last] });
      for (const row of rows) this.hear(placed(row));
      full = rows.length === READ_MAX;
    }
  }

  private hear(announcement: PlacedAnnouncement): void {
    this.heard = announcement;
    this.kept.push(announcement);
    if (this.kept.length > 2 * KEPT_MAX) this.kept = this.kept.slice(-KEPT_MAX);
    for (const listener of this.listeners) listener(announcement);
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
