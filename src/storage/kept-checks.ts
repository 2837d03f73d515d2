import { bestFirst } from '../domain/duplicates.js';
import type { DuplicateCheck } from './duplicate-checks.js';
import type { Query } from './query.js';

/** What lists show of a case. */
export interface KeptCheck {
  id: number;
  score: number;
  bestId: number | null;
}

/** The next cases, after this id, of which a case is the best match as far as is known. Those of a campaign may all have the same. */
export async function keptWithBest(query: Query, id: number, after: number, rowsMax: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    'select icsr_id as id from duplicate_check where best_id = $1 and icsr_id > $2 order by icsr_id limit $3',
    [id, after, rowsMax],
    'often',
  );
  return rows.map((row) => row.id);
}

/** Cases for which the one that was checked is a better match than the best that they are known to have. */
export async function keptBettered(query: Query, { caseId, matches, dupOfId }: DuplicateCheck): Promise<KeptCheck[]> {
  if (dupOfId !== null || matches.length === 0) return [];
  const kept = await query<KeptCheck>(
    'select icsr_id as id, score / 100.0::float8 as score, best_id as "bestId" from duplicate_check where icsr_id = any($1)',
    [matches.map(({ id }) => id)],
    'often',
  );
  return kept.flatMap(({ id, score, bestId }) => {
    const now = { id: caseId, score: matches.find((match) => match.id === id)!.score };
    const better = bestId === null || bestFirst(now, { id: bestId, score }) < 0;
    return better ? [{ id, score: now.score, bestId: caseId }] : [];
  });
}

/** Keeps what was found. Gives the cases of which something else is shown now than before. Cases that are gone are left out. */
export async function keepChecks(query: Query, checks: readonly KeptCheck[]): Promise<number[]> {
  const rows = await query<{ id: number }>(
    KEEP,
    [JSON.stringify(checks.map(({ id, score, bestId }) => ({ id, score: Math.round(score * 100), best: bestId })))],
    'often',
  );
  return rows.map(({ id }) => id);
}

const KEEP = `with news as (
    select n.id, n.score, n.best, k.id is null or (k.score, k.best_id) is distinct from (n.score::smallint, n.best) as other
    from json_to_recordset($1) as n (id int, score int, best int) join icsr t on t.id = n.id
    left join duplicate_check k on k.icsr_id = n.id
  ), kept as (
    insert into duplicate_check (icsr_id, score, best_id, checked_at) select id, score, best, now() from news order by id
    on conflict (icsr_id) do update set score = excluded.score, best_id = excluded.best_id, checked_at = excluded.checked_at
  )
  select id from news where other`;
