import type { InboundKind } from '../../domain/inbound.js';
import { NOTES } from '../../domain/inbound-notes.js';
import { type ChannelName, insertInbound } from '../../storage/followup-messages.js';
import { queueNotice } from '../notice.js';
import type { PlainWorkRoom } from '../use-case.js';

/** What a thread shows of a message from outside. */
export interface ForThread {
  id: number;
  channel: string;
  kind: string | null;
  externalId: string | null;
  sender: string | null;
  senderName: string | null;
  subject: string | null;
  body: string | null;
  notes: readonly string[] | null;
  inReplyTo?: readonly string[];
  references?: readonly string[];
}

/** Puts a message from outside into the thread of a case, in the transaction of the room, and announces it. Gives its id there. */
export async function intoThread(
  { query, house, notify }: Pick<PlainWorkRoom, 'query' | 'house' | 'notify'>,
  message: ForThread,
  caseId: number,
): Promise<number> {
  const { id, channel, externalId, sender, senderName, subject, notes, inReplyTo, references } = message;
  const row = {
    icsrId: caseId,
    channel: channel as ChannelName,
    // A thread has words for everything, also at the legacy door, which shows nothing else.
    body: message.body || notes?.join('\n') || NOTES.noText(),
    address: sender,
    externalId,
    subject,
    automatic: message.kind !== ('MESSAGE' satisfies InboundKind),
    inReplyTo: inReplyTo?.[0] ?? null,
    referenceIds: references,
    externalMeta: { inboundId: id, from: senderName, subject, references },
  };
  // Two messages with one id are two messages all the same: a person has seen to it.
  const inserted = (await insertInbound(query, row)) ?? (await insertInbound(query, { ...row, externalId: null }));
  notify({ topic: 'followup', id: caseId, kind: 'CREATED', messageId: inserted!.id });
  if (!row.automatic) await queueNotice(query, house.config, { caseId, replyId: inserted!.id });
  return inserted!.id;
}
