import { z } from 'zod';
import { learnCases, unknownCases } from '../../storage/duplicate-keys.js';
import { writing } from '../use-case.js';

const CASES_AT_ONCE = 200;
const ROUNDS_MAX = 10;

/** Makes cases that came in lately findable by the second opinion on duplicates; all others too, a piece each time. */
export const learnNewCases = writing({
  name: 'duplicate.learn',
  about: 'Make new cases findable by the second opinion on duplicates (a job, at no door)',
  permission: 'users:write',
  input: z.object({}),
  async run({ query, house }) {
    let learnt = 0;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const ids = await unknownCases(query, CASES_AT_ONCE);
      if (ids.length > 0) await learnCases(query, house.duplicateSecret, ids);
      learnt += ids.length;
      if (ids.length < CASES_AT_ONCE) break;
    }
    return { learnt };
  },
});
