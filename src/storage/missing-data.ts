import type { Query } from './query.js';

/** Notes, in the transaction of `query`, that the missing data of a case is to be asked for. */
export async function noteDue(query: Query, caseId: number): Promise<void> {
  await query('insert into followup_due (icsr_id) values ($1) on conflict do nothing', [caseId], 'often');
}

/** Cases whose missing data is to be asked for, the longest waiting first. */
export async function dueCases(query: Query, rowsMax: number): Promise<number[]> {
  const sql = 'select icsr_id as id from followup_due where at <= now() order by at, icsr_id limit $1';
  return (await query<{ id: number }>(sql, [rowsMax], 'often')).map(({ id }) => id);
}

/** Takes the note of a case. False when somebody else has taken it. */
export async function takeDue(query: Query, caseId: number): Promise<boolean> {
  return (await query('delete from followup_due where icsr_id = $1 returning icsr_id', [caseId])).length > 0;
}

/** Leaves a case for later, so that others come before it. */
export async function putOffDue(query: Query, caseId: number): Promise<void> {
  await query(`update followup_due set at = now() + interval '10 minutes' where icsr_id = $1`, [caseId]);
}

/** Whether the reporter of a case was written to by ourselves in the last so many hours. */
export async function wasAskedWithin(query: Query, caseId: number, hours: number): Promise<boolean> {
  const sql = `select from followup_messages where icsr_id = $1 and direction = 'out' and automatic
    and created_at > now() - make_interval(hours => $2) limit 1`;
  return (await query(sql, [caseId, hours])).length > 0;
}
