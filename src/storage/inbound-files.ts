import { fieldsOf } from '../entities/field.js';
import { InboundAttachment, type InboundAttachmentData } from '../entities/inbound-attachment.js';
import type { Read } from '../entities/record.js';
import { wholeRow } from './case-lists.js';
import type { Query } from './query.js';
import type { Shape } from './read.js';

export type AttachmentRow = Read<InboundAttachmentData> & { id: number };

export const ATTACHMENT: Shape = { table: 'inbound_attachments', fields: fieldsOf(InboundAttachment), lists: [] };

export interface NewAttachment {
  fileName: string | null;
  contentType: string | null;
  sizeBytes: number;
  sha256: string | null;
  problem: string | null;
}

export async function insertAttachments(
  query: Query,
  inboundId: number,
  rows: readonly NewAttachment[],
): Promise<void> {
  for (const { fileName, contentType, sizeBytes, sha256, problem } of rows) {
    await query(
      `insert into inbound_attachments (inbound_id, file_name, content_type, size_bytes, sha256, problem) values ($1, $2, $3, $4, $5, $6)`,
      [inboundId, fileName, contentType, sizeBytes, sha256, problem],
      'often',
    );
  }
}

/** The files that came with some messages of a thread, each with the message of the thread. */
export function attachmentsOf(
  query: Query,
  followupIds: readonly number[],
): Promise<(AttachmentRow & { followupId: number })[]> {
  return query(
    `select ${wholeRow(ATTACHMENT, 'graphql')}, m.followup_id as "followupId" from inbound_attachments t
     join inbound_messages m on m.id = t.inbound_id where m.followup_id = any($1) and m.state = 'THREAD' order by t.id`,
    [followupIds],
    'often',
  );
}

/** A file that came with a message; nothing where there is none, or none that was kept apart. */
export async function findAttachment(
  query: Query,
  id: number,
): Promise<{ contentType: string; sha256: string } | undefined> {
  const sql = `select content_type as "contentType", sha256 from inbound_attachments where id = $1 and sha256 is not null`;
  return (await query<{ contentType: string; sha256: string }>(sql, [id]))[0];
}

/** The files that go with a case: its messages as they came, and what came with them. */
export async function inboundFilesOf(query: Query, caseId: number): Promise<string[]> {
  const rows = await query<{ sha256: string }>(
    `select m.raw_sha256 as sha256 from inbound_messages m where m.icsr_id = $1
     union select a.sha256 from inbound_attachments a join inbound_messages m on m.id = a.inbound_id where m.icsr_id = $1 and a.sha256 is not null`,
    [caseId],
  );
  return rows.map(({ sha256 }) => sha256);
}
