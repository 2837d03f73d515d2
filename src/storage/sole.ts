import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LOCKS } from './locks.js';
import type { Connection } from './query.js';

const TRY_AGAIN_MS = 1000;
const HEARTBEAT_MS = 5000;

/**
 * Does the work while this process is the only one that does, of all on this database: it holds a lock on a connection of its own,
 * and PostgreSQL gives the lock to another when the connection ends, also by the death of the process. Waits for its turn. The
 * work is told to stop when the connection is lost. Resolves when the work is done, or before its turn when `stop` aborts.
 */
export async function whileAlone(
  connection: Connection,
  name: string,
  stop: AbortSignal,
  work: (stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({
    ...connection,
    application_name: 'vigia-sole',
    keepAlive: true,
    query_timeout: 10_000,
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  await client.connect();
  try {
    // Where the machine of the holder dies, its lock goes within ten seconds.
    await client.query('set tcp_keepalives_idle = 4; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
    const over = AbortSignal.any([stop, lost.signal]);
    if (!(await turn(client, name, over))) return;
    const heart = setInterval(() => client.query('select 1').catch(() => lost.abort()), HEARTBEAT_MS);
    await work(over).finally(() => clearInterval(heart));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Resolves to true once the lock is ours; to false when it is not to be waited for any longer. */
async function turn(client: pg.Client, name: string, over: AbortSignal): Promise<boolean> {
  while (!over.aborted) {
    const sql = 'select pg_try_advisory_lock($1, hashtext($2)) as ours';
    const { rows } = await client.query<{ ours: boolean }>(sql, [LOCKS.mailboxes, name]);
    if (rows[0]!.ours) return true;
    await sleep(TRY_AGAIN_MS, undefined, { signal: over, ref: false }).catch(() => undefined);
  }
  return false;
}
