import type { ChannelName } from '../domain/vocabulary.js';
import { type MessageRow, WHOLE_MESSAGE } from './followup-messages.js';
import type { Query } from './query.js';
import { enqueue } from './queue.js';
import { instant } from './read.js';

/** The messages of a case on a channel leave one after the other. */
export interface Line {
  caseId: number;
  channel: ChannelName;
}

export const DELIVER = 'followup.deliver';

/** People who wait go before messages that are tried again. */
const PRIORITY_OF_NEW = -10;
/** The outbox counts attempts by itself; these are only those that a process did not live to tell of. */
const RUNS_MAX = 1000;

/** Has the waiting messages of a line sent: at once, or not before `runAt`, unless somebody asks for it at once meanwhile. */
export function queueDelivery(query: Query, { caseId, channel }: Line, runAt?: Date): Promise<void> {
  const key = `followup:${caseId}:${channel}`;
  const options = { jobKey: key, queueName: key, maxAttempts: RUNS_MAX };
  return enqueue(
    query,
    DELIVER,
    { caseId, channel },
    runAt ? { ...options, runAt, preserveRunAt: true } : { ...options, priority: PRIORITY_OF_NEW },
  );
}

/** An attempt that has begun. */
export interface Attempt {
  messageId: number;
  /** The first is 1. */
  attempts: number;
  /** An earlier one may have arrived. */
  uncertain: boolean;
  firstTriedAt: string;
  body: string;
  address: string;
  subject: string | null;
  externalId: string | null;
  automatic: boolean;
  inReplyTo: string | null;
  referenceIds: string[] | null;
  author: { id: number; email: string | null; username: string | null } | null;
}

/** Begins an attempt at the first message of a line that has not left; nothing when there is none. */
export async function beginAttempt(query: Query, { caseId, channel }: Line): Promise<Attempt | undefined> {
  const [attempt] = await query<Attempt>(BEGIN, [caseId, channel], 'often');
  if (attempt) return attempt;
  // The first one may just have been withdrawn, and others wait behind it.
  const others = await query(`select from followup_outbox o where ${IN_LINE} limit 1`, [caseId, channel], 'often');
  return others.length > 0 ? beginAttempt(query, { caseId, channel }) : undefined;
}

const IN_LINE = `o.icsr_id = $1 and o.channel = $2 and o.state <> 'closed'`;

/** One that was still being tried was cut off in the middle: nobody knows how far it got. */
const BEGIN = `with next as (select o.message_id from followup_outbox o where ${IN_LINE} order by o.message_id limit 1),
  begun as (update followup_outbox o set state = 'trying', attempts = o.attempts + 1, problem = null,
      uncertain = o.uncertain or o.state = 'trying', first_tried_at = coalesce(o.first_tried_at, now()), tried_at = now()
    from next where o.message_id = next.message_id and o.state <> 'closed' returning o.*)
  select b.message_id as "messageId", b.attempts, b.uncertain, ${instant('b.first_tried_at')} as "firstTriedAt", m.body, m.address,
    m.subject, m.external_id as "externalId", m.automatic, m.in_reply_to as "inReplyTo", m.reference_ids as "referenceIds",
    case when u.id is not null then json_build_object('id', u.id, 'email', u.email, 'username', u.username) end as author
  from begun b join followup_messages m on m.id = b.message_id left join users u on u.id = m.created_by`;

/** The message has left. One that has come back before this could be written down stays failed. */
export async function markSent(query: Query, messageId: number, externalId: string): Promise<void> {
  await query(
    `with gone as (delete from followup_outbox where message_id = $1 and state <> 'closed' returning message_id)
     update followup_messages set status = 'sent', external_id = $2, delivered_at = now(), problem = null
     where id in (select message_id from gone)`,
    [messageId, externalId],
    'often',
  );
}

/** The message will not leave by itself any more. Its place in the outbox comes first, as everywhere: two who lock in one order wait, and no more. */
export async function markFailed(query: Query, messageId: number, problem: string): Promise<void> {
  await query(
    `with closed as (update followup_outbox set state = 'closed', problem = $2 where message_id = $1 returning 1)
     update followup_messages set status = 'failed', problem = $2 where id = $1 and (select count(*) from closed) is not null`,
    [messageId, problem],
  );
}

/** Another attempt is to follow. What stands in the way of one message stands in the way of those behind it. */
export async function postpone(
  query: Query,
  line: Line,
  { messageId, problem, uncertain }: { messageId: number; problem: string; uncertain: boolean },
): Promise<void> {
  await query(
    `update followup_outbox o set state = 'waiting', problem = $4, uncertain = o.uncertain or ($5 and o.message_id = $3)
     where ${IN_LINE} and (o.message_id = $3 or (o.state = 'waiting' and not $5))`,
    [line.caseId, line.channel, messageId, problem, uncertain],
  );
}

/**
 * Takes a message back that certainly has not left and whose next attempt has not begun. Gives what stood in its way; nothing
 * when it is too late for that.
 */
export async function withdraw(query: Query, messageId: number): Promise<string | undefined> {
  const [taken] = await query<{ problem: string }>(
    `with closed as (update followup_outbox set state = 'closed'
       where message_id = $1 and state = 'waiting' and problem is not null and not uncertain returning message_id, problem)
     update followup_messages m set status = 'failed', problem = closed.problem from closed where m.id = closed.message_id
     returning m.problem`,
    [messageId],
  );
  return taken?.problem;
}

/** Puts a message that could not be delivered, or came back, into the outbox again, to this address. Nothing when it is not such a one. */
export async function reopen(query: Query, messageId: number, address: string): Promise<MessageRow | undefined> {
  const [opened] = await query<MessageRow>(
    `with opened as (insert into followup_outbox (message_id, icsr_id, channel)
         select id, icsr_id, channel from followup_messages where id = $1 and status = 'failed'
       on conflict (message_id) do update set state = 'waiting', attempts = 0, problem = null
         where followup_outbox.state = 'closed' returning message_id)
     update followup_messages t set status = 'pending', problem = null, address = $2 from opened where t.id = opened.message_id
     returning ${WHOLE_MESSAGE}`,
    [messageId, address],
  );
  return opened;
}

export interface Standing {
  status: 'pending' | 'sent' | 'failed';
  problem: string | null;
  /** Why it may be taken back: see `withdraw`. */
  withdrawable: boolean;
}

/** How it stands with an outgoing message; nothing when it has gone with its case. */
export async function standingOf(query: Query, messageId: number): Promise<Standing | undefined> {
  const [standing] = await query<Standing>(
    `select m.status, m.problem, coalesce(o.state = 'waiting' and o.problem is not null and not o.uncertain, false) as withdrawable
     from followup_messages m left join followup_outbox o on o.message_id = m.id where m.id = $1`,
    [messageId],
    'often',
  );
  return standing;
}

export interface OutboxRow {
  messageId: number;
  caseId: number;
  channel: ChannelName;
  status: 'pending' | 'failed';
  attempts: number;
  problem: string | null;
  uncertain: boolean;
  createdAt: string;
}

/** What has not left, oldest first: what is still tried, and what was given up. */
export function readOutbox(query: Query, rowsMax: number): Promise<OutboxRow[]> {
  return query<OutboxRow>(
    `select o.message_id as "messageId", o.icsr_id as "caseId", o.channel, m.status, o.attempts, o.problem, o.uncertain,
       ${instant('m.created_at')} as "createdAt"
     from followup_outbox o join followup_messages m on m.id = o.message_id order by o.message_id limit $1`,
    [rowsMax],
  );
}
