import { type EntityClass, type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/errors.js';
import { Case } from '../entities/case.js';
import { inputFieldsOf } from '../entities/field.js';
import { CASE_ROWS, type CaseRowsName } from '../entities/index.js';
import type { Query } from './query.js';

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

/** Puts rows into one list of a case, in order. */
export function addRows(em: EntityManager, subject: Case, list: CaseRowsName, rows: readonly Values[]): void {
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

/** The next free case number of a year. Safe with any number of writers; a number once given is never given again. */
export async function nextCaseNumber(query: Query, year: number): Promise<string> {
  const [row] = await query<{ numero: string }>('select vigia_next_number($1) as numero', [year]);
  return row!.numero;
}

function entityOf(list: CaseRowsName): EntityClass<KeptRow> {
  return CASE_ROWS.find(({ name }) => name === list)!.entity as unknown as EntityClass<KeptRow>;
}

function sameValue(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}
