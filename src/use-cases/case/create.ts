import { z } from 'zod';
import { yearInLima } from '../../clock.js';
import { completed } from '../../domain/case-rules.js';
import { caseSchema } from '../../domain/validation.js';
import { STATE_OF_NEW_CASE } from '../../domain/vocabulary.js';
import { CaseInput } from '../../entities/case-input.js';
import type { CaseRowsName } from '../../entities/index.js';
import { insertCase } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { queueDuplicateCheck } from '../duplicate-check.js';
import { noteMissingData } from '../missing-data.js';
import { queueNotice } from '../notice.js';
import { writing } from '../use-case.js';

type Row = Record<string, unknown>;

/** Creates a case with its rows and gives it a number. Answers the stored case. */
export const createCase = writing({
  name: 'case.create',
  about: 'Create a case with its products, concomitants, follow-up entries and events',
  permission: 'icsr:create',
  input: z.object({ input: caseSchema(CaseInput, 'create') }),
  goAgain: (constraint, { input }) => constraint === 'icsr_numero_unique' && !input.numero,
  async run({ house, query, actor, notify, now, view }, { input }) {
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
    return stored.row ?? readCase<Row>(query, stored.id, view);
  },
});
