import type { Selection, View } from '../entities/selection.js';
import type { Query } from './query.js';
import { CASE_SHAPE, columns, wholeOf } from './read.js';

export const WHOLE_CASE: Selection = wholeOf(CASE_SHAPE);

export interface CaseFilter {
  ids?: readonly number[] | null;
  search?: string | null;
  estado?: string | null;
  gravedad?: string | null;
  fechaDesde?: string | null;
  fechaHasta?: string | null;
}

/** Fields that cases can be put in order by, and the SQL type a cursor's value is compared as. */
export const CASE_ORDERS = {
  id: { sql: 't.id', type: 'int' },
  createdAt: { sql: 't.created_at', type: 'timestamptz' },
  fechaInicioEvento: { sql: 't.fecha_inicio_evento', type: 'date' },
  gravedad: { sql: 't.gravedad collate "es-x-icu"', type: 'text' },
  estado: { sql: 't.estado collate "es-x-icu"', type: 'text' },
  pacienteIniciales: { sql: 't.paciente_iniciales collate "es-x-icu"', type: 'text' },
} as const;

export interface CaseOrder {
  by: keyof typeof CASE_ORDERS;
  descending: boolean;
}

/** Where a page starts: after this many rows, or at the far side of a row known by its order value and id. */
export type PageStart =
  { offset: number } | { after?: CursorKey | null; before?: CursorKey | null; backwards?: boolean };

export type CursorKey = readonly [value: string | null, id: number];

export interface CasePage {
  filter: CaseFilter;
  order: CaseOrder;
  start: PageStart;
  /** Rows of the page. One more is read to know whether another page follows. */
  rowsMax: number;
  /** Count all matches too. */
  withTotal: boolean;
}

export interface CaseRows<Row> {
  rows: Row[];
  /** Order value and id of each row, for cursors. */
  keys: CursorKey[];
  /** Whether there are rows beyond the page, in the direction of reading. */
  more: boolean;
  total: number | null;
}

/** One case by id, or null. One statement. */
export async function readCase<Row>(
  query: Query,
  id: number,
  { selection = WHOLE_CASE, naming = 'graphql' }: View = {},
): Promise<Row | null> {
  const sql = `select row_to_json(x)::text as row from (select ${columns(CASE_SHAPE, selection, naming)} from icsr t where t.id = $1) x`;
  const [found] = await query<{ row: string }>(sql, [id], 'often');
  return found ? (JSON.parse(found.row) as Row) : null;
}

/** A page of cases, and how many there are in all when asked for. One statement. */
export async function readCases<Row>(
  query: Query,
  page: CasePage,
  { selection = WHOLE_CASE, naming = 'graphql' }: View = {},
): Promise<CaseRows<Row>> {
  const parameters = new Parameters();
  const order = CASE_ORDERS[page.order.by];
  const matches = conditions(page.filter, parameters);
  const backwards = 'backwards' in page.start && page.start.backwards === true;
  const place = placeCondition(page, parameters);
  const where = (parts: string[]) => (parts.length > 0 ? `where ${parts.join(' and ')}` : '');
  const sorted = orderBy(page.order, backwards);
  const limit = parameters.add(page.rowsMax + 1);
  const offset = 'offset' in page.start ? `offset ${parameters.add(page.start.offset)}` : '';
  // The page is found by ids first: lists and catalogue are looked up for its rows alone, not for those that are skipped.
  const ids = `select t.id from icsr t ${where([...matches, ...place])} order by ${sorted} limit ${limit} ${offset}`;
  const inner = `select ${columns(CASE_SHAPE, selection, naming)}, json_build_array((${order.sql})::text, t.id) as "__key"
    from (${ids}) page join icsr t on t.id = page.id order by ${sorted}`;
  const total = page.withTotal ? `(select count(*)::int from icsr t ${where(matches)})` : 'null';
  const sql = `select json_build_object('total', ${total}, 'rows', (select coalesce(json_agg(row_to_json(x)), '[]') from (${inner}) x))::text as page`;
  const [answer] = await query<{ page: string }>(sql, parameters.values, page.filter.search ? undefined : 'often');
  const { rows, total: count } = JSON.parse(answer!.page) as {
    rows: (Row & { __key?: CursorKey })[];
    total: number | null;
  };
  return trimmed(rows, page.rowsMax, backwards, count);
}

