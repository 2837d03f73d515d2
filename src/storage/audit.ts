import type { Query } from './query.js';
import { instant } from './read.js';

/** Who acts, why, and in which request: what the audit triggers write beside every change. */
export interface AuditContext {
  actorId: number | null;
  who: string;
  requestId: string;
  reason?: string | null;
  ip?: string | null;
}

/** Tells the audit triggers of this transaction who is acting. */
export async function setAuditContext(query: Query, context: AuditContext): Promise<void> {
  await query(
    `select set_config('vigia.actor_id', $1, true), set_config('vigia.who', $2, true), set_config('vigia.request_id', $3, true),
      set_config('vigia.reason', $4, true), set_config('vigia.ip', $5, true)`,
    [String(context.actorId ?? ''), context.who, context.requestId, context.reason ?? '', context.ip ?? ''],
  );
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
}

const COLUMNS = `l.id, ${instant('l.at')} as "at", l.who, l.action, l.table_name as "tableName", l.row_id as "rowId",
  l.icsr_id as "icsrId", l.reason, l.request_id as "requestId", l.ip, l.changes`;

/** Entries that fit, newest first, and how many there are in all. One statement. */
export async function readAudit(
  query: Query,
  page: AuditPage,
): Promise<{ rows: AuditRow[]; total: number; more: boolean }> {
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  const matches = auditConditions(page.filter, add);
  const where = (parts: string[]) => (parts.length > 0 ? `where ${parts.join(' and ')}` : '');
  const place = page.afterId ? [`l.id < ${add(page.afterId)}`] : [];
  const sql = `select json_build_object(
      'total', (select count(*)::int from audit_log l ${where(matches)}),
      'rows', (select coalesce(json_agg(row_to_json(x)), '[]') from (select ${COLUMNS} from audit_log l
        ${where([...matches, ...place])} order by l.id desc limit ${add(page.rowsMax + 1)} offset ${add(page.offset ?? 0)}) x))::text as page`;
  const [answer] = await query<{ page: string }>(sql, values);
  const { rows, total } = JSON.parse(answer!.page) as { rows: AuditRow[]; total: number };
  return { rows: rows.slice(0, page.rowsMax), total, more: rows.length > page.rowsMax };
}

function auditConditions(filter: AuditFilter, add: (value: unknown) => string): string[] {
  const like = (expression: string, words: string) =>
    `vigia_fold(${expression}) like vigia_like_pattern(${add(words)})`;
  return [
    ...(filter.caseId ? [`l.icsr_id = ${add(filter.caseId)}`] : []),
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
