import { yearInLima } from '../clock.js';
import { completed } from '../domain/case-rules.js';
import { caseSchema } from '../domain/validation.js';
import { STATE_OF_NEW_CASE } from '../domain/vocabulary.js';
import { CaseInput } from '../entities/case-input.js';
import type { CaseRowsName } from '../entities/index.js';
import { insertCase, type StoredCase } from '../storage/case-writes.js';
import { queueDuplicateCheck } from './duplicate-check.js';
import { noteMissingData } from './missing-data.js';
import { queueNotice } from './notice.js';
import type { PlainWorkRoom } from './use-case.js';

type Row = Record<string, unknown>;

/** What a new case may be given. */
export const newCaseInput = caseSchema(CaseInput, 'create');

/** Met the number that another case was given at the same moment: the next one will do. */
export function isNumberOfOurs(constraint: string, input: Row): boolean {
  return constraint === 'icsr_numero_unique' && !input.numero;
}

/** Stores a new case, has people told of it, and announces it: whatever it was made from. */
export async function storeNewCase(
  { house, query, actor, notify, now, view }: PlainWorkRoom,
  input: Row,
): Promise<StoredCase<Row>> {
  const { products, concomitants, followupEntries, events, ...fields } = input;
  const lists = { products, concomitants, followupEntries, events } as Record<CaseRowsName, Row[] | undefined>;
  const stamps = { createdAt: now.toISOString(), updatedAt: now.toISOString() };
  const estado = (fields.estado ?? STATE_OF_NEW_CASE) as string;
  const values = { ...completed(fields), ...stamps, estado };
  const snapshot = { reason: 'Creación', authorId: actor!.id };
  const stored = await insertCase<Row>(query, { fields: values, lists, year: yearInLima(now), snapshot }, view);
  await queueNotice(query, house.config, { caseId: stored.id });
  await noteMissingData({ query, house }, stored.id, { ...values, products: lists.products ?? [] });
  await queueDuplicateCheck(query, stored.id);
  notify({ topic: 'case', id: stored.id, kind: 'CREATED', version: 1 });
  return stored;
}
