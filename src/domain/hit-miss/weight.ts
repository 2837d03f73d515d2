import { FIELDS, type FieldModel, type FieldName } from './fields.js';

/** What one field says of two cases: weight in bits, above 0 for a duplicate, below 0 against. */
export interface Evidence {
  field: FieldName;
  /** How they agree, in Spanish. */
  agreement: string;
  weight: number;
  /** Cases that have the value which they agree on, as far as counted. */
  cases?: number;
  /** How far the age alone speaks, where birth dates were compared. */
  ageWeight?: number;
}

/** Chance that at least one of two recorded values is a random one: c = a(2 − a). */
export function eitherMisses({ miss }: Pick<FieldModel, 'miss'>): number {
  return miss * (2 - miss);
}

/** Both have the value, which a random case has with this chance: log2((h + cβ) / β), where h = 1 − c − what is nearly equal. */
export function hit(field: FieldName, agreement: string, chance: number): Evidence {
  const model: FieldModel = FIELDS[field];
  const c = eitherMisses(model);
  const nearly = Object.values(model.near ?? {}).reduce((sum, share) => sum + share, 0);
  return { field, agreement, weight: Math.log2(((1 - c) * (1 - nearly) + c * chance) / chance) };
}

/** They are nearly equal in a way that random cases are with this chance. */
export function nearly<Field extends FieldName>(field: Field, agreement: string, chance: number): Evidence {
  const model: FieldModel = FIELDS[field];
  const c = eitherMisses(model);
  const share = model.near?.[agreement];
  if (share === undefined) throw new Error(`${field} has no agreement "${agreement}"`);
  const bounded = Math.min(1, chance);
  return { field, agreement, weight: Math.log2(((1 - c) * share + c * bounded) / bounded) };
}

/** They differ: log2(c). */
export function miss(field: FieldName, agreement: string): Evidence {
  return { field, agreement, weight: Math.log2(eitherMisses(FIELDS[field])) };
}
