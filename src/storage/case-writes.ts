import { type EntityClass, type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/errors.js';
import { Case, CaseData } from '../entities/case.js';
import { inputFieldsOf } from '../entities/field.js';
import { CASE_ROWS, type CaseRowsName } from '../entities/index.js';
import type { View } from '../entities/selection.js';
import { rowOf } from './cases.js';
import { insertMatchKeys, matchKeysOfNew } from './match-keys.js';
import type { Query } from './query.js';
import { CASE_SHAPE, columnsOfView, ROW, ROW_TABLES } from './read.js';

type Values = Readonly<Record<string, unknown>>;

/** The case, locked until the transaction ends. Throws CASE_NOT_FOUND, or VERSION_CONFLICT when `version` is not the present one. */
export async function lockCase(em: EntityManager, id: number, version?: number | null): Promise<Case> {
  const subject = await em.findOne(Case, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!subject) throw new DomainError('CASE_NOT_FOUND');
  if (version && version !== subject.version) throw new DomainError('VERSION_CONFLICT');
  return subject;
}

/** Cases by id, locked until the transaction ends, always in the same order. Those that do not exist are left out. */
export async function lockCases(em: EntityManager, ids: readonly number[]): Promise<Map<number, Case>> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
  const cases = await em.find(Case, { id: { $in: [...ids] } }, options);
  return new Map(cases.map((one) => [one.id, one]));
}

/** Sets the given fields. True when any of them was different. */
export function setFields(row: object, values: Values): boolean {
  const kept = row as Record<string, unknown>;
  const changed = Object.entries(values).filter(([name, value]) => !sameValue(kept[name], value));
  for (const [name, value] of changed) kept[name] = value;
  return changed.length > 0;
}

/** Gives the case a new version: what every reader of `ETag` and `version` goes by. */
export function touch(subject: Case, now: Date): void {
  subject.version += 1;
  subject.updatedAt = now;
}

export type Lists = Readonly<Partial<Record<CaseRowsName, readonly Values[]>>>;

export interface NewCase {
  fields: Values;
  lists: Lists;
  /** Without a `numero` the case takes the next of this year, which is never given twice. */
  year: number;
  /** Why and by whom it is kept as a snapshot too; not at all when left out. */
  snapshot?: { reason: string; authorId: number | null };
}

export interface StoredCase<Row> {
  id: number;
  /** The case as the view wants it; null for a view that wants more than a new case can have. */
  row: Row | null;
}

/** Stores a new case with its rows and its snapshot, and shows it, in one statement. */
export async function insertCase<Row>(
  query: Query,
  { fields, lists, year, snapshot }: NewCase,
  view: View = {},
): Promise<StoredCase<Row>> {
  const filled = CASE_ROWS.map(({ name }) => name).filter((name) => (lists[name]?.length ?? 0) > 0);
  const rows = filled.map((name) => lists[name]!.map((row) => byColumn(LIST_COLUMNS[name], wholeRow(name, row))));
  // The trigger that keeps the search text takes the names from here: the products themselves come after the case.
  const search_text = filled.includes('products')
    ? lists.products!.map((product) => product.nombreProducto).join('\n')
    : undefined;
  const keys = matchKeysOfNew(fields, lists.products ?? []);
  const own = JSON.stringify({ ...byColumn(CASE_COLUMNS, fields), search_text });
  const values = [own, year, keys, ...rows.map((list) => JSON.stringify(list))];
  const shown = showsNewCase(view);
  const sql = insertStatement(filled, snapshot !== undefined, shown ? view : undefined);
  const parameters = snapshot ? [...values, snapshot.reason, snapshot.authorId] : values;
  const [made] = await query<{ id: number; row: string | null; version: number }>(
    sql,
    parameters,
    shown && view.selection ? 'chosen' : 'often',
  );
  return { id: made!.id, row: made!.row === null ? null : rowOf<Row>({ ...made!, row: made!.row }, view) };
}

interface Column {
  name: string;
  column: string;
}

const CASE_COLUMNS: readonly Column[] = [
  ...inputFieldsOf(CaseData),
  { name: 'createdAt', column: 'created_at' },
  { name: 'updatedAt', column: 'updated_at' },
];
const LIST_COLUMNS = Object.fromEntries(
  CASE_ROWS.map(({ name, data }) => [name, inputFieldsOf(data)]),
) as unknown as Record<CaseRowsName, readonly Column[]>;

function byColumn(columns: readonly Column[], values: Values): Values {
  return Object.fromEntries(columns.map(({ name, column }) => [column, values[name]]));
}

/** A view of nothing but the case and its rows. */
function showsNewCase({ keys, selection }: View): boolean {
  if (keys) return false;
  return !selection || CASE_SHAPE.lists.every(({ name }) => !selection[name] || name in ROW_TABLES);
}

const REST: View = { naming: 'rest' };
const statements = new Map<string, string>();

/** The statement for these lists, remembered where the view is one of ours: whole, in either naming. */
function insertStatement(lists: readonly CaseRowsName[], withSnapshot: boolean, view: View | undefined): string {
  if (view?.selection) return writtenStatement(lists, withSnapshot, view);
  const key = [...lists, withSnapshot, view?.naming ?? !!view].join(' ');
  if (!statements.has(key)) statements.set(key, writtenStatement(lists, withSnapshot, view));
  return statements.get(key)!;
}