function trimmed<Row>(
  read: (Row & { __key?: CursorKey })[],
  rowsMax: number,
  backwards: boolean,
  total: number | null,
): CaseRows<Row> {
  const rows = read.slice(0, rowsMax);
  if (backwards) rows.reverse();
  const keys = rows.map((row) => row.__key!);
  for (const row of rows) delete row.__key;
  return { rows, keys, more: read.length > rowsMax, total };
}

class Parameters {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

const SEARCHED_COLUMNS = [
  'paciente_iniciales',
  'paciente_dni',
  'numero',
  'codigo_interno_lab',
  'cenafyt_codigo',
  'producto_sospechoso',
  'descripcion_evento',
  'reportante_nombre',
  'reportante_email',
];

function conditions(filter: CaseFilter, parameters: Parameters): string[] {
  const parts: string[] = [];
  if (filter.ids) parts.push(`t.id = any(${parameters.add(filter.ids)}::int[])`);
  if (filter.fechaDesde) parts.push(`t.fecha_inicio_evento >= ${parameters.add(filter.fechaDesde)}::date`);
  if (filter.fechaHasta) parts.push(`t.fecha_inicio_evento <= ${parameters.add(filter.fechaHasta)}::date`);
  if (filter.estado) parts.push(`vigia_fold(t.estado) = vigia_fold(${parameters.add(filter.estado)})`);
  if (filter.gravedad) parts.push(`vigia_fold(t.gravedad) = vigia_fold(${parameters.add(filter.gravedad)})`);
  const words = filter.search?.trim();
  if (words) parts.push(searchCondition(parameters.add(words)));
  return parts;
}

/** Case and accents do not count; `%` and `_` stand for themselves (spec/decisions.md "Cases"). */
function searchCondition(words: string): string {
  const pattern = `vigia_like_pattern(${words})`;
  const own = SEARCHED_COLUMNS.map((name) => `t.${name}`).join(', ');
  return `(vigia_fold(concat_ws(e'\\n', ${own})) like ${pattern}
    or exists (select from icsr_productos p where p.icsr_id = t.id and vigia_fold(p.nombre_producto) like ${pattern}))`;
}

function orderBy({ by, descending }: CaseOrder, backwards: boolean): string {
  const direction = descending === backwards ? 'asc' : 'desc';
  if (by === 'id') return `t.id ${direction}`;
  return `${CASE_ORDERS[by].sql} ${direction} nulls ${backwards ? 'first' : 'last'}, t.id ${direction}`;
}

function placeCondition(page: CasePage, parameters: Parameters): string[] {
  if ('offset' in page.start) return [];
  const { after, before } = page.start;
  return [
    ...(after ? [beyond(page.order, after, parameters)] : []),
    ...(before ? [ahead(page.order, before, parameters)] : []),
  ];
}

/** Rows that come after the key, in an order that puts nulls last. */
function beyond({ by, descending }: CaseOrder, [value, id]: CursorKey, parameters: Parameters): string {
  const { sql, type } = CASE_ORDERS[by];
  const after = descending ? '<' : '>';
  const sameButLater = `t.id ${after} ${parameters.add(id)}`;
  if (value === null) return `(${sql} is null and ${sameButLater})`;
  const key = `${parameters.add(value)}::${type}`;
  return `(${sql} ${after} ${key} or (${sql} = ${key} and ${sameButLater}) or ${sql} is null)`;
}

/** Rows that come before the key, in an order that puts nulls last. */
function ahead({ by, descending }: CaseOrder, [value, id]: CursorKey, parameters: Parameters): string {
  const { sql, type } = CASE_ORDERS[by];
  const before = descending ? '>' : '<';
  const sameButEarlier = `t.id ${before} ${parameters.add(id)}`;
  if (value === null) return `(${sql} is not null or ${sameButEarlier})`;
  const key = `${parameters.add(value)}::${type}`;
  return `(${sql} ${before} ${key} or (${sql} = ${key} and ${sameButEarlier}))`;
}

/** The events of several cases, by case id. Cases that do not exist are left out. One statement. */
export async function readEventsOfCases<Row>(
  query: Query,
  ids: readonly number[],
  { naming = 'graphql' }: View = {},
): Promise<Record<string, Row[]>> {
  const events = columns(CASE_SHAPE, { events: true }, 'graphql', naming);
  const rows = await query<{ id: number; events: Row[] }>(`select ${events} from icsr t where t.id = any($1)`, [ids]);
  return Object.fromEntries(rows.map((row) => [String(row.id), row.events]));
}
