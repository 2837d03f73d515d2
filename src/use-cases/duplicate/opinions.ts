import { type SecondOpinion, secondOpinion } from '../../domain/hit-miss.js';
import { type CountedValue, valuesOf } from '../../domain/hit-miss/counting.js';
import { portraitOf } from '../../domain/hit-miss/portrait.js';
import { readModelFacts } from '../../storage/duplicate-facts.js';
import { type Known, readCandidateIds } from '../../storage/duplicate-keys.js';
import type { Query } from '../../storage/query.js';
import { readFrequencies } from '../../storage/value-counts.js';

/** What the model says of another case beside the one that is checked. */
export interface OpinionOn extends SecondOpinion {
  id: number;
}

/**
 * The second opinion on every case that may be the same as this one, and on these others in any case; the likeliest first.
 * Four statements, whose work is bounded however many cases there are.
 */
export async function opinionsOn(
  query: Query,
  secret: string,
  subject: Known,
  others: readonly number[] = [],
): Promise<OpinionOn[]> {
  const found = await readCandidateIds(query, secret, subject);
  const known = await knownOf(query, [...new Set([...found, ...others])]);
  const frequencies = await readFrequencies(query, secret, valuesToCount([subject], known));
  return known
    .map(({ id, portrait }) => ({ id, ...secondOpinion(subject.portrait, portrait, frequencies) }))
    .sort((a, b) => b.probability - a.probability || a.id - b.id);
}

/** Of the cases compared with, only what may be nearly equal matters: all else agrees with a value of the subject. */
const NEARLY_EQUAL = new Set<string>(['iniciales', 'edad'] satisfies CountedValue['field'][]);

export function valuesToCount(subjects: readonly Known[], others: readonly Known[]): CountedValue[] {
  const nearly = others.flatMap(({ portrait }) => valuesOf(portrait)).filter(({ field }) => NEARLY_EQUAL.has(field));
  return [...subjects.flatMap(({ portrait }) => valuesOf(portrait)), ...nearly];
}

export async function knownOf(query: Query, ids: readonly number[]): Promise<Known[]> {
  const facts = await readModelFacts(query, ids);
  return facts.map((one) => ({ id: one.id, portrait: portraitOf(one) }));
}
