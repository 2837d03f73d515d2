import { now } from '../../clock.js';
import { issueFileToken } from '../tokens.js';
import type { RequestContext } from '../use-case.js';

/** Where a document can be fetched for ten minutes, without a login; nothing for those who may not export. */
export async function linkTo({ house, actor }: RequestContext, fileId: number): Promise<string | null> {
  if (!actor?.permissions.has('icsr:export')) return null;
  const token = await issueFileToken(fileId, house.tokenKey, now());
  return `${house.config.publicUrl?.replace(/\/$/, '') ?? ''}/files/${token}`;
}
