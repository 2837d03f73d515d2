import {
  CONTAINED,
  DUPLICATES_OF_A_CASE,
  MATES_OF_A_CASE,
  type FieldName,
  FIELDS,
  type Rival,
  RIVALS,
} from './hit-miss/fields.js';
import { type Frequencies, usualCases } from './hit-miss/frequencies.js';
import { OCCASION } from './hit-miss/occasion.js';
import { PATIENT } from './hit-miss/patient.js';
import type { Portrait } from './hit-miss/portrait.js';
import type { Evidence } from './hit-miss/weight.js';

/** From here on the model calls two cases suspected of being one: more likely duplicates than not. */
export const SUSPECTED_FROM = 0.5;

export interface Weight {
  /** Label of the field, in Spanish. */
  field: string;
  /** How it agrees, in Spanish. */
  agreement: string;
  /** Bits: each one doubles the odds, each one below 0 halves them. */
  weight: number;
}

export interface SecondOpinion {
  /** Chance, 0..1, that the two cases tell of the same event of the same patient. */
  probability: number;
  /** Why. They add up to the log2 of the odds of the probability. */
  weights: Weight[];
}

/**
 * A second opinion on two cases, by the hit-miss model (docs/decisions/0014-second-opinion.md; spec/pharmacovigilance.md 3.2). The bits of all fields
 * and of what one expected before looking add up; what else makes cases alike (people who met on one occasion, twins, another
 * event of the same patient) takes away as much as it explains:
 *
 *   odds = d 2^W / (1 + Σ r 2^E)
 *
 * with d and r how many duplicates, and rival cases, a case has among all; W the bits of all fields; E the bits of those that
 * the rival explains. The same whichever case comes first.
 */
export function secondOpinion(a: Portrait, b: Portrait, frequencies: Frequencies): SecondOpinion {
  const evidence = compared(a, b, frequencies);
  const prior = Math.log2(DUPLICATES_OF_A_CASE / othersOf(frequencies));
  const { label, bits } = rivalry(evidence, frequencies);
  const weights = [
    ...evidence.map(({ field, agreement, weight }) => ({ field: FIELDS[field].label, agreement, weight })),
    { field: 'Antes de comparar', agreement: `entre ${frequencies.cases} casos`, weight: prior },
    { field: 'Otra explicación', agreement: label, weight: -bits },
  ];
  return { probability: logistic(weights.reduce((sum, { weight }) => sum + weight, 0)), weights };
}

/** What each field says, with what one field only repeats of another taken out. */
export function compared(a: Portrait, b: Portrait, frequencies: Frequencies): Evidence[] {
  const evidence = [...PATIENT, ...OCCASION].flatMap((compare) => compare(a, b, frequencies) ?? []);
  const weightOf = (field: FieldName) => evidence.find((one) => one.field === field)?.weight ?? 0;
  return evidence.map((one) => {
    const [container] = CONTAINED.find(([, contained]) => contained === one.field) ?? [];
    const counted = container && one.weight > 0 ? Math.max(0, weightOf(container)) : 0;
    return counted > 0 ? { ...one, weight: Math.max(0, one.weight - counted) } : one;
  });
}

/** The bits that rival explanations take away, and the strongest of them. */
function rivalry(evidence: readonly Evidence[], frequencies: Frequencies): { label: string; bits: number } {
  const others = othersOf(frequencies);
  const mates = occasionMates(evidence, frequencies);
  const rivals = RIVALS.map((rival) => {
    const cases = rival.perCase === 'mates' ? mates : rival.perCase;
    return { label: rival.label, odds: Math.min(1, cases / others) * explained(rival, evidence) };
  });
  const strongest = rivals.reduce((best, rival) => (rival.odds > best.odds ? rival : best));
  const bits = Math.log2(1 + rivals.reduce((sum, { odds }) => sum + odds, 0));
  return { label: strongest.label, bits };
}

/** Odds of agreement that the rival explains: for each field s 2^w + 1 − s, with s how surely it does. */
function explained({ explains }: Rival, evidence: readonly Evidence[]): number {
  return evidence.reduce((odds, { field, weight, ageWeight }) => {
    const partly = explains[field] === undefined && ageWeight !== undefined;
    const share = (partly ? explains.edad : explains[field]) ?? 0;
    return share === 0 ? odds : odds * (share * 2 ** (partly ? ageWeight : weight) + 1 - share);
  }, 1);
}

/**
 * How many other cases share the occasion: a few of any case; on a day, or of a lot, that has more cases than such values
 * mostly have, all those that are too many.
 */
function occasionMates(evidence: readonly Evidence[], frequencies: Frequencies): number {
  const crowds = evidence.flatMap(({ field, cases = 0, weight }) =>
    (field === 'fecha' || field === 'lote') && weight > 0 ? [cases - 2 - usualCases(frequencies, field)] : [],
  );
  return MATES_OF_A_CASE + Math.max(0, ...crowds);
}

const othersOf = ({ cases }: Frequencies) => Math.max(1, cases - 1);

function logistic(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}
