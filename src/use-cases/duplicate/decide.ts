import { z } from 'zod';
import { DUPLICATE_DECISIONS } from '../../domain/duplicates.js';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import type { Case } from '../../entities/case.js';
import { lockCases, touch } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { duplicatesOf } from '../../storage/duplicate-checks.js';
import type { Query } from '../../storage/query.js';
import { queueDuplicateCheck } from '../duplicate-check.js';
import { changing } from '../use-case.js';

const WORDS = DUPLICATE_DECISIONS.join(', ');
const decision = z
  .enum(DUPLICATE_DECISIONS, {
    error: ({ input }) => (input === undefined ? fault('MISSING') : fault('NOT_ONE_OF', WORDS))(),
  })
  .nullable();

/** Any whole number: one that no case can have is a wrong master, not a wrong form. */
const masterId = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^-?\d{1,15}$/)
        .transform(Number),
    ],
    { error: fault('NOT_INTEGER') },
  )
  .nullish();

type Decision = z.output<typeof decision>;

/**
 * What a person says of a case: that it is no duplicate, that it is one of another case, or (null) nothing any more. A master
 * is never a duplicate itself, whoever decides at the same time: both cases are locked, the lower id first.
 */
export const decideDuplicate = changing({
  name: 'duplicate.decide',
  about: 'Decide whether a case is a duplicate of another',
  permission: 'icsr:update',
  input: z.object({ id: inputs.id, version: inputs.version, decision, masterId }),
  async run({ em, query, notify, now, view }, { id, version, decision, masterId }) {
    const chosen = decision === 'duplicado' ? chosenMaster(masterId, id) : undefined;
    const cases = await lockCases(em, chosen ? [id, chosen] : [id]);
    const subject = cases.get(id);
    if (!subject) throw new DomainError('CASE_NOT_FOUND');
    if (version && version !== subject.version) throw new DomainError('VERSION_CONFLICT');
    const master = chosen ? await asMaster(query, cases.get(chosen), id) : undefined;
    if (decide(subject, decision, master)) {
      touch(subject, now);
      await em.flush();
      await queueDuplicateCheck(query, id);
      notify({ topic: 'case', id, kind: 'UPDATED', version: subject.version });
    }
    return readCase<Record<string, unknown>>(query, id, view);
  },
});

function chosenMaster(masterId: number | null | undefined, id: number): number {
  if (masterId === undefined || masterId === null) throw new DomainError('DUPLICATE_MASTER_MISSING');
  if (masterId === id || !inputs.id.safeParse(masterId).success) throw new DomainError('DUPLICATE_MASTER_INVALID');
  return masterId;
}

async function asMaster(query: Query, master: Case | undefined, id: number): Promise<Case> {
  if (!master || master.dupOf) throw new DomainError('DUPLICATE_MASTER_INVALID');
  const others = await duplicatesOf(query, id);
  if (others.length > 0)
    throw new DomainError('DUPLICATE_IS_MASTER', { cases: others.map((one) => `#${one}`).join(', ') });
  return master;
}

/** True when that is news. */
function decide(subject: Case, decision: Decision, master: Case | undefined): boolean {
  const same = (subject.dupOverride ?? null) === decision && subject.dupOf?.id === master?.id;
  if (!same) Object.assign(subject, { dupOverride: decision, dupOf: master ?? null });
  return !same;
}
