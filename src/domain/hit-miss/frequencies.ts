import { FIELDS, type FieldName } from './fields.js';

/** How often values are met in the database that the cases come from. */
export interface Frequencies {
  /** All cases that were counted. */
  cases: number;
  /** What is known of a field; nothing before the first counting. */
  fields: Readonly<Partial<Record<FieldName, FieldCount>>>;
  /** Cases with this value; 0 for one that is rare or was not counted. */
  count(field: FieldName, value: string): number;
}

export interface FieldCount {
  /** Cases in which the field is filled. */
  filled: number;
  /** Sum of the squares of the counts: how alike cases are by chance. */
  squares: number;
}

/** Before anything was counted: every value is worth what its field's table says. */
export const UNCOUNTED: Frequencies = { cases: 0, fields: {}, count: () => 0 };

/**
 * Chance that another case has this value: (others that have it + 1) / (filled + plausible values). The pair itself is not
 * counted, so that a value that only these two have is as rare as one never met; one more, so that nothing is impossible.
 */
export function chanceOf(frequencies: Frequencies, field: FieldName, value: string): number {
  const { values } = FIELDS[field];
  const filled = frequencies.fields[field]?.filled ?? 0;
  return Math.min(1, (Math.max(0, frequencies.count(field, value) - 2) + 1) / (filled + values));
}

/** Chance that two cases have the same value, whichever it is. */
export function chanceOfAny(frequencies: Frequencies, field: FieldName): number {
  const { filled, squares } = frequencies.fields[field] ?? { filled: 0, squares: 0 };
  const all = filled + FIELDS[field].values;
  return Math.min(1, (squares + all) / all ** 2);
}

/** Cases that mostly share the value of a case. */
export function usualCases(frequencies: Frequencies, field: FieldName): number {
  const { filled, squares } = frequencies.fields[field] ?? { filled: 0, squares: 0 };
  return filled > 0 ? squares / filled : 0;
}
