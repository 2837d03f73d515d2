import type { ClientBase } from 'pg';
import { LOCKS } from './locks.js';
import type { Query } from './query.js';

/**
 * Keeps a lock in the name of a worker for as long as the connection lives. PostgreSQL lets go of it when the process dies, and
 * within ten seconds when its machine does.
 */
export async function showPresence(client: ClientBase, worker: string): Promise<void> {
  await client.query('set tcp_keepalives_idle = 4; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCKS.presence, worker]);
}

/** Workers that have jobs in hand while nobody holds the lock in their name. */
export async function absentWorkers(query: Query): Promise<string[]> {
  const rows = await query<{ worker: string }>(
    `select locked_by as worker from (select distinct locked_by from graphile_worker.jobs where locked_by is not null) busy
     where pg_try_advisory_xact_lock($1, hashtext(locked_by))`,
    [LOCKS.presence],
  );
  return rows.map(({ worker }) => worker);
}

/** Gives the jobs that these workers have in hand to whoever comes next. */
export async function freeJobsOf(query: Query, workers: readonly string[]): Promise<void> {
  await query('select graphile_worker.force_unlock_workers($1::text[])', [workers]);
}
