import { DomainError } from '../domain/errors.js';

/** Does a piece of work when its turn comes. Waiting is given up when the signal aborts. */
export type Lanes = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

/**
 * Lets at most `width` pieces of work run at once; the others wait in the order they came. Where `waitingMax` wait already,
 * throws EXPORT_BUSY with the seconds until there should be room, judged by how long the last ones took.
 */
export function createLanes(width: number, waitingMax = Infinity): Lanes {
  const waiting: (() => void)[] = [];
  let running = 0;
  let usualMs = 0;
  return async (work, signal) => {
    signal?.throwIfAborted();
    if (running >= width) {
      if (waiting.length >= waitingMax) throw busy((usualMs * (waiting.length + 1)) / width);
      await turn(waiting, signal);
    } else running += 1;
    const began = performance.now();
    try {
      return await work();
    } finally {
      const ms = performance.now() - began;
      usualMs = usualMs === 0 ? ms : usualMs + (ms - usualMs) * WEIGHT_OF_LAST;
      // The lane is handed over, not freed: someone new could slip in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const WEIGHT_OF_LAST = 0.2;

function busy(ms: number): DomainError {
  return new DomainError('EXPORT_BUSY', { seconds: Math.max(1, Math.ceil(ms / 1000)) });
}

async function turn(waiting: (() => void)[], signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  waiting.push(resolve);
  const leave = () => {
    const place = waiting.indexOf(resolve);
    // Not there: its turn has come in this very moment, and the work itself sees the signal.
    if (place >= 0) waiting.splice(place, 1);
    reject(signal!.reason as Error);
  };
  signal?.addEventListener('abort', leave, { once: true });
  await promise.finally(() => signal?.removeEventListener('abort', leave));
}
