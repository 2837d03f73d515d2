import { z } from 'zod';
import { DAYS_WINDOW } from '../../domain/duplicates.js';
import * as inputs from '../../domain/inputs.js';
import { checkCases } from '../../storage/duplicate-checks.js';
import { learnAgain } from '../../storage/duplicate-keys.js';
import { keepChecks, keptBettered, keptWithBest } from '../../storage/kept-checks.js';
import { LOCKS } from '../../storage/locks.js';
import { queueFollowers } from '../duplicate-check.js';
import { writing } from '../use-case.js';

/** More cases that have the same best match are checked by the next job, so that none takes long however many there are. */
const FOLLOWERS_AT_ONCE = 100;

/**
 * Checks a case that was stored, changed, decided on or deleted, and keeps what is found for lists; of other cases too, where it
 * was their best match or is so now. Nothing is announced of cases of which lists show the same as before. One at a time, so
 * that no two of them undo each other's work.
 */
export const keepDuplicates = writing({
  name: 'duplicate.keep',
  about: 'Keep what lists show of the duplicates of a case (a job)',
  permission: 'icsr:update',
  input: z.object({ caseId: inputs.id, after: z.int().min(0).default(0) }),
  async run({ query, house, notify }, { caseId, after }) {
    await query('select pg_advisory_xact_lock($1)', [LOCKS.duplicates]);
    // The second opinion finds it by what it says now.
    await learnAgain(query, house.duplicateSecret, caseId);
    const followers = await keptWithBest(query, caseId, after, FOLLOWERS_AT_ONCE);
    if (followers.length === FOLLOWERS_AT_ONCE) await queueFollowers(query, caseId, followers.at(-1)!);
    const checks = await checkCases(query, [caseId, ...followers], DAYS_WINDOW);
    const own = checks.get(caseId);
    const bettered = own ? await keptBettered(query, own) : [];
    const checked = [...checks.values()].map(({ caseId: id, score, bestId }) => ({ id, score, bestId }));
    const others = bettered.filter(({ id }) => !checks.has(id));
    const changed = await keepChecks(query, [...checked, ...others]);
    for (const id of changed) notify({ topic: 'case', id, kind: 'CHECKED' });
    return { changed };
  },
});
