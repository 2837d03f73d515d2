import { z } from 'zod';
import { recountValues } from '../../storage/value-counts.js';
import { writing } from '../use-case.js';

/** Counts how common values of cases are, by which the second opinion on duplicates weighs what agrees. */
export const countValues = writing({
  name: 'duplicate.count',
  about: 'Count how common values of cases are, for the second opinion on duplicates (a job, at no door)',
  permission: 'users:write',
  input: z.object({}),
  run: async ({ query, house }) => ({ cases: await recountValues(query, house.duplicateSecret) }),
});
