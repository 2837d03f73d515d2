import type { Query } from './query.js';

/** The channel that says that there is something to read. */
export const CHANNEL = 'vigia';

export type ChangeKind = 'CREATED' | 'UPDATED' | 'DELETED' | 'EXPORTING' | 'EXPORTED' | 'CHECKED';

/** What is announced: identifiers only, never data. */
export interface Announcement {
  /** A case; an account; a message in the thread of a case, either way; a message in the triage inbox. */
  topic: 'case' | 'user' | 'followup' | 'inbound';
  /** Of the case for `followup`, of the thing itself for the others. */
  id: number;
  kind: ChangeKind;
  version?: number;
  /** Of the message, for `followup`. */
  messageId?: number;
}

/** Announces inside the transaction of `query`: heard once it has committed and `call` was sent, never when it is rolled back. */
export async function announce(query: Query, { topic, id, kind, version, messageId }: Announcement): Promise<void> {
  await query(ANNOUNCE, [topic, id, kind, version ?? null, messageId ?? null], 'often');
}

const ANNOUNCE = 'insert into announcement (topic, subject_id, kind, version, message_id) values ($1, $2, $3, $4, $5)';

/** Gives what was announced and committed its places, and makes every process read it. Not for inside a transaction. */
export async function call(query: Query): Promise<void> {
  await query(CALL);
}

export const CALL = 'select announcement_call()';

/**
 * Takes out what was announced more than so many days ago, but for the last: whoever has heard that one has missed nothing.
 * Gives how many there were.
 */
export async function forgetAnnouncements(query: Query, days: number): Promise<{ forgotten: number }> {
  const [answer] = await query<{ forgotten: number }>(FORGET, [days]);
  return answer!;
}

const FORGET = `with gone as (delete from announcement where at < now() - make_interval(days => $1)
    and place < (select max(place) from announcement) returning 1)
  select count(*)::int as forgotten from gone`;
