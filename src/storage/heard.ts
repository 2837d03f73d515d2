import { DomainError } from '../domain/errors.js';
import type { Announcements } from './announcements.js';
import type { PlacedAnnouncement } from './places.js';

/** Announcements that wait for one reader. */
const WAITING_MAX = 1000;

/** What a subscription yields: an event, and what its reader wants to know of it. */
export interface Told<Item> {
  event: PlacedAnnouncement;
  item: Item;
}

/** What was told, and is being told. */
export interface Feed<Item> extends AsyncIterableIterator<Told<Item>, undefined> {
  return(): Promise<IteratorResult<Told<Item>, undefined>>;
  /** False while it still tells what was missed. */
  readonly isLive: boolean;
}

interface Wanted<Item> {
  fits(announcement: PlacedAnnouncement): boolean;
  /** What the reader wants; nothing for what is not to be told. */
  turn(announcement: PlacedAnnouncement): Promise<Item | undefined>;
  /** The event that the reader saw last: what came after it is told first. Without it, what comes from now on. */
  after?: string | null;
}

/**
 * The announcements that fit, each turned into what the reader wants, in the order of their places, each once. Throws
 * EVENTS_GONE when what was missed is no longer kept.
 */
export async function heard<Item>(announcements: Announcements, wanted: Wanted<Item>): Promise<Feed<Item>> {
  const { after } = wanted;
  return new HeardFeed(announcements, wanted, after ? await announcements.placeOf(after) : announcements.last);
}

/** Written by hand because an async generator cannot be stopped while it waits. */
class HeardFeed<Item> implements Feed<Item> {
  private waiting: PlacedAnnouncement[] = [];
  private ended = false;
  private failure: DomainError | undefined;
  private wake = () => {};
  private stopListening: (() => void) | undefined;
  private readonly stopMinding: () => void;

  constructor(
    private readonly announcements: Announcements,
    private readonly wanted: Wanted<Item>,
    private place: number,
  ) {
    this.stopMinding = announcements.onReset(() => this.fail(new DomainError('EVENTS_GONE')));
    this.isUpToDate();
  }

  get isLive(): boolean {
    return this.stopListening !== undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Told<Item>, undefined>> {
    try {
      for (;;) {
        const event = await this.upcoming();
        if (!event) return await this.return();
        const item = await this.wanted.turn(event);
        if (item !== undefined && !this.ended) return { done: false, value: { event, item } };
      }
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Told<Item>, undefined>> {
    this.ended = true;
    this.waiting = [];
    this.stopListening?.();
    this.stopMinding();
    this.wake();
    return { done: true, value: undefined };
  }

  private async upcoming(): Promise<PlacedAnnouncement | undefined> {
    while (!this.ended) {
      if (this.failure) throw this.failure;
      const next = this.waiting.shift();
      if (next) return next;
      if (this.isUpToDate()) await new Promise<void>((resolve) => (this.wake = resolve));
      else await this.catchUp();
    }
    return undefined;
  }

  /** True when it listens. Nothing is announced between the look and the listening, and what the reader saw is not told again. */
  private isUpToDate(): boolean {
    if (this.isLive) return true;
    const { place } = this;
    if (place < this.announcements.last) return false;
    this.stopListening = this.announcements.on((announcement) => {
      if (announcement.place > place && this.wanted.fits(announcement)) this.take(announcement);
    });
    return true;
  }

  /** Reads on in what was missed. */
  private async catchUp(): Promise<void> {
    const { last } = this.announcements;
    const missed = await this.announcements.after(this.place);
    this.place = missed.at(-1)?.place ?? Math.max(this.place, last);
    this.waiting.push(...missed.filter((announcement) => this.wanted.fits(announcement)));
  }

  /** What is too much to wait here is read again when the reader has come so far. */
  private take(announcement: PlacedAnnouncement): void {
    this.waiting.push(announcement);
    if (this.waiting.length >= WAITING_MAX) this.stopAt(announcement.place);
    this.wake();
  }

  private stopAt(place: number): void {
    this.place = place;
    this.stopListening?.();
    this.stopListening = undefined;
  }

  private fail(failure: DomainError): void {
    this.failure = failure;
    this.waiting = [];
    this.stopListening?.();
    this.wake();
  }
}
