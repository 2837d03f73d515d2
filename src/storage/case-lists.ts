import type { Naming } from '../entities/selection.js';
import type { Query } from './query.js';
import { columns, type Shape, wholeOf } from './read.js';

/** Everything that is known of a row of a list, as the select list of a query over `t`. */
export function wholeRow(shape: Shape, naming: Naming): string {
  return columns(shape, wholeOf(shape), naming);
}

/** Rows that hang on a case, newest first, and how many there are in all; nothing when there is no such case. One statement. */
export async function readNewest<Row>(
  query: Query,
  shape: Shape,
  caseId: number,
  { rowsMax, offset }: { rowsMax: number; offset: number },
  naming: Naming,
): Promise<{ items: Row[]; total: number } | undefined> {
  const page = `select ${wholeRow(shape, naming)} from ${shape.table} t where t.icsr_id = c.id order by t.id desc limit $2 offset $3`;
  const [found] = await query<{ items: Row[]; total: number }>(
    `select (select count(*)::int from ${shape.table} t where t.icsr_id = c.id) as total,
      (select coalesce(json_agg(row_to_json(x)), '[]') from (${page}) x) as items
     from icsr c where c.id = $1`,
    [caseId, rowsMax, offset],
  );
  return found;
}
