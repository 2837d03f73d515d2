import type { Query } from './query.js';

/** A place in a mailbox: UIDs count within a UIDVALIDITY, and mean nothing in another. */
export interface MailboxPlace {
  name: string;
  uidValidity: string;
  uid: number;
}

/** The last UID that was taken in; 0 where nothing was, or where the mailbox counts anew. */
export async function lastUid(query: Query, name: string, uidValidity: string): Promise<number> {
  const [kept] = await query<{ uid: string }>(
    'select last_uid::text as uid from inbound_mailboxes where name = $1 and uid_validity = $2',
    [name, uidValidity],
  );
  return Number(kept?.uid ?? 0);
}

/** Notes, in the transaction that stores the mail, that everything up to its UID is in. It never goes back within a UIDVALIDITY. */
export async function advance(query: Query, { name, uidValidity, uid }: MailboxPlace): Promise<void> {
  await query(
    `insert into inbound_mailboxes as m (name, uid_validity, last_uid) values ($1, $2, $3)
     on conflict (name) do update set uid_validity = excluded.uid_validity,
       last_uid = case when m.uid_validity = excluded.uid_validity then greatest(m.last_uid, excluded.last_uid) else excluded.last_uid end`,
    [name, uidValidity, uid],
    'often',
  );
}

/** Notes that the mailbox was just looked into, or why it could not be. */
export async function noteCheck(query: Query, name: string, checkedAt: Date, problem: string | null): Promise<void> {
  await query(
    `insert into inbound_mailboxes as m (name, uid_validity, last_uid, checked_at, problem)
     values ($1, 0, 0, case when $3::text is null then $2::timestamptz end, $3)
     on conflict (name) do update set problem = $3, checked_at = case when $3 is null then $2 else m.checked_at end`,
    [name, checkedAt, problem],
    'often',
  );
}

export interface MailboxState {
  checkedAt: Date | null;
  problem: string | null;
}

/** When a mailbox was last looked into, by whichever process; nothing where none did. */
export async function readMailbox(query: Query, name: string): Promise<MailboxState | undefined> {
  const sql = 'select checked_at as "checkedAt", problem from inbound_mailboxes where name = $1';
  return (await query<MailboxState>(sql, [name]))[0];
}
