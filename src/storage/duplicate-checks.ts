import {
  bestFirst,
  comparedWords,
  compareCases,
  comparison,
  excerpt,
  MATCH_POINTS,
  MATCHES_MAX,
  type Traits,
  traitsOf,
  type Verdict,
  verdictOf,
} from '../domain/duplicates.js';
import { dayAfter, soughtKeysOf } from '../domain/match-keys.js';
import { type Candidate, readCandidates, type Sought } from './duplicate-candidates.js';
import { type KeptFacts, readFacts } from './match-keys.js';
import type { Query } from './query.js';

/** Another case that is like the one that was checked. */
export interface DuplicateMatch {
  id: number;
  score: number;
  reasons: string[];
  fecha: string | null;
  producto: string | null;
  iniciales: string | null;
  narrativa: string | null;
}

export interface DuplicateCheck extends Verdict {
  caseId: number;
  score: number;
  bestId: number | null;
  /** Best first. */
  matches: DuplicateMatch[];
  override: string | null;
  dupOfId: number | null;
}

/** As many candidates of each case are read as are usually enough to be sure of the best; then more. */
const FIRST_ROWS = 40;
const MORE_ROWS = 4;

/** Looks for duplicates of these cases, by id. Cases that do not exist are left out. */
export async function checkCases(
  query: Query,
  ids: readonly number[],
  daysWindow: number,
): Promise<Map<number, DuplicateCheck>> {
  const facts = await readFacts(query, ids);
  const searches = [...facts.values()].map((one) => new Search(one, daysWindow));
  let open = searches;
  for (let offset = 0, rowsMax = FIRST_ROWS; open.length > 0; offset += rowsMax, rowsMax *= MORE_ROWS) {
    const sought = open.map(({ sought }) => sought);
    const candidates = await readTogether(query, sought, { rowsMax, offset });
    const unread = [...candidates.values()].flat().filter(({ same }) => same === null);
    const others = unread.length > 0 ? await readFacts(query, [...new Set(unread.map(({ id }) => id))]) : new Map();
    open = open.filter((search) => !search.isSettledBy(candidates.get(search.sought.id) ?? [], rowsMax, others));
  }
  return new Map(searches.map((search) => [search.sought.id, search.result()]));
}

/** So many cases are looked up by one statement: more statements run beside each other. */
const CASES_OF_A_STATEMENT = 25;

async function readTogether(query: Query, sought: readonly Sought[], rows: { rowsMax: number; offset: number }) {
  const places = Array.from({ length: Math.ceil(sought.length / CASES_OF_A_STATEMENT) }, (_, place) => place);
  const parts = await Promise.all(
    places.map((place) => {
      const from = place * CASES_OF_A_STATEMENT;
      return readCandidates(query, sought.slice(from, from + CASES_OF_A_STATEMENT), rows);
    }),
  );
  return new Map(parts.flatMap((part) => [...part]));
}

/** The search for the best matches of one case, among candidates that come with the highest possible scores first. */
class Search {
  readonly sought: Sought;
  private readonly traits: Traits;
  private readonly matches: DuplicateMatch[] = [];
  private readonly seen = new Set<number>();

  constructor(
    private readonly facts: KeptFacts,
    daysWindow: number,
  ) {
    this.traits = traitsOf(facts);
    this.sought = {
      id: facts.id,
      first: dayAfter(facts.day, -daysWindow),
      last: dayAfter(facts.day, daysWindow),
      ...soughtKeysOf(this.traits, facts.day, daysWindow),
    };
  }

  /** Compares candidates until no other can be among the best. True when that is so. */
  isSettledBy(candidates: readonly Candidate[], rowsMax: number, others: ReadonlyMap<number, KeptFacts>): boolean {
    for (const candidate of candidates) {
      if (this.isBeyond(candidate)) return true;
      if (!this.seen.has(candidate.id)) this.compare(candidate, others.get(candidate.id));
      this.seen.add(candidate.id);
    }
    return candidates.length < rowsMax;
  }

  result(): DuplicateCheck {
    const { id: caseId, dupOverride: override, dupOfId } = this.facts;
    const [best] = this.matches;
    const score = best?.score ?? 0;
    const verdict = verdictOf(score, override, dupOfId);
    return { caseId, ...verdict, score, bestId: best?.id ?? null, matches: this.matches, override, dupOfId };
  }

  private isBeyond({ id, most }: Candidate): boolean {
    const last = this.matches[MATCHES_MAX - 1];
    return last !== undefined && bestFirst({ id, score: most / 100 }, last) > 0;
  }

  private compare({ id, same, narrative, ...shown }: Candidate, facts: KeptFacts | undefined): void {
    const compared = facts
      ? compareCases(this.traits, traitsOf(facts))
      : comparison(same!, this.traits.words, comparedWords(narrative));
    if (compared.score < MATCH_POINTS / 100) return;
    const { fecha, producto, iniciales } = shown;
    this.matches.push({ id, ...compared, fecha, producto, iniciales, narrativa: excerpt(narrative) });
    this.matches.sort(bestFirst).splice(MATCHES_MAX);
  }
}

const SHOWN_MAX = 20;

/** Cases that were decided to be duplicates of this one; the first of them where there are many. */
export async function duplicatesOf(query: Query, id: number): Promise<number[]> {
  const sql = `select id from icsr where dup_of_id = $1 order by id limit ${SHOWN_MAX}`;
  return (await query<{ id: number }>(sql, [id])).map((row) => row.id);
}
