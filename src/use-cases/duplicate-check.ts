import { enqueue } from '../storage/queue.js';
import type { Query } from '../storage/query.js';

/** Checks are made one at a time, so that the other jobs of a worker go on beside a thousand of them. */
const QUEUE = 'duplicates';
/** After all other jobs: there may be hundreds of thousands of cases to learn. */
const PRIORITY_OF_LEARNING = 10;

/** Has the duplicates of a case looked for in the background, once the transaction of `query` is committed. */
export async function queueDuplicateCheck(query: Query, caseId: number): Promise<void> {
  await enqueue(query, 'duplicate.keep', { caseId }, { jobKey: `duplicates:${caseId}`, queueName: QUEUE });
}

/** The same for the next cases, after one, of which this case is the best match. */
export async function queueFollowers(query: Query, caseId: number, after: number): Promise<void> {
  const options = { jobKey: `duplicates:${caseId}:followers`, queueName: QUEUE };
  await enqueue(query, 'duplicate.keep', { caseId, after }, options);
}

/** Has the next piece of cases made findable. */
export async function queueLearning(query: Query): Promise<void> {
  await enqueue(query, 'duplicate.learn', {}, { jobKey: 'duplicate.learn', priority: PRIORITY_OF_LEARNING });
}
