import { verdictOf } from '../domain/duplicates.js';
import type { CaseRecord } from '../entities/record.js';
import { checkDuplicatesOfCases } from '../use-cases/duplicate/check.js';
import type { RequestContext } from '../use-cases/use-case.js';

type Checks = Awaited<ReturnType<typeof checkDuplicatesOfCases>>;

const CASES_AT_ONCE = 200;
const waiting = new WeakMap<RequestContext, { ids: Set<number>; checks: Promise<Checks> }>();

/** Checks a case together with all others that the same request asks for at this moment, such as those of a page. */
export async function checkedTogether(context: RequestContext, id: number) {
  const batch = waiting.get(context) ?? begun(context);
  batch.ids.add(id);
  return (await batch.checks).get(id);
}

function begun(context: RequestContext) {
  const ids = new Set<number>();
  const checks = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    waiting.delete(context);
    return checkedAll(context, [...ids]);
  });
  const batch = { ids, checks };
  waiting.set(context, batch);
  return batch;
}

async function checkedAll(context: RequestContext, ids: readonly number[]): Promise<Checks> {
  const checks: Checks = new Map();
  for (let place = 0; place < ids.length; place += CASES_AT_ONCE) {
    const some = await checkDuplicatesOfCases(context, { ids: ids.slice(place, place + CASES_AT_ONCE) });
    for (const [id, check] of some) checks.set(id, check);
  }
  return checks;
}

/** A case with what was last found in the background: one row, or none. */
export type CheckedCase = Pick<CaseRecord, 'id' | 'dupOverride' | 'dupOfId'> & {
  duplicates: readonly { score: number; bestId: number | null; checkedAt: string }[];
};

/** What lists show; nothing where the case has not been checked yet. */
export function keptCheck({ id, dupOverride, dupOfId, duplicates: [kept] }: CheckedCase) {
  if (!kept) return undefined;
  const score = kept.score / 100;
  const verdict = verdictOf(score, dupOverride, dupOfId);
  const { bestId, checkedAt } = kept;
  return { caseId: id, ...verdict, score, bestId, checkedAt: new Date(checkedAt), override: dupOverride, dupOfId };
}
