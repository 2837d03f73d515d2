import {
  ALL_EQUAL_POINTS,
  CHARACTERS_COMPARED_MAX,
  EQUALITIES,
  MATCH_POINTS,
  MATCHES_MAX,
  NARRATIVE_POINTS,
} from '../domain/duplicates.js';
import type { SoughtKeys } from '../domain/match-keys.js';
import type { Query } from './query.js';

/** A case to look for others that are like it. */
export interface Sought extends SoughtKeys {
  id: number;
  /** The days between which the others lie. */
  first: string;
  last: string;
}

/** A case that may be like another. */
export interface Candidate {
  id: number;
  /** What its score is at the most, in hundredths. */
  most: number;
  /** Which of the four facts are equal, in their order; null when its keys are being made. */
  same: boolean[] | null;
  fecha: string | null;
  producto: string | null;
  iniciales: string | null;
  narrative: string | null;
}

/**
 * Cases that may be like each of these, by the id of the case: those with the highest possible scores first, the older first
 * where they are the same. None with a score to show is left out, except those that come behind: ask again with `offset`.
 *
 * First come the cases that share initials, a birth date or an event date: few. What they are worth for certain tells whether
 * any other could still be among the best: cases that share a product alone are looked for only when there is room for them, and
 * those with almost the same narrative when that could lift them in.
 */
export async function readCandidates(
  query: Query,
  sought: readonly Sought[],
  { rowsMax, offset = 0 }: { rowsMax: number; offset?: number },
): Promise<Map<number, Candidate[]>> {
  const rows = await query<{ of: number; found: Candidate[] }>(
    CANDIDATES,
    [JSON.stringify(sought), rowsMax, offset],
    'often',
  );
  return new Map(rows.map(({ of, found }) => [of, found]));
}

const [INICIALES, NACIMIENTO, EVENTO, PRODUCTO] = EQUALITIES.map(({ points }) => points) as [
  number,
  number,
  number,
  number,
];
const ALL_EQUAL = INICIALES + NACIMIENTO + EVENTO + PRODUCTO;

/** Columns of `icsr_match_keys`, as `k`, beside those of the case that is checked, `me`. */
const SAME = [
  'k.iniciales = me.iniciales',
  'k.nacimiento = me.nacimiento',
  'k.evento = me.evento',
  'k.productos && me.productos',
];
const CERTAIN = EQUALITIES.map(({ points }, place) => `case when s${place} then ${points} else 0 end`).join(' + ');

/** Bits that both have lit. */
const BOTH = 'bit_count(me.bits & k.bits)';
/** No more words can be common than bits are lit by both, and those words of one case that lit no bit of their own. */
const COMMON = `${BOTH} + least(me.words - bit_count(me.bits), k.words - bit_count(k.bits))`;
const NARRATIVE = `case when me.words + k.words = 0 then 0
  else greatest(0, ${NARRATIVE_POINTS} * (4 * (${COMMON}) - (me.words + k.words))::float8 / (me.words + k.words)) end`;

const IN_WINDOW = 'k.day between me.first and me.last';
/** The same where another index is to be used: the day alone finds far too many. */
const IN_WINDOW_TOO = 'k.day + 0 between me.first and me.last';
const OTHER = 'k.icsr_id <> me.id and not k.is_duplicate';
/** What shares more than a product with the case, or has no keys yet. */
const CLOSE = `((k.iniciales = me.iniciales and ${IN_WINDOW}) or (k.nacimiento = me.nacimiento and ${IN_WINDOW})
  or k.evento = me.evento or (not k.fresh and ${IN_WINDOW}))`;

/** `offset 0` keeps the planner from comparing products a second time for the sum. */
const judged = (from: string, which: string) => `select j.*, ${CERTAIN} as certain from (
    select k.icsr_id, k.fresh, ${SAME.map((same, place) => `coalesce(${same}, false) as s${place}`).join(', ')}, ${NARRATIVE} as narrative
    from ${from} where ${OTHER} and ${which} offset 0) j`;

/** Hundredths as they will be rounded, or a little more. */
const MOST = `case when not c.fresh then 100 else floor(least(100, greatest(c.certain + c.narrative,
  case when c.certain = ${ALL_EQUAL} then ${ALL_EQUAL_POINTS} else 0 end)) + 0.500001)::int end`;

/** Two cases with a product and nothing else in common are worth this much at the most, narratives included. */
const PRODUCT_MOST = PRODUCTO + NARRATIVE_POINTS;
/** And when their narratives are not so similar that they have a mark in common: one less than that would be worth. */
const PRODUCT_WITHOUT_MARK = PRODUCTO + MATCH_POINTS;

/** No more than a fifth of the words are missing in a narrative that is 0.89 alike. Soon answered, so it is asked first. */
const NEARLY_THE_SAME = `${BOTH} >= bit_count(me.bits) - me.words / 5`;

const CANDIDATES = `select me.id as of, f.found
  from json_to_recordset($1) as me (id int, first date, last date, iniciales text, nacimiento date, evento date,
    productos bigint[], words int, bits bit(512), "productMarks" int[], "narrativeMarks" int[])
  cross join lateral (
    with close as materialized (${judged('icsr_match_keys k', CLOSE)}),
    bar as materialized (select (select certain from close where fresh order by certain desc offset ${MATCHES_MAX - 1} limit 1) as points),
    near as materialized (select k.icsr_id from bar join icsr_match_keys k on k.marks && me."narrativeMarks"
      where coalesce(bar.points, 0) <= ${PRODUCT_MOST} and ${IN_WINDOW_TOO} and ${NEARLY_THE_SAME}),
    far as (
      ${judged('near join icsr_match_keys k using (icsr_id)', `${CLOSE} is not true`)}
      union
      ${judged(
        'bar join icsr_match_keys k on k.marks && me."productMarks"',
        `${IN_WINDOW_TOO} and ${CLOSE} is not true and coalesce(bar.points, 0) < ${PRODUCT_WITHOUT_MARK}`,
      )}
    ),
    best as (
      select c.icsr_id, ${MOST} as most, case when c.fresh then array[s0, s1, s2, s3] end as same
      from (select * from close union all select * from far) c, bar
      where ${MOST} >= greatest(${MATCH_POINTS}, bar.points) order by most desc, icsr_id limit $2 offset $3
    )
    select json_agg(json_build_object('id', t.id, 'most', b.most, 'same', b.same, 'fecha', t.fecha_inicio_evento,
      'producto', t.producto_sospechoso, 'iniciales', t.paciente_iniciales,
      'narrative', left(t.descripcion_evento, ${CHARACTERS_COMPARED_MAX})) order by b.most desc, t.id) as found
    from best b join icsr t on t.id = b.icsr_id
  ) f where f.found is not null`;
