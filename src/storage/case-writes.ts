import { type EntityClass, type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/errors.js';
import { Case, CaseData } from '../entities/case.js';
import { inputFieldsOf } from '../entities/field.js';
import { CASE_ROWS, type CaseRowsName } from '../entities/index.js';
import type { Query } from './query.js';
import { ROW_TABLES } from './read.js';

type Values = Readonly<Record<string, unknown>>;

/** The case, locked until the transaction ends. Throws CASE_NOT_FOUND, or VERSION_CONFLICT when `version` is not the present one. */
export async function lockCase(em: EntityManager, id: number, version?: number | null): Promise<Case> {
  const subject = await em.findOne(Case, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!subject) throw new DomainError('CASE_NOT_FOUND');
  if (version && version !== subject.version) throw new DomainError('VERSION_CONFLICT');
  return subject;
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

type Lists = Readonly<Partial<Record<CaseRowsName, readonly Values[]>>>;

/**
 * Stores a new case with its rows in one statement, and gives its id. Without a `numero` it takes the next of `year`, which
 * is never given twice.
 */
export async function insertCase(query: Query, fields: Values, lists: Lists, year: number): Promise<number> {
  const filled = CASE_ROWS.filter(({ name }) => (lists[name]?.length ?? 0) > 0);
  const rows = filled.map(({ name }) => lists[name]!.map((row) => byColumn(LIST_COLUMNS[name], wholeRow(name, row))));
  const parameters = [byColumn(CASE_COLUMNS, fields), year, ...rows].map((value) =>
    typeof value === 'number' ? value : JSON.stringify(value),
  );
  const sql = insertStatement(filled.map(({ name }) => name));
  const [made] = await query<{ id: number }>(sql, parameters, 'often');
  return made!.id;
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

/** The case and the lists that are not empty, as one statement. The column names are our own. */
function insertStatement(lists: readonly CaseRowsName[]): string {
  const columns = CASE_COLUMNS.map(({ column }) => column);
  const values = columns.map((column) =>
    column === 'numero' ? 'coalesce(r.numero, vigia_next_number($2))' : `r.${column}`,
  );
  const made = `made as (insert into icsr (${columns.join(', ')})
    select ${values.join(', ')} from json_populate_record(null::icsr, $1) r returning id)`;
  const rows = lists.map((name, place) => {
    const tableName = ROW_TABLES[name];
    const own = LIST_COLUMNS[name].map(({ column }) => column);
    return `${name} as (insert into ${tableName} (icsr_id, ${own.join(', ')})
      select made.id, ${own.map((column) => `r.${column}`).join(', ')}
      from made, json_populate_recordset(null::${tableName}, $${place + 3}) r)`;
  });
  return `with ${[made, ...rows].join(', ')} select id from made`;
}

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
