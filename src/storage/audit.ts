import pg from 'pg';
import type { Query } from './query.js';
import { instant } from './read.js';
import { type Add, parameters, whereOf } from './sql.js';

/** Who acts, why, and in which request: what the audit triggers write beside every change. */
export interface AuditContext {
  actorId: number | null;
  who: string;
  requestId: string;
  reason?: string | null;
  ip?: string | null;
}

/** The statement that tells the audit triggers of its transaction who is acting. Without parameters, so that others can go with it. */
export function actingStatement({ actorId, who, requestId, reason, ip }: AuditContext): string {
  const settings = { actor_id: String(actorId ?? ''), who, request_id: requestId, reason: reason ?? '', ip: ip ?? '' };
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('vigia.${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  return `select ${calls.join(', ')}`;
}

export interface AuditFilter {
  caseId?: number | null;
  query?: string | null;
  user?: string | null;
  action?: string | null;
  from?: string | null;
  to?: string | null;
}

export interface AuditRow {
  id: number;
  at: string;
  who: string;
  action: string;
  tableName: string | null;
  rowId: number | null;
  icsrId: number | null;
  reason: string | null;
  requestId: string | null;
  ip: string | null;
  changes: Record<string, { before?: unknown; after?: unknown }>;
}

export interface AuditPage {
  filter: AuditFilter;
  rowsMax: number;
  /** Skip this many, or continue after this entry (newest first). */
  offset?: number;
  afterId?: number | null;
  /** Count all that fit too. */
  withTotal: boolean;
}

const COLUMNS = `l.id, ${instant('l.at')} as "at", l.who, l.action, l.table_name as "tableName", l.row_id as "rowId",
  l.icsr_id as "icsrId", l.reason, l.request_id as "requestId", l.ip, l.changes`;

/** Entries that fit, newest first, and how many there are in all. One statement. */
export async function readAudit(
  query: Query,
  page: AuditPage,
): Promise<{ rows: AuditRow[]; total: number | null; more: boolean }> {
  const { values, add } = parameters();
  const matches = auditConditions(page.filter, add);
  const place = page.afterId ? [`l.id < ${add(page.afterId)}`] : [];
  const sql = `select json_build_object(
      'total', ${page.withTotal ? `(select count(*)::int from audit_log l ${whereOf(matches)})` : 'null'},
      'rows', (select coalesce(json_agg(row_to_json(x)), '[]') from (select ${COLUMNS} from audit_log l
        ${whereOf([...matches, ...place])} order by l.id desc limit ${add(page.rowsMax + 1)} offset ${add(page.offset ?? 0)}) x))::text as page`;
  const [answer] = await query<{ page: string }>(sql, values);
  const { rows, total } = JSON.parse(answer!.page) as { rows: AuditRow[]; total: number | null };
  return { rows: rows.slice(0, page.rowsMax), total, more: rows.length > page.rowsMax };
}

const WINDOW_IDS = 500;

/**
 * Every entry that fits, newest first, in batches. The log only grows, so a window of ids is a place in it that stays: each
 * is read when it is asked for, once, and between two of them no connection is held, however slow the reader or long the log.
 */
export async function auditBatches(query: Query, filter: AuditFilter): Promise<AsyncGenerator<AuditRow[]>> {
  const { values, add } = parameters();
  const times = auditConditions({ from: filter.from, to: filter.to }, add);
  const sql = `select min(l.id) as oldest, max(l.id) as newest from audit_log l ${whereOf(times)}`;
  const [range] = await query<{ oldest: string | null; newest: string | null }>(sql, values);
  return windows(query, filter, Number(range!.oldest ?? 1), Number(range!.newest ?? 0));
}

async function* windows(query: Query, filter: AuditFilter, oldest: number, newest: number): AsyncGenerator<AuditRow[]> {
  for (let last = newest; last >= oldest; last -= WINDOW_IDS) {
    const rows = await readWindow(query, filter, Math.max(oldest, last - WINDOW_IDS + 1), last);
    if (rows.length > 0) yield rows;
  }
}

async function readWindow(query: Query, filter: AuditFilter, first: number, last: number): Promise<AuditRow[]> {
  const { values, add } = parameters(first, last);
  const matches = ['l.id between $1 and $2', ...auditConditions(filter, add)];
  const sql = `select coalesce(json_agg(row_to_json(x)), '[]')::text as rows
    from (select ${COLUMNS} from audit_log l where ${matches.join(' and ')} order by l.id desc) x`;
  const [answer] = await query<{ rows: string }>(sql, values);
  return JSON.parse(answer!.rows) as AuditRow[];
}

function auditConditions(filter: AuditFilter, add: Add): string[] {
  const like = (expression: string, words: string) =>
    `vigia_fold(${expression}) like vigia_like_pattern(${add(words)})`;
  return [
    // A case's entries are its chain, which has an index.
    ...(filter.caseId ? [`l.chain = ${add(filter.caseId)}`] : []),
    ...(filter.query ? [like(`concat_ws(' ', l.action, l.table_name, l.changes::text)`, filter.query)] : []),
    ...(filter.user ? [like('l.who', filter.user)] : []),
    ...(filter.action ? [`l.action = ${add(filter.action)}`] : []),
    ...(filter.from ? [`l.at >= ${add(filter.from)}::date`] : []),
    ...(filter.to ? [`l.at < ${add(filter.to)}::date + 1`] : []),
  ];
}

export interface AuditFault {
  chain: number;
  place: number;
  problem: string;
}

/** Walks every hash chain of the audit log. Gives the faults found, and how many entries were checked. */
export async function verifyAudit(query: Query): Promise<{ entries: number; faults: AuditFault[] }> {
  const [answer] = await query<{ entries: number; faults: AuditFault[] }>(
    `select (select count(*)::int from audit_log) as entries, (select coalesce(json_agg(json_build_object('chain', f.chain,
      'place', f.place, 'problem', f.problem) order by f.chain, f.place), '[]') from audit_verify() f) as faults`,
  );
  return answer!;
}
