import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { readAudit } from '../../storage/audit.js';
import { reading } from '../use-case.js';
import { auditFilter } from './filter.js';

const ROWS_OF_A_PAGE = 20;
const ROWS_MAX = 10_000;

/** Entries of the audit log, newest first. */
export const listAudit = reading({
  name: 'audit.list',
  about: 'Read the audit log',
  permission: 'audit:read',
  input: z.object({
    filter: auditFilter,
    first: inputs.rows(ROWS_MAX).nullish(),
    offset: inputs.offset.optional(),
    after: inputs.id.nullish(),
    withTotal: z.boolean().default(true),
  }),
  run: ({ query }, { first, after, ...page }) =>
    readAudit(query, { ...page, rowsMax: first ?? ROWS_OF_A_PAGE, afterId: after }),
});
