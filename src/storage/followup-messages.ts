import type { Conversation } from '../domain/conversation.js';
import type { ChannelName } from '../domain/vocabulary.js';
import { fieldsOf } from '../entities/field.js';
import { FollowupMessage, type FollowupMessageData, LEGACY_MESSAGE } from '../entities/followup-message.js';
import type { Read } from '../entities/record.js';
import type { Naming, Selection } from '../entities/selection.js';
import { wholeRow } from './case-lists.js';
import type { Query } from './query.js';
import { columns, type Shape } from './read.js';

export type { ChannelName } from '../domain/vocabulary.js';
export type MessageRow = Read<FollowupMessageData> & { id: number };

const MESSAGE_SHAPE: Shape = { table: 'followup_messages', fields: fieldsOf(FollowupMessage), lists: [] };

/** Everything that is shown of a message, as the select list of a query over `t`. */
export const WHOLE_MESSAGE = wholeRow(MESSAGE_SHAPE, 'graphql');

/** A message as it enters a thread, whichever way it goes. */
export interface NewMessage {
  icsrId: number;
  channel: ChannelName;
  body: string;
  /** The reporter's: an e-mail address, or a telephone number in E.164. */
  address: string | null;
  /** Message-ID of a mail; a gateway's own id, which an outgoing message gets only when it is delivered. */
  externalId: string | null;
  subject?: string | null;
  /** Written by a machine: by us, or an auto-reply of theirs. */
  automatic?: boolean;
  inReplyTo?: string | null;
  referenceIds?: readonly string[];
  externalMeta?: object | null;
  authorId?: number | null;
}

/** Puts a message that is to leave into the thread and into the outbox, in the caller's transaction. */
export async function insertOutbound(query: Query, message: NewMessage): Promise<MessageRow> {
  const [row] = await insert(query, message, 'out', 'pending', '');
  await query('insert into followup_outbox (message_id, icsr_id, channel) values ($1, $2, $3)', [
    row!.id,
    message.icsrId,
    message.channel,
  ]);
  return row!;
}

/**
 * Puts a message that came into the thread, in the caller's transaction. Nothing when a message with its external id is
 * there already, in whichever thread.
 */
export async function insertInbound(query: Query, message: NewMessage): Promise<MessageRow | undefined> {
  const there = 'on conflict (channel, external_id) where external_id is not null do nothing';
  return (await insert(query, message, 'in', 'received', there))[0];
}

function insert(
  query: Query,
  message: NewMessage,
  direction: 'in' | 'out',
  status: string,
  conflict: string,
): Promise<MessageRow[]> {
  const values = [
    message.icsrId,
    message.channel,
    direction,
    status,
    message.body,
    message.address,
    message.externalId,
    message.subject ?? null,
    message.automatic ?? false,
    message.inReplyTo ?? null,
    message.referenceIds?.length ? message.referenceIds : null,
    message.externalMeta ? JSON.stringify(message.externalMeta) : null,
    message.authorId ?? null,
  ];
  return query<MessageRow>(
    `insert into followup_messages as t (icsr_id, channel, direction, status, body, address, external_id, subject, automatic,
       in_reply_to, reference_ids, external_meta, created_by)
     values (${values.map((_value, place) => `$${place + 1}`).join(', ')}) ${conflict}
     returning ${WHOLE_MESSAGE}`,
    values,
    'often',
  );
}

/** A message by its id; nothing when there is none. */
export async function readMessage<Row>(
  query: Query,
  id: number,
  selection?: Selection,
  naming: Naming = 'graphql',
): Promise<Row | undefined> {
  const wanted = selection ? columns(MESSAGE_SHAPE, selection, naming) : wholeRow(MESSAGE_SHAPE, naming);
  const [found] = await query<{ row: Row }>(
    `select row_to_json(x) as row from (select ${wanted} from followup_messages t where t.id = $1) x`,
    [id],
    'often',
  );
  return found?.row;
}

/**
 * The newest messages of a case, oldest first, without those that could not be delivered, and how many there are in all;
 * nothing when there is no such case. One statement.
 */
export async function readThread<Row>(
  query: Query,
  caseId: number,
  rowsMax: number,
  naming: Naming,
): Promise<{ items: Row[]; total: number } | undefined> {
  const shown = `from followup_messages t where t.icsr_id = c.id and t.status <> 'failed'`;
  const newest = `select ${columns(MESSAGE_SHAPE, LEGACY_MESSAGE, naming)}, t.created_at as "$at" ${shown}
    order by t.created_at desc, t.id desc limit $2`;
  const [found] = await query<{ items: Row[]; total: number }>(
    `select (select count(*)::int ${shown}) as total,
      (select coalesce(json_agg(row_to_json(x)::jsonb - '$at' order by x."$at", x.id), '[]') from (${newest}) x) as items
     from icsr c where c.id = $1`,
    [caseId, rowsMax],
    'often',
  );
  return found;
}

/** The conversation of a case on one channel; what could not be delivered is not of it. */
export async function readConversation(query: Query, caseId: number, channel: ChannelName): Promise<Conversation> {
  const rows = await query<{
    direction: string;
    externalId: string | null;
    subject: string | null;
    automatic: boolean;
  }>(
    `select direction, external_id as "externalId", subject, automatic from followup_messages
     where icsr_id = $1 and channel = $2 and status <> 'failed' order by created_at, id`,
    [caseId, channel],
    'often',
  );
  const lastInbound = rows.findLast(({ direction, automatic }) => direction === 'in' && !automatic);
  return {
    externalIds: rows.flatMap(({ externalId }) => externalId ?? []),
    lastInbound: lastInbound ? { externalId: lastInbound.externalId, subject: lastInbound.subject } : null,
  };
}

/** Whether a message is on record under this id. */
export async function isKnownId(query: Query, channel: ChannelName, externalId: string): Promise<boolean> {
  const sql = 'select from followup_messages where channel = $1 and external_id = $2';
  return (await query(sql, [channel, externalId])).length > 0;
}

/** What is to be known of an outgoing message before it is sent again; nothing when there is no such message. */
export async function findOutbound(
  query: Query,
  id: number,
): Promise<{ icsrId: number; channel: ChannelName; status: string } | undefined> {
  const sql = `select icsr_id as "icsrId", channel, status from followup_messages where id = $1 and direction = 'out'`;
  return (await query<{ icsrId: number; channel: ChannelName; status: string }>(sql, [id]))[0];
}
