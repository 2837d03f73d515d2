import type { Announcement, Announcements } from './notify.js';

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
