import { z } from 'zod';
import { yearInLima } from '../../clock.js';
import { completed } from '../../domain/case-rules.js';
import { caseSchema } from '../../domain/validation.js';
import { STATE_OF_NEW_CASE } from '../../domain/vocabulary.js';
import { CaseInput } from '../../entities/case-input.js';
import type { CaseRowsName } from '../../entities/index.js';
import { insertCase } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { takeSnapshot } from '../../storage/snapshots.js';
import { writing } from '../use-case.js';

type Rows = Record<string, unknown>[];

/** Creates a case with its rows and gives it a number. Answers the stored case. */
export const createCase = writing({
  name: 'case.create',
  about: 'Create a case with its products, concomitants, follow-up entries and events',
  permission: 'icsr:create',
  input: z.object({ input: caseSchema(CaseInput, 'create') }),
  goAgain: (constraint, { input }) => constraint === 'icsr_numero_unique' && !input.numero,
  async run({ query, actor, notify, now, view }, { input }) {
    const { products, concomitants, followupEntries, events, ...fields } = input;
    const lists = { products, concomitants, followupEntries, events } as Record<CaseRowsName, Rows | undefined>;
    const stamps = { createdAt: now.toISOString(), updatedAt: now.toISOString() };
    const values = { ...completed(fields), ...stamps, estado: fields.estado ?? STATE_OF_NEW_CASE };
    const id = await insertCase(query, values, lists, yearInLima(now));
    await takeSnapshot(query, id, 'Creación', actor!.id);
    notify({ topic: 'case', id, kind: 'CREATED', version: 1 });
    return readCase<Record<string, unknown>>(query, id, view);
  },
});
