import { z } from 'zod';
import { yearInLima } from '../../clock.js';
import { completed } from '../../domain/case-rules.js';
import { caseSchema } from '../../domain/validation.js';
import { STATE_OF_NEW_CASE } from '../../domain/vocabulary.js';
import { Case } from '../../entities/case.js';
import { CaseInput } from '../../entities/case-input.js';
import { CASE_ROWS } from '../../entities/index.js';
import { addRows, nextCaseNumber } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { changing } from '../use-case.js';

type Rows = Record<string, unknown>[];

/** Creates a case with its rows and gives it a number. Answers the stored case. */
export const createCase = changing({
  name: 'case.create',
  about: 'Create a case with its products, concomitants, follow-up entries and events',
  permission: 'icsr:create',
  input: z.object({ input: caseSchema(CaseInput, 'create') }),
  goAgain: (constraint, { input }) => constraint === 'icsr_numero_unique' && !input.numero,
  async run({ em, query, notify, now, view }, { input }) {
    const { products, concomitants, followupEntries, events, ...fields } = input;
    const lists: Record<string, unknown> = { products, concomitants, followupEntries, events };
    const numero = fields.numero ?? (await nextCaseNumber(query, yearInLima(now)));
    const values = { ...completed(fields), numero, estado: fields.estado ?? STATE_OF_NEW_CASE };
    const subject = em.create(Case, { ...values, createdAt: now, updatedAt: now } as never);
    em.persist(subject);
    for (const { name } of CASE_ROWS) addRows(em, subject, name, (lists[name] ?? []) as Rows);
    await em.flush();
    notify({ topic: 'case', id: subject.id, kind: 'CREATED', version: subject.version });
    return readCase<Record<string, unknown>>(query, subject.id, view);
  },
});
