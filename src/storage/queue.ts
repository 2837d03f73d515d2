import { Logger, makeWorkerUtils, runMigrations } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Query } from './query.js';

/** Makes the tables of the job queue, or brings them up to date, so that a job can be enqueued before any worker runs. */
export async function prepareQueue(pool: Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: SILENT });
}

/** Takes out the names of lines (`queueName`) in which nothing waits: each case that was written to has left one. */
export async function tidyQueue(pool: Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: SILENT });
  try {
    await utils.cleanup({ tasks: ['GC_JOB_QUEUES'] });
  } finally {
    await utils.release();
  }
}

const SILENT = new Logger(() => () => undefined);

interface JobOptions {
  /** Only one job waits under a key. A later one takes the place of one that has not begun. */
  jobKey?: string;
  /** After these the job is given up. Waits grow from seconds to six hours: 12 attempts take a day, 25 four days. */
  maxAttempts?: number;
  /** Not before this moment. */
  runAt?: Date;
  /** Only where no job under the key has a moment of its own already. */
  preserveRunAt?: boolean;
  /** Jobs of one queue are done one at a time. */
  queueName?: string;
  /** The lowest goes first; 0 when not said. */
  priority?: number;
}

/** Puts a job into the queue, in the transaction of `query`: it is done when that commits, never when it is rolled back. */
export async function enqueue(
  query: Query,
  name: string,
  payload: object,
  { jobKey, maxAttempts, runAt, preserveRunAt, queueName, priority }: JobOptions = {},
): Promise<void> {
  const mode = preserveRunAt ? 'preserve_run_at' : 'replace';
  const values = [name, JSON.stringify(payload), jobKey, maxAttempts, runAt?.toISOString(), queueName, priority, mode];
  await query(
    ADD,
    values.map((value) => value ?? null),
    'often',
  );
}

const ADD = `select from graphile_worker.add_job($1, $2, job_key => $3, max_attempts => $4, run_at => $5, queue_name => $6,
  priority => $7, job_key_mode => $8)`;

/**
 * Says, in the transaction of `query`, that the job under the key has done its work. From then on it is never begun again,
 * also when the process dies before the queue hears that the job has ended.
 */
export async function settle(query: Query, jobKey: string): Promise<void> {
  await query('select from graphile_worker.remove_job($1)', [jobKey]);
}
