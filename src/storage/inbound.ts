import type { InboundKind, InboundState, MatchedBy } from '../domain/inbound.js';
import { fieldsOf } from '../entities/field.js';
import { InboundMessage, type InboundMessageData } from '../entities/inbound-message.js';
import type { Read } from '../entities/record.js';
import { wholeRow } from './case-lists.js';
import { ATTACHMENT, type AttachmentRow } from './inbound-files.js';
import type { Query } from './query.js';
import type { Shape } from './read.js';
import { parameters, whereOf } from './sql.js';

export type InboundRow = Read<InboundMessageData> & { id: number; attachments: AttachmentRow[] };

const MESSAGE: Shape = { table: 'inbound_messages', fields: fieldsOf(InboundMessage), lists: [] };

/** A message `t` with the files that came with it, as the select list of a query. The inner `t` is a file. */
const WHOLE = `${wholeRow(MESSAGE, 'graphql')}, (select coalesce(json_agg(x), '[]') from (select ${wholeRow(ATTACHMENT, 'graphql')}
  from (select * from inbound_attachments a where a.inbound_id = t.id order by a.id) t) x) as attachments`;

/**
 * Notes that a message is there. Gives the id that it has from now on, or that it had before when it has come again: of many
 * that bring the same one at once, one is the first, and the others wait for it.
 */
export async function claimReceipt(query: Query, key: string): Promise<{ id: number; isNew: boolean }> {
  const [claimed] = await query<{ id: number }>(
    `insert into inbound_receipts (key, message_id) values ($1, nextval('inbound_messages_id_seq')) on conflict do nothing
     returning message_id as id`,
    [key],
    'often',
  );
  if (claimed) return { id: claimed.id, isNew: true };
  const [known] = await query<{ id: number }>('select message_id as id from inbound_receipts where key = $1', [key]);
  return { id: known!.id, isNew: false };
}

export interface RawMessage {
  id: number;
  channel: string;
  rawSha256: string;
  rawBytes: number;
  notes: readonly string[];
  receivedAt: Date;
}

/** Writes down that a message is there, before anything is understood of it. */
export async function insertRaw(query: Query, raw: RawMessage): Promise<void> {
  await query(
    `insert into inbound_messages (id, channel, raw_sha256, raw_bytes, notes, received_at) values ($1, $2, $3, $4, $5, $6)`,
    [raw.id, raw.channel, raw.rawSha256, raw.rawBytes, raw.notes, raw.receivedAt],
    'often',
  );
}

/** A message that nobody has read yet; nothing when somebody has. */
export async function unreadMessage(query: Query, id: number): Promise<InboundRow | undefined> {
  return (await select(query, [`t.id = $1 and t.state = 'RECEIVED'`], [id]))[0];
}

/** Counts that the message is being read, for good, also when this is the end of the process. Gives how often that was. */
export async function countReading(query: Query, id: number): Promise<number> {
  const sql = 'update inbound_messages set readings = readings + 1 where id = $1 returning readings';
  return (await query<{ readings: number }>(sql, [id], 'often'))[0]?.readings ?? 0;
}

/** A message, locked until the transaction ends; nothing when there is none. */
export async function lockInbound(query: Query, id: number): Promise<InboundRow | undefined> {
  return (await select(query, ['t.id = $1'], [id], 'for update'))[0];
}

/** A message by its id; nothing when there is none. */
export async function readInbound(query: Query, id: number): Promise<InboundRow | undefined> {
  return (await select(query, ['t.id = $1'], [id]))[0];
}

function select(query: Query, conditions: string[], values: unknown[], end = ''): Promise<InboundRow[]> {
  const sql = `select ${WHOLE} from inbound_messages t ${whereOf(conditions)} ${end}`;
  return query<InboundRow>(sql, values, 'often');
}

export interface InboundFilter {
  state?: InboundState | null;
  kind?: InboundKind | null;
  caseId?: number | null;
}

/** Messages that fit, newest first, from after a message on, and how many there are in all when that is asked for. */
export async function readInbox(
  query: Query,
  filter: InboundFilter,
  page: { rowsMax: number; afterId?: number | null; withTotal: boolean },
): Promise<{ rows: InboundRow[]; total: number | null; more: boolean }> {
  const { values, add } = parameters();
  const conditions = [
    ...(filter.state ? [`t.state = ${add(filter.state)}`] : []),
    ...(filter.kind ? [`t.kind = ${add(filter.kind)}`] : []),
    ...(filter.caseId ? [`t.icsr_id = ${add(filter.caseId)}`] : []),
  ];
  const total = page.withTotal ? `(select count(*)::int from inbound_messages t ${whereOf(conditions)})` : 'null';
  const after = page.afterId ? [`t.id < ${add(page.afterId)}`] : [];
  const rows = `select ${WHOLE} from inbound_messages t ${whereOf([...conditions, ...after])}
    order by t.id desc limit ${add(page.rowsMax + 1)}`;
  const [found] = await query<{ total: number | null; rows: InboundRow[] }>(
    `select ${total} as total, (select coalesce(json_agg(row_to_json(x)), '[]') from (${rows}) x) as rows`,
    values,
  );
  return { rows: found!.rows.slice(0, page.rowsMax), total: found!.total, more: found!.rows.length > page.rowsMax };
}

/** What was understood of a message. */
export interface Understood {
  kind: InboundKind;
  externalId: string | null;
  sender: string | null;
  senderName: string | null;
  subject: string | null;
  body: string;
  sentAt: Date | null;
  notes: readonly string[];
}

/** Writes down what was understood of a message. What is noted of it already stays. */
export async function storeUnderstood(query: Query, id: number, read: Understood): Promise<void> {
  const { kind, externalId, sender, senderName, subject, body, sentAt, notes } = read;
  await query(
    `update inbound_messages set kind = $2, external_id = $3, sender = $4, sender_name = $5, subject = $6, body = $7, sent_at = $8,
       notes = notes || $9::text[] where id = $1`,
    [id, kind, externalId, sender, senderName, subject, body, sentAt, notes],
    'often',
  );
}

/** What became of a message. */
export interface Outcome {
  state: InboundState;
  caseId?: number | null;
  followupId?: number | null;
  matchedBy?: MatchedBy | null;
  handledBy?: number | null;
  handledAt?: Date | null;
  reason?: string | null;
}

/** Says what became of a message. What is not said stays as it was. */
export async function settleInbound(query: Query, id: number, outcome: Outcome): Promise<InboundRow> {
  const { state, caseId, followupId, matchedBy, handledBy, handledAt, reason } = outcome;
  const [settled] = await query<InboundRow>(
    `update inbound_messages t set state = $2, icsr_id = coalesce($3, t.icsr_id), followup_id = coalesce($4, t.followup_id),
       matched_by = coalesce($5, t.matched_by), handled_by = coalesce($6, t.handled_by), handled_at = coalesce($7, t.handled_at),
       reason = coalesce($8, t.reason) where t.id = $1 returning ${WHOLE}`,
    [id, state, caseId, followupId, matchedBy, handledBy, handledAt, reason].map((value) => value ?? null),
    'often',
  );
  return settled!;
}
