import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.js';
import { type MessageRow, readMessage } from '../../storage/followup-messages.js';
import { standingOf } from '../../storage/outbox.js';
import type { WorkRoom } from '../use-case.js';
import { beginQuietly } from './deliver.js';
import { withdrawMessage } from './outcome.js';

const FIRST_LOOK_MS = 20;
const LOOK_MS_MAX = 250;

/**
 * Waits for what becomes of a message, and puts that into it. Throws when it did not leave: then it does not leave by itself
 * any more. A message whose outcome is not known when the time is up stays on its way, and so does that of a caller who has
 * hung up.
 */
export async function untilOutcome({ house, context }: WorkRoom, message: MessageRow): Promise<void> {
  const deadline = performance.now() + house.config.followupSendTimeoutSeconds * 1000;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, LOOK_MS_MAX)) {
    if (await isSettled({ house, context }, message)) return;
    if (performance.now() + pauseMs > deadline || context.signal?.aborted) return;
    await sleep(pauseMs);
  }
}

async function isSettled(
  { house, context }: Pick<WorkRoom, 'house' | 'context'>,
  message: MessageRow,
): Promise<boolean> {
  const { id: messageId, icsrId: caseId } = message as { id: number; icsrId: number };
  const { query } = house.database;
  const standing = await standingOf(query, messageId);
  if (!standing) throw new DomainError('CASE_NOT_FOUND');
  if (standing.status === 'failed') throw failure(message, standing.problem);
  if (standing.withdrawable) {
    const problem = await withdrawMessage(context, { caseId, messageId });
    if (problem) throw failure(message, problem);
  }
  if (standing.status !== 'sent') return false;
  // Whoever hears that it has left finds the case in progress, also when the worker is not that far yet.
  await beginQuietly(context, caseId);
  Object.assign(message, await readMessage<MessageRow>(query, messageId));
  return true;
}

function failure({ channel }: MessageRow, problem: string | null): DomainError {
  const code = channel === 'email' ? 'DELIVERY_FAILED' : 'GATEWAY_FAILED';
  return new DomainError(code, { problem: problem ?? '' });
}
