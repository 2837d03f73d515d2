import { z } from 'zod';
import { extensionOf } from '../../domain/content-type.js';
import { DomainError } from '../../domain/errors.js';
import { fault } from '../../domain/validation.js';
import { readInbound } from '../../storage/inbound.js';
import { findAttachment } from '../../storage/inbound-files.js';
import type { Query } from '../../storage/query.js';
import { linkFor } from '../file-link.js';
import { type FileKind, verifyFileToken } from '../tokens.js';
import { reading, type RequestContext } from '../use-case.js';

/** Where a file that came with a message, or the message as it came, can be fetched for ten minutes; nothing for those who may not read messages. */
export function linkToInbound(
  context: RequestContext,
  kind: 'attachment' | 'message',
  id: number,
): Promise<string | null> {
  return linkFor(context, 'followup:read', kind, id);
}

/** The bytes of a file from outside, for whoever holds the short-lived link. Its name is ours: what the sender called it could do harm. */
export const downloadInbound = reading({
  name: 'inbound.download',
  about: 'Fetch a message from outside, or a file that came with it, by its short-lived link',
  permission: 'anyone',
  input: z.object({ token: z.string({ error: fault('MISSING') }) }),
  async run({ house, query, now }, { token }) {
    const { kind, id } = await verifyFileToken(['attachment', 'message'], token, house.tokenKey, now);
    const file = await FILES[kind](query, id);
    if (!file) throw new DomainError('FILE_NOT_FOUND');
    return { ...file, bytes: await house.files.read(file.sha256) };
  },
});

const FILES: Record<Exclude<FileKind, 'file'>, typeof attachment> = { attachment, message };

async function attachment(query: Query, id: number) {
  const file = await findAttachment(query, id);
  return file && { ...file, fileName: `Adjunto_${id}.${extensionOf(file.contentType)}` };
}

async function message(query: Query, id: number) {
  const row = await readInbound(query, id);
  if (!row) return undefined;
  const isMail = row.channel === 'email';
  const [contentType, extension] = isMail ? ['message/rfc822', 'eml'] : ['text/plain; charset=utf-8', 'txt'];
  return { contentType, sha256: row.rawSha256!, fileName: `Mensaje_${id}.${extension}` };
}
