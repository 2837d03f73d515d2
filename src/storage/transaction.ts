import type { Pool } from 'pg';
import { actingStatement, type AuditContext } from './audit.js';
import { announce, type Announcement } from './notify.js';
import { type Query, queryOn } from './query.js';

/**
 * A transaction in as few round trips as it takes: its begin, with who acts, travels with the first statement of the work,
 * and what is announced with the commit.
 */
export async function transaction<Output>(
  pool: Pool,
  audit: AuditContext,
  announcements: readonly Announcement[],
  run: (query: Query) => Promise<Output>,
): Promise<Output> {
  const client = await pool.connect();
  const query = queryOn(client);
  try {
    // Two statements, not one text: when the second fails, there is a transaction for the rest to fail in.
    const begun = Promise.all([client.query('begin'), client.query(actingStatement(audit))]);
    // Heard of below, after the work that it travels with.
    begun.catch(() => undefined);
    const output = await run(query);
    await begun;
    const announced = announcements.map((announcement) => announce(query, announcement));
    const [{ command }] = await Promise.all([client.query('commit'), ...announced]);
    // PostgreSQL answers a commit after a failed statement with a rollback, and calls it a success.
    if (command !== 'COMMIT') throw new Error('The transaction was not committed');
    client.release();
    return output;
  } catch (error) {
    const undone = await client.query('rollback').then(
      () => true,
      () => false,
    );
    client.release(!undone);
    throw error;
  }
}
