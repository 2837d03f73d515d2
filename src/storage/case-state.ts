import type { Query } from './query.js';

/** The state of a case, which stays as it is until the transaction ends; nothing when there is no such case. */
export async function lockedState(query: Query, caseId: number): Promise<{ estado: string | null } | undefined> {
  const [found] = await query<{ estado: string | null }>('select estado from icsr where id = $1 for update', [caseId]);
  return found;
}

/** Gives a case another state, and with it a new version, which is the answer. */
export async function beginWork(query: Query, caseId: number, estado: string, now: Date): Promise<number> {
  const [changed] = await query<{ version: number }>(
    'update icsr set estado = $2, version = version + 1, updated_at = $3 where id = $1 returning version',
    [caseId, estado, now],
  );
  return changed!.version;
}
