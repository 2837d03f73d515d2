import type { Config } from '../config.js';
import { enqueue } from '../storage/queue.js';
import type { Query } from '../storage/query.js';

/** Key of the job that tells of a new case. */
export function newCaseNoticeKey(caseId: number): string {
  return `new-case-notice:${caseId}`;
}

/**
 * Has people told of a new case, in the transaction that makes it; legacy-api 3.9. Only a job is left behind: no mail is
 * waited for. Nothing at all is done where the settings name nobody.
 */
export async function queueNewCaseNotice(query: Query, config: Config, caseId: number): Promise<void> {
  const { notifyCargos, notifyAreas, notifyEmails } = config;
  if (notifyCargos.length + notifyAreas.length + notifyEmails.length === 0) return;
  await enqueue(query, 'notification.address', { caseId }, { jobKey: newCaseNoticeKey(caseId) });
}
