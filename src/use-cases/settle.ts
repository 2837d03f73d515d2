import { settleDocuments, type Unsettled } from '../storage/documents.js';
import type { Query } from '../storage/query.js';
import { enqueue } from '../storage/queue.js';
import type { Room, WorkRoom } from './use-case.js';

/** Puts documented names and unused files in order once the change is committed, whatever becomes of this process. */
export async function settleAfterwards(room: WorkRoom, unsettled: Unsettled): Promise<void> {
  if (unsettled.sha256s.length === 0) return;
  await settleLater(room.query, unsettled);
  room.afterwards(() => settleNow(room, unsettled));
}

/** Leaves it to a job. */
export function settleLater(query: Query, unsettled: Unsettled, runAt?: Date): Promise<void> {
  return enqueue(query, 'document.settle', unsettled, { runAt, maxAttempts: 25 });
}

/** Does it at once. What fails is no reason to call a committed change a failure: the job that was left comes to it. */
export async function settleNow({ house, context }: Room, unsettled: Unsettled): Promise<void> {
  await settleDocuments(house.database.pool, house.files, unsettled).catch(({ name }: Error) =>
    house.log.warn({ requestId: context.requestId, problem: name }, 'documents are put in order later'),
  );
}
