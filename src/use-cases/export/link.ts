import { linkFor } from '../file-link.js';
import type { RequestContext } from '../use-case.js';

/** Where a document can be fetched for ten minutes, without a login; nothing for those who may not export. */
export function linkTo(context: RequestContext, fileId: number): Promise<string | null> {
  return linkFor(context, 'icsr:export', 'file', fileId);
}
