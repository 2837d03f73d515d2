import type { Pool } from 'pg';
import { actingStatement, type AuditContext } from './audit.js';
import { type Announcement, announcementStatement } from './notify.js';
import { type Query, queryOn } from './query.js';

/**
 * A transaction in as few round trips as it takes: one that begins it and says who acts, those of the work itself, and one
 * that announces and commits.
 */
export async function transaction<Output>(
  pool: Pool,
  audit: AuditContext,
  announcements: readonly Announcement[],
  run: (query: Query) => Promise<Output>,
): Promise<Output> {
  const client = await pool.connect();
  try {
    await client.query(`begin; ${actingStatement(audit)}`);
    const output = await run(queryOn(client));
    await client.query([...announcements.map(announcementStatement), 'commit'].join('; '));
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
