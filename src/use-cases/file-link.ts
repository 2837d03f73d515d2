import { now } from '../clock.js';
import type { Permission } from '../domain/permissions.js';
import { type FileKind, issueFileToken } from './tokens.js';
import type { RequestContext } from './use-case.js';

/** Where each kind of file is fetched. */
const DOORS: Record<FileKind, string> = {
  file: '/files/',
  attachment: '/files/inbound/',
  message: '/files/inbound/',
};

/** Where a file can be fetched for ten minutes, without a login; nothing for those who may not see it. */
export async function linkFor(
  { house, actor }: RequestContext,
  permission: Permission,
  kind: FileKind,
  id: number,
): Promise<string | null> {
  if (!actor?.permissions.has(permission)) return null;
  const token = await issueFileToken(kind, id, house.tokenKey, now());
  return `${house.config.publicUrl?.replace(/\/$/, '') ?? ''}${DOORS[kind]}${token}`;
}
