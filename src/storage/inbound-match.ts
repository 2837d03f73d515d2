import type { CandidateCase } from '../domain/inbound.js';
import type { Query } from './query.js';

/** True when another mail came before with the same Message-ID. */
export async function hasTwin(query: Query, { id, externalId }: { id: number; externalId: string }): Promise<boolean> {
  const sql = `select 1 as one from inbound_messages where external_id = $2 and channel = 'email' and id < $1 limit 1`;
  return (await query(sql, [id, externalId])).length > 0;
}

/** A message in a thread, as far as what comes in may belong to it. */
export interface ThreadMessage {
  id: number;
  icsrId: number;
  direction: 'in' | 'out';
  externalId: string;
}

/** The messages in threads that have one of these Message-IDs. */
export function messagesByExternalId(query: Query, externalIds: readonly string[]): Promise<ThreadMessage[]> {
  return query<ThreadMessage>(
    `select id, icsr_id as "icsrId", direction, external_id as "externalId" from followup_messages
     where channel = 'email' and external_id = any($1)`,
    [externalIds],
    'often',
  );
}

/** The cases that a mark in a subject may mean, by their number or by their id, with every address of their reporter that they name. */
export function casesByMark(query: Query, marks: readonly string[]): Promise<CandidateCase[]> {
  const ids = marks.filter((mark) => /^[1-9]\d{0,8}$/.test(mark)).map(Number);
  return query<CandidateCase>(
    `select id, concat_ws(' ', reportante_email, reportante_contacto) as "reporterEmail" from icsr where numero = any($1) or id = any($2::int[])`,
    [marks, ids],
    'often',
  );
}

/** The case whose message went to this telephone last, on this channel. */
export async function caseOfTelephone(query: Query, channel: string, telephone: string): Promise<number | undefined> {
  const [last] = await query<{ icsrId: number }>(
    `select icsr_id as "icsrId" from followup_messages
     where channel = $1 and address = $2 and direction = 'out' and status <> 'failed' order by id desc limit 1`,
    [channel, telephone],
    'often',
  );
  return last?.icsrId;
}

/**
 * Says of a message of ours that it came back, also when we do not know yet that it has left: whoever is told that it failed
 * is right, as it does not leave again by itself. The outbox is locked first, as wherever both are changed.
 */
export async function markBounced(query: Query, followupId: number, problem: string): Promise<void> {
  const close = `update followup_outbox set state = 'closed', problem = $2 where message_id = $1`;
  await query(close, [followupId, problem]);
  await query(`update followup_messages set status = 'failed', problem = $2 where id = $1 and direction = 'out'`, [
    followupId,
    problem,
  ]);
}

/** True when there is such a case; it is not deleted before the transaction ends. */
export async function holdCase(query: Query, id: number): Promise<boolean> {
  return (await query('select 1 as one from icsr where id = $1 for key share', [id])).length > 0;
}
