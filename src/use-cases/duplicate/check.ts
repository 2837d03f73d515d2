import { z } from 'zod';
import { DAYS_WINDOW, DAYS_WINDOW_MAX } from '../../domain/duplicates.js';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { checkCases } from '../../storage/duplicate-checks.js';
import { reading } from '../use-case.js';

const daysWindow = inputs.rows(DAYS_WINDOW_MAX).default(DAYS_WINDOW);

/** What other cases a case may be a duplicate of, as they are now. Throws CASE_NOT_FOUND. */
export const checkDuplicates = reading({
  name: 'duplicate.check',
  about: 'Look for duplicates of a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id, daysWindow }),
  async run({ query }, { id, daysWindow }) {
    const found = (await checkCases(query, [id], daysWindow)).get(id);
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    return found;
  },
});

/** The same of many cases, by id. Cases that do not exist are left out. */
export const checkDuplicatesOfCases = reading({
  name: 'duplicate.check-cases',
  about: 'Look for duplicates of up to 200 cases',
  permission: 'icsr:read',
  input: z.object({ ids: inputs.idList, daysWindow }),
  run: ({ query }, { ids, daysWindow }) => checkCases(query, ids, daysWindow),
});