/** The column names are our own. What is stored is shown from what the inserts return: the tables do not show it yet. */
function writtenStatement(lists: readonly CaseRowsName[], withSnapshot: boolean, view: View | undefined): string {
  const columns = CASE_COLUMNS.map(({ column }) => column);
  const values = columns.map((column) =>
    column === 'numero' ? 'coalesce(r.numero, vigia_next_number($2))' : `r.${column}`,
  );
  const made = `made as (insert into icsr (${columns.join(', ')}, search_text)
    select ${values.join(', ')}, r.search_text from json_populate_record(null::icsr, $1) r returning *)`;
  const rows = lists.map((name, place) => {
    const own = LIST_COLUMNS[name].map(({ column }) => column);
    return `made_${place} as (insert into ${ROW_TABLES[name]} (icsr_id, ${own.join(', ')})
      select made.id, ${own.map((column) => `r.${column}`).join(', ')}
      from made, json_populate_recordset(null::${ROW_TABLES[name]}, $${place + 4}) r returning *)`;
  });
  const sources = Object.fromEntries(
    CASE_ROWS.map(({ name }) => [name, lists.includes(name) ? `made_${lists.indexOf(name)}` : null]),
  );
  const seen = (wanted: View) =>
    `select row_to_json(${ROW})::text as row from (select ${columnsOfView(CASE_SHAPE, wanted, sources)} from made t) ${ROW}`;
  const kept = `kept as (${seen(REST)}), snapshot as (insert into icsr_detail_snapshots (icsr_id, case_version, reason, created_by, content)
    select made.id, made.version, $${lists.length + 4}, $${lists.length + 5}, kept.row::jsonb from made, kept)`;
  const keyed = `keyed as (${insertMatchKeys('$3')})`;
  const shown = view && (withSnapshot && isWholeRest(view) ? 'select row from kept' : seen(view));
  return `with ${[made, keyed, ...rows, ...(withSnapshot ? [kept] : [])].join(', ')}
    select id, version, ${shown ? `(${shown})` : 'null'} as row from made`;
}

const isWholeRest = ({ selection, naming }: View) => !selection && naming === 'rest';

/** Puts rows into one list of a case, in order. */
function addRows(em: EntityManager, subject: Case, list: CaseRowsName, rows: readonly Values[]): void {
  for (const row of rows) em.persist(em.create(entityOf(list), { ...row, case: subject } as never));
}

/**
 * Makes one list of a case be these rows, in this order, with as few statements as it takes. A row with the id of a row of
 * the case stays that row; all others are new ones. True when anything changed.
 */
export async function replaceRows(
  em: EntityManager,
  subject: Case,
  list: CaseRowsName,
  rows: readonly Values[],
): Promise<boolean> {
  const kept = await em.find(entityOf(list), { case: subject.id }, { orderBy: { id: 'asc' } });
  const whole = rows.map((row) => wholeRow(list, row));
  if (kept.length === rows.length && kept.every((row, place) => isSame(row, rows[place]!, whole[place]!))) return false;
  const stays = rowsThatStay(kept, rows);
  const gone = kept.filter(({ id }) => !stays.has(id));
  if (gone.length > 0) await em.nativeDelete(entityOf(list), { id: { $in: gone.map(({ id }) => id) } });
  for (const row of gone) em.getUnitOfWork().unsetIdentity(row);
  rows.forEach((row, place) => {
    const known = kept.find(({ id }) => id === Number(row.id) && stays.has(id));
    if (known) setFields(known, whole[place]!);
    else addRows(em, subject, list, [whole[place]!]);
  });
  return true;
}

interface KeptRow {
  id: number;
  case: number;
}

/** A row as it will be kept: what was not sent is empty. */
function wholeRow(list: CaseRowsName, row: Values): Values {
  const { data } = CASE_ROWS.find(({ name }) => name === list)!;
  return Object.fromEntries(inputFieldsOf(data).map((field) => [field.name, row[field.name] ?? field.default ?? null]));
}

function isSame(kept: KeptRow, row: Values, whole: Values): boolean {
  const sameRow = row.id === undefined || row.id === null || Number(row.id) === kept.id;
  return sameRow && Object.entries(whole).every(([name, value]) => sameValue((kept as unknown as Values)[name], value));
}

/** Ids of the rows that can stay: rows stand in the order of their ids, so known rows must come first and in that order. */
function rowsThatStay(kept: readonly KeptRow[], rows: readonly Values[]): Set<number> {
  const ids = rows.map((row) => kept.find(({ id }) => id === Number(row.id))?.id);
  const known = ids.slice(0, ids.findIndex((id) => id === undefined) < 0 ? ids.length : ids.indexOf(undefined));
  const inOrder = known.every((id, place) => place === 0 || id! > known[place - 1]!);
  return new Set(inOrder ? (known as number[]) : []);
}

function entityOf(list: CaseRowsName): EntityClass<KeptRow> {
  return CASE_ROWS.find(({ name }) => name === list)!.entity as unknown as EntityClass<KeptRow>;
}

function sameValue(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}
