import { z } from 'zod';
import { waitAfterAttempt } from '../../domain/outbox.js';
import { isUnbegun } from '../../domain/opening.js';
import * as inputs from '../../domain/inputs.js';
import { STATE_OF_CASE_IN_WORK, VOCABULARIES } from '../../domain/vocabulary.js';
import { type Line, markFailed, markSent, postpone, queueDelivery, withdraw } from '../../storage/outbox.js';
import { beginWork, lockedState } from '../../storage/case-state.js';
import { type PlainWorkRoom, writing } from '../use-case.js';

/** A case and one of its channels. */
export const line = z.object({ caseId: inputs.id, channel: z.enum(VOCABULARIES.canal) });

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), externalId: z.string() }),
  z.object({ kind: z.literal('failed'), problem: z.string() }),
  z.object({ kind: z.literal('postponed'), problem: z.string(), uncertain: z.boolean(), attempts: z.number() }),
]);

/** Writes down what came of an attempt, in the name of who wrote the message. */
export const recordOutcome = writing({
  name: 'followup.record',
  about: 'Write down what came of an attempt to deliver a message (a job, at no door)',
  permission: 'followup:send',
  input: line.extend({ messageId: inputs.id, outcome }),
  async run(room, { messageId, outcome, ...line }) {
    const { query, notify, now } = room;
    if (outcome.kind === 'postponed') {
      await postpone(query, line, { messageId, ...outcome });
      await queueDelivery(query, line, new Date(now.getTime() + waitAfterAttempt(outcome.attempts)));
      return;
    }
    if (outcome.kind === 'sent') await markSent(query, messageId, outcome.externalId);
    else await markFailed(query, messageId, outcome.problem);
    notify({ topic: 'followup', id: line.caseId, kind: 'UPDATED', messageId });
  },
});

/** Takes a message back whose sender is told that it did not leave: from then on it does not leave by itself. Gives why, if it could. */
export const withdrawMessage = writing({
  name: 'followup.withdraw',
  about: 'Give a message up whose sender waits and that cannot leave now (part of sending, at no door)',
  permission: 'followup:send',
  input: z.object({ caseId: inputs.id, messageId: inputs.id }),
  async run({ query, notify }, { caseId, messageId }) {
    const problem = await withdraw(query, messageId);
    if (problem) notify({ topic: 'followup', id: caseId, kind: 'UPDATED', messageId });
    return problem;
  },
});

/** Work on a case begins when its reporter has been written to (legacy-api 3.2). True when this began it. */
export const beginCase = writing({
  name: 'followup.begin-case',
  about: 'Put a case that nobody has begun in progress, once a message was delivered (part of sending, at no door)',
  permission: 'followup:send',
  input: z.object({ caseId: inputs.id }),
  run: (room, { caseId }) => begun(room, caseId),
});

async function begun({ query, notify, now }: PlainWorkRoom, caseId: number): Promise<boolean> {
  const locked = await lockedState(query, caseId);
  if (!locked || !isUnbegun(locked.estado)) return false;
  const version = await beginWork(query, caseId, STATE_OF_CASE_IN_WORK, now);
  notify({ topic: 'case', id: caseId, kind: 'UPDATED', version });
  return true;
}

export type { Line };
