import { enqueue } from '../storage/queue.js';
import type { Query } from '../storage/query.js';

/** Has the duplicates of a case looked for in the background, once the transaction of `query` is committed. */
export async function queueDuplicateCheck(query: Query, caseId: number): Promise<void> {
  await enqueue(query, 'duplicate.keep', { caseId }, { jobKey: `duplicates:${caseId}` });
}
