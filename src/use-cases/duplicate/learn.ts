import { z } from 'zod';
import { learnCases, unknownCases } from '../../storage/duplicate-keys.js';
import { renewStaleKeys } from '../../storage/match-keys.js';
import { queueLearning } from '../duplicate-check.js';
import { writing } from '../use-case.js';

const CASES_AT_ONCE = 200;

/**
 * Makes a piece of those cases findable by which nobody could be found yet: new ones, by the second opinion on duplicates; and
 * those of before duplicates were looked for, or written past this program. As long as there are more it goes on at once.
 */
export const learnNewCases = writing({
  name: 'duplicate.learn',
  about: 'Make new and imported cases findable as duplicates (a job, at no door)',
  permission: 'users:write',
  input: z.object({}),
  async run({ query, house }) {
    const renewed = await renewStaleKeys(query, CASES_AT_ONCE);
    const unknown = await unknownCases(query, CASES_AT_ONCE);
    if (unknown.length > 0) await learnCases(query, house.duplicateSecret, unknown);
    if (Math.max(renewed, unknown.length) === CASES_AT_ONCE) await queueLearning(query);
    return { renewed, learnt: unknown.length };
  },
});
