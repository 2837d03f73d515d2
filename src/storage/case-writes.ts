import { type EntityClass, type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/errors.js';
import { Case } from '../entities/case.js';
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

/** Replaces one list of a case. */
export async function replaceRows(
  em: EntityManager,
  subject: Case,
  list: CaseRowsName,
  rows: readonly Values[],
): Promise<void> {
  await em.nativeDelete(entityOf(list), { case: subject.id });
  addRows(em, subject, list, rows);
}

/** The next free case number of a year. Safe with any number of writers; a number once given is never given again. */
export async function nextCaseNumber(query: Query, year: number): Promise<string> {
  const [row] = await query<{ numero: string }>('select vigia_next_number($1) as numero', [year]);
  return row!.numero;
}

function entityOf(list: CaseRowsName): EntityClass<{ id: number; case: number }> {
  return CASE_ROWS.find(({ name }) => name === list)!.entity as unknown as EntityClass<{ id: number; case: number }>;
}

function sameValue(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}
