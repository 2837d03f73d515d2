import type { Config } from '../config.js';
import type { Query } from '../storage/query.js';
import { enqueue } from '../storage/queue.js';

/** What people are told of: a new case, or a reply of its reporter. */
export interface News {
  caseId: number;
  /** The message in the thread. */
  replyId?: number;
}

/** The key of the job that tells. */
export function noticeKey({ caseId, replyId }: News): string {
  return replyId ? `reply-notice:${replyId}` : `new-case-notice:${caseId}`;
}

/**
 * Has people told, in the transaction that makes the case or takes the reply in; legacy-api 3.9. Only a job is left behind: no
 * mail is waited for. Nothing at all is done where the settings name nobody.
 */
export async function queueNotice(query: Query, config: Config, news: News): Promise<void> {
  const { notifyCargos, notifyAreas, notifyEmails } = config;
  if (notifyCargos.length + notifyAreas.length + notifyEmails.length === 0) return;
  await enqueue(query, 'notification.address', news, { jobKey: noticeKey(news) });
}
