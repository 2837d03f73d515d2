import type { Logger } from 'pino';
import { absentWorkers, freeJobsOf } from '../storage/presence.js';
import type { Query } from '../storage/query.js';

export { showPresence } from '../storage/presence.js';

const LOOK_MS = 6000;

/**
 * Takes the jobs of dead workers over; the queue by itself would wait four hours. Whoever is found absent twice in a row is
 * dead: one that has only lost its connection is back by then. Gives the function that ends it.
 */
export function watchForDeadWorkers(query: Query, log: Logger): () => void {
  let suspects: string[] = [];
  const look = async () => {
    const absent = await absentWorkers(query);
    const dead = absent.filter((worker) => suspects.includes(worker));
    suspects = absent;
    if (dead.length === 0) return;
    await freeJobsOf(query, dead);
    log.warn({ workers: dead.length }, 'the jobs of dead workers are taken over');
  };
  const timer = setInterval(() => {
    look().catch((error: Error) => log.warn({ problem: error.name }, 'cannot look for dead workers'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}
