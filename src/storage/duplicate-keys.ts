import { CANDIDATES_MAX, CASES_OF_A_KEY_MAX, keysOf, lookupsOf } from '../domain/hit-miss/blocks.js';
import { type Portrait, portraitOf } from '../domain/hit-miss/portrait.js';
import { readModelFacts } from './duplicate-facts.js';
import { keyedHash } from './keyed-hash.js';
import type { Query } from './query.js';

/** A case that is known, ready to be compared. */
export interface Known {
  id: number;
  portrait: Portrait;
}

/** Makes these cases findable by those that may be the same, and gives them. A case that was found as it is now is left alone. */
export async function learnCases(query: Query, secret: string, ids: readonly number[]): Promise<Known[]> {
  const facts = await readModelFacts(query, ids);
  const known = facts.map((one) => ({ id: one.id, version: one.version, portrait: portraitOf(one) }));
  const rows = known.map(({ id, version, portrait }) => ({ id, version, keys: hashes(secret, keysOf(portrait)) }));
  if (rows.length > 0) await query(LEARN, [JSON.stringify(rows)], 'often');
  return known;
}

/**
 * Makes a case findable by what it says now, where it was so by what it said before. A new one waits for its turn: to learn it
 * before those that came earlier would leave them behind (see `unknownCases`).
 */
export async function learnAgain(query: Query, secret: string, id: number): Promise<void> {
  const known = await query('select from duplicate_case where icsr_id = $1', [id], 'often');
  if (known.length > 0) await learnCases(query, secret, [id]);
}

const LEARN = `with sent as (
    select s.* from json_to_recordset($1) as s (id int, version int, keys int[])
      join icsr c on c.id = s.id left join duplicate_case d on d.icsr_id = s.id
    where d.version is null or d.version < s.version or d.keys <> s.keys
  ), gone as (
    delete from duplicate_key where (key, icsr_id) in (
      select unnest(d.keys), d.icsr_id from duplicate_case d join sent s on s.id = d.icsr_id
      except select unnest(keys), id from sent)
  ), kept as (
    insert into duplicate_case (icsr_id, version, keys) select id, version, keys from sent
    on conflict (icsr_id) do update set version = excluded.version, keys = excluded.keys
  )
  insert into duplicate_key (key, icsr_id) select unnest(keys), id from sent on conflict do nothing`;

/** Transactions that began earlier may end later than those of so many cases that came after them. */
const LATE_CASES = 1000;

/** Cases that are not known yet: those behind the last one that is, and the few before it that came late. */
export async function unknownCases(query: Query, rowsMax: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    `select c.id from icsr c where c.id > (select coalesce(max(icsr_id), 0) - $2 from duplicate_case)
       and not exists (select from duplicate_case d where d.icsr_id = c.id) order by c.id limit $1`,
    [rowsMax, LATE_CASES],
  );
  return rows.map(({ id }) => id);
}

/** Cases that came in a moment ago may not be known yet: the last ones are looked at in any case. */
const NEWEST = 60;

/**
 * The cases that share most keys with this one: at most `CANDIDATES_MAX`, and of each key at most `CASES_OF_A_KEY_MAX`, however
 * many cases there are. Cases already decided to be duplicates are left out: their master stands for them.
 */
export async function readCandidateIds(query: Query, secret: string, { id, portrait }: Known): Promise<number[]> {
  const rows = await query<{ id: number }>(CANDIDATES, [hashes(secret, lookupsOf(portrait)), id], 'often');
  return rows.map((row) => row.id);
}

const CANDIDATES = `select found.icsr_id as id from (
    (select k.icsr_id, count(*) as shared from unnest($1::int[]) as sought (key)
      cross join lateral (select d.icsr_id from duplicate_key d where d.key = sought.key and d.icsr_id <> $2
        order by d.icsr_id desc limit ${CASES_OF_A_KEY_MAX}) k
      group by k.icsr_id order by shared desc, k.icsr_id desc limit ${CANDIDATES_MAX})
    union all
    select n.id, 0 from (select id from icsr order by id desc limit ${NEWEST}) n
      where n.id <> $2 and not exists (select from duplicate_case d where d.icsr_id = n.id)
  ) found join icsr c on c.id = found.icsr_id where c.dup_of_id is null
  order by found.shared desc, found.icsr_id desc`;

/** The same among older cases only, for many cases at once: a pair is found from one of its sides. */
export async function readOlderCandidateIds(
  query: Query,
  secret: string,
  subjects: readonly Known[],
): Promise<Map<number, number[]>> {
  const sought = subjects.map(({ id, portrait }) => ({ id, keys: hashes(secret, lookupsOf(portrait)) }));
  const rows = await query<{ id: number; found: number[] }>(OLDER, [JSON.stringify(sought)], 'often');
  return new Map(rows.map(({ id, found }) => [id, found]));
}

const OLDER = `select me.id, f.found from json_to_recordset($1) as me (id int, keys int[])
    join icsr self on self.id = me.id and self.dup_of_id is null
    cross join lateral (
      select array_agg(b.icsr_id) as found from (
        select k.icsr_id from unnest(me.keys) as sought (key)
          cross join lateral (select d.icsr_id from duplicate_key d where d.key = sought.key and d.icsr_id < me.id
            order by d.icsr_id desc limit ${CASES_OF_A_KEY_MAX}) k
        group by k.icsr_id order by count(*) desc, k.icsr_id desc limit ${CANDIDATES_MAX}
      ) b join icsr c on c.id = b.icsr_id and c.dup_of_id is null
    ) f where f.found is not null`;

/** Texts as numbers of 32 bits: two that meet by accident only give one candidate more. */
function hashes(secret: string, texts: readonly string[]): number[] {
  return [...new Set(texts.map((text) => keyedHash(secret, text).readInt32BE(0)))].sort((a, b) => a - b);
}
