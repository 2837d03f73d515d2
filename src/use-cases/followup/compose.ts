import { randomUUID } from 'node:crypto';
import { messageIdOf } from '../../channels/compose.js';
import { headsOfNextMail } from '../../domain/conversation.js';
import type { ChannelName } from '../../domain/vocabulary.js';
import { insertOutbound, type MessageRow, readConversation } from '../../storage/followup-messages.js';
import { queueDelivery } from '../../storage/outbox.js';
import type { PlainWorkRoom } from '../use-case.js';

/** A message to the reporter of a case. */
export interface Draft {
  caseId: number;
  /** The number of the case, or its id: what the subject calls it. */
  caseName: string;
  channel: ChannelName;
  body: string;
  address: string;
  /** Written by the server. */
  automatic: boolean;
}

/** Puts a message into the thread and into the outbox, in the transaction of the room: it leaves when, and only when, that commits. */
export async function intoOutbox(room: Pick<PlainWorkRoom, 'query' | 'notify' | 'house' | 'actor'>, draft: Draft) {
  const { query, notify, house, actor } = room;
  const { caseId, caseName, channel, body, address, automatic } = draft;
  const isMail = channel === 'email';
  const heads = isMail && headsOfNextMail(await readConversation(query, caseId, channel), caseName);
  const externalId = isMail ? messageIdOf(randomUUID(), house.config) : null;
  const authorId = automatic ? null : actor!.id || null;
  const message = { icsrId: caseId, channel, body, address, automatic, externalId, authorId, ...heads };
  const row: MessageRow = await insertOutbound(query, message);
  await queueDelivery(query, { caseId, channel });
  notify({ topic: 'followup', id: caseId, kind: 'CREATED', messageId: row.id });
  return row;
}
