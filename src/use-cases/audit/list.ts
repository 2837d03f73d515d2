import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { readAudit } from '../../storage/audit.js';
import { reading } from '../use-case.js';

const ROWS_MAX = 10_000;

/** Entries of the audit log, newest first. */
export const listAudit = reading({
  name: 'audit.list',
  about: 'Read the audit log',
  permission: 'audit:read',
  input: z.object({
    filter: z
      .object({
        caseId: inputs.id.nullish(),
        query: inputs.shortText,
        user: inputs.shortText,
        action: inputs.shortText,
        from: inputs.day,
        to: inputs.day,
      })
      .prefault({}),
    rowsMax: inputs.wholeNumber.refine((rows) => rows >= 1 && rows <= ROWS_MAX, {
      error: fault('TOO_LARGE', ROWS_MAX),
    }),
    offset: inputs.wholeNumber.refine((rows) => rows >= 0, { error: fault('TOO_SMALL', 0) }).optional(),
    afterId: inputs.id.nullish(),
  }),
  run: ({ query }, page) => readAudit(query, page),
});
