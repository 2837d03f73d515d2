import { fieldsOf } from '../entities/field.js';
import type { Naming } from '../entities/selection.js';
import { Snapshot } from '../entities/snapshot.js';
import { readNewest, wholeRow } from './case-lists.js';
import { WHOLE_CASE } from './cases.js';
import type { Query } from './query.js';
import { CASE_SHAPE, columns, type Shape } from './read.js';

/** A whole case as the REST door shows it, by REST names, rows included. */
export type SnapshotContent = Record<string, unknown>;

const SNAPSHOT_SHAPE: Shape = { table: 'icsr_detail_snapshots', fields: fieldsOf(Snapshot), lists: [] };

/**
 * Keeps the case as it is now, rows included, with its version. One statement, part of the caller's transaction. Gives what
 * is known of the snapshot; nothing when there is no such case.
 */
export async function takeSnapshot<Row extends object>(
  query: Query,
  caseId: number,
  reason: string,
  authorId: number | null,
): Promise<Row | undefined> {
  const [taken] = await query<Row>(TAKE, [caseId, reason, authorId], 'often');
  return taken;
}

const TAKE = `insert into icsr_detail_snapshots as t (icsr_id, case_version, reason, created_by, content)
  select x.id, x.version, $2, $3, row_to_json(x)::jsonb
  from (select ${columns(CASE_SHAPE, WHOLE_CASE, 'rest')} from icsr t where t.id = $1) x
  returning ${wholeRow(SNAPSHOT_SHAPE, 'graphql')}`;

/** Snapshots of a case without their content, newest first, and how many there are in all; nothing when there is no such case. */
export function readSnapshots<Row>(
  query: Query,
  caseId: number,
  page: { rowsMax: number; offset: number },
  naming: Naming,
): Promise<{ items: Row[]; total: number } | undefined> {
  return readNewest<Row>(query, SNAPSHOT_SHAPE, caseId, page, naming);
}

/** One snapshot of a case with its content, or null; nothing when there is no such case. */
export async function readSnapshot<Row>(
  query: Query,
  caseId: number,
  id: number,
  naming: Naming,
): Promise<{ snapshot: Row | null } | undefined> {
  const one = `select ${wholeRow(SNAPSHOT_SHAPE, naming)}, t.content from icsr_detail_snapshots t where t.icsr_id = c.id and t.id = $2`;
  const [found] = await query<{ snapshot: Row | null }>(
    `select (select row_to_json(x) from (${one}) x) as snapshot from icsr c where c.id = $1`,
    [caseId, id],
  );
  return found;
}

/** Case and content of some snapshots, by id. */
export async function readContents(
  query: Query,
  ids: readonly number[],
): Promise<Map<number, { caseId: number; content: SnapshotContent }>> {
  const rows = await query<{ id: number; caseId: number; content: SnapshotContent }>(
    'select id, icsr_id as "caseId", content from icsr_detail_snapshots where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
