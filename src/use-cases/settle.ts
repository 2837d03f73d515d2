import { settleDocuments, type Unsettled } from '../storage/documents.js';
import type { Query } from '../storage/query.js';
import { enqueue } from '../storage/queue.js';
import type { Room } from './use-case.js';

/** Leaves a job that puts documented names and unused files in order, should nobody have come to it. */
export function settleLater(query: Query, unsettled: Unsettled, runAt?: Date): Promise<void> {
  return enqueue(query, 'export.settle', unsettled, { runAt, maxAttempts: 25 });
}

/** Does it at once. What fails is no reason to call a committed change a failure: the job that was left comes to it. */
export async function settleNow({ house, context }: Room, unsettled: Unsettled): Promise<void> {
  await settleDocuments(house.database.pool, house.files, unsettled).catch(({ name }: Error) =>
    house.log.warn({ requestId: context.requestId, problem: name }, 'documents are put in order later'),
  );
}
