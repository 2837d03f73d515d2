import type { FieldName } from './fields.js';
import type { Frequencies } from './frequencies.js';
import type { Portrait } from './portrait.js';

export interface CountedValue {
  field: FieldName;
  value: string;
}

/** The values of a case of which it matters how common they are. */
export function valuesOf(portrait: Portrait): CountedValue[] {
  const { iniciales, nacimiento, edad, sexo, peso, dni, fecha, establecimiento } = portrait;
  const values: Partial<Record<FieldName, readonly string[]>> = {
    iniciales: iniciales ? [iniciales] : [],
    nacimiento: nacimiento ? [nacimiento] : [],
    edad: edad === undefined ? [] : [String(edad)],
    sexo: sexo ? [sexo] : [],
    peso: peso ? [String(Math.round(peso))] : [],
    dni: dni ? [dni] : [],
    fecha: fecha ? [fecha] : [],
    producto: portrait.productos,
    lote: portrait.lotes,
    reaccion: portrait.reacciones,
    notificador: portrait.notificador,
    establecimiento: establecimiento ? [establecimiento] : [],
  };
  return (Object.keys(values) as FieldName[]).flatMap((field) => values[field]!.map((value) => ({ field, value })));
}

/** Values that fewer cases share are as good as unique, and are not kept. */
export const CASES_OF_A_VALUE_MIN = 3;

/** Counts of cases that are all at hand. */
export function countedIn(portraits: readonly Portrait[]): Frequencies {
  const counts = new Map<string, number>();
  const fields: Partial<Record<FieldName, { filled: number; squares: number }>> = {};
  for (const portrait of portraits) {
    const values = valuesOf(portrait);
    for (const { field, value } of values) counts.set(keyOf(field, value), (counts.get(keyOf(field, value)) ?? 0) + 1);
    for (const field of new Set(values.map((one) => one.field)))
      (fields[field] ??= { filled: 0, squares: 0 }).filled += 1;
  }
  for (const [key, count] of counts) {
    if (count < CASES_OF_A_VALUE_MIN) counts.delete(key);
    else fields[key.slice(0, key.indexOf(' ')) as FieldName]!.squares += count ** 2;
  }
  return { cases: portraits.length, fields, count: (field, value) => counts.get(keyOf(field, value)) ?? 0 };
}

const keyOf = (field: FieldName, value: string) => `${field} ${value}`;
