import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './embedded-cluster.js';

/** More than the slowest initdb needs. */
const TIMEOUT_MS = 120_000;
const POLL_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while no other process makes or launches a database in the same data folder. PostgreSQL alone is not
 * enough: of servers launched at once after a crash, one can remove the postmaster.pid of another. The lock is SQLite's
 * because that is the only lock in Node that the kernel takes back from a killed process, so it never goes stale.
 */
export async function alone<Result>(place: Place, work: () => Promise<Result>): Promise<Result> {
  const path = join(place.dataDirectory, 'postgres.lock');
  const lock = new DatabaseSync(path);
  try {
    const { identity } = place.account;
    if (identity) await chown(path, identity.uid, identity.gid);
    await acquire(lock, path);
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(lock: DatabaseSync, path: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!isAcquired(lock)) {
    if (performance.now() > deadline) {
      throw new Error(`Another process has kept ${path} for ${TIMEOUT_MS / 1000} s: end it and start again`);
    }
    await sleep(POLL_MS);
  }
}

function isAcquired(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
