import { daysBetween, sameDayOfYear, swapped } from './days.js';
import type { FieldName } from './fields.js';
import { NARRATIVE_STEPS } from './fields.js';
import { chanceOf, chanceOfAny, type Frequencies } from './frequencies.js';
import { oneChangeApart } from './near.js';
import type { Portrait } from './portrait.js';
import { stemsOf } from './spellings.js';
import { type Evidence, hit, miss, nearly } from './weight.js';

type Comparison = (a: Portrait, b: Portrait, frequencies: Frequencies) => Evidence | undefined;

/** What is said of the event, of its products, and by whom. Nothing where either case says nothing. */
export const OCCASION: readonly Comparison[] = [onset, product, lot, reaction, narrative, reporter, place, code];

const DAYS_NEAR = 3;
const DAYS_OF_A_MONTH = 31;
/** Days of notification that a case may have, on either side. */
const NOTICES = 4;

function onset(a: Portrait, b: Portrait, frequencies: Frequencies): Evidence | undefined {
  const [one, other] = [a.fecha, b.fecha];
  if (one && one === other) return hitOn('fecha', 'igual', [one], frequencies);
  const any = chanceOfAny(frequencies, 'fecha');
  if (one && other) return differentDays(a, b, any) ?? anyDay(a, b, any) ?? miss('fecha', 'distinta');
  return anyDay(a, b, any);
}

/** Days that may be one. */
function differentDays(a: Portrait, b: Portrait, any: number): Evidence | undefined {
  const [one, other] = [a.fecha!, b.fecha!];
  const days = daysBetween(one, other);
  if (days <= DAYS_NEAR) return nearly('fecha', 'a tres días o menos', 2 * DAYS_NEAR * any);
  if (swapped(one) === other) return nearly('fecha', 'día y mes cambiados', any);
  if (a.notificaciones.includes(other) || b.notificaciones.includes(one)) {
    return nearly('fecha', 'es la de notificación del otro', NOTICES * any);
  }
  if (anyDay(a, b, any)) return undefined;
  if (days <= DAYS_OF_A_MONTH) return nearly('fecha', 'a un mes o menos', 2 * (DAYS_OF_A_MONTH - DAYS_NEAR) * any);
  return sameDayOfYear(one, other) ? nearly('fecha', 'otro año', 1 / 365) : undefined;
}

/** A day of the treatment, or one from the narrative, that both tell. */
function anyDay({ fechas: a }: Portrait, { fechas: b }: Portrait, any: number): Evidence | undefined {
  return inBoth(a, b).length > 0 ? nearly('fecha', 'coincide otra fecha', a.length * b.length * any) : undefined;
}

/** The rarest substance or brand that both name, and no more than that one: lists would count the same thing several times. */
function product(one: Portrait, other: Portrait, frequencies: Frequencies): Evidence | undefined {
  const [a, b] = [one.productos, other.productos];
  const shared = inBoth(a, b);
  if (shared.length === 0) {
    const named = [...namedIn(one, b), ...namedIn(other, a)];
    if (named.length > 0) return hitOn('producto', 'está en la narrativa del otro', named, frequencies);
    return a.length > 0 && b.length > 0 ? miss('producto', 'distinto') : undefined;
  }
  const same = shared.length === a.length && shared.length === b.length;
  return hitOn('producto', same ? 'igual' : 'mismo principio activo o marca', shared, frequencies);
}

/** Those of the products that the narrative names. */
function namedIn({ narrativa }: Portrait, products: readonly string[]): string[] {
  return products.filter((name) => stemsOf(name).isSubsetOf(narrativa));
}

/** Other lots that are one change away: lots of one product are numbered in a row. */
const LOTS_NEAR = 20;

function lot({ lotes: a }: Portrait, { lotes: b }: Portrait, frequencies: Frequencies) {
  if (a.length === 0 || b.length === 0) return undefined;
  const shared = inBoth(a, b);
  if (shared.length > 0) return hitOn('lote', 'igual', shared, frequencies);
  if (a.some((one) => b.some((other) => oneChangeApart(one, other)))) {
    return nearly('lote', 'un carácter distinto', LOTS_NEAR * chanceOfAny(frequencies, 'lote'));
  }
  return miss('lote', 'distinto');
}

const TERMS_ALIKE = 0.5;
/** Terms that are alike are met so many times as often as equal ones. */
const TERMS_NEAR = 2;

/** The rarest code or term that both have; else terms alike, or told in the other's narrative. */
function reaction(a: Portrait, b: Portrait, frequencies: Frequencies): Evidence | undefined {
  const shared = inBoth(a.reacciones, b.reacciones);
  if (shared.length > 0) return hitOn('reaccion', 'igual', shared, frequencies);
  const any = chanceOfAny(frequencies, 'reaccion');
  if (a.terminos.some((one) => b.terminos.some((other) => likeness(one, other) >= TERMS_ALIKE))) {
    return nearly('reaccion', 'términos parecidos', TERMS_NEAR * any);
  }
  if (tells(a, b) || tells(b, a)) return nearly('reaccion', 'está en la narrativa del otro', TERMS_NEAR * any);
  return a.terminos.length > 0 && b.terminos.length > 0 ? miss('reaccion', 'distinta') : undefined;
}

/** True when the narrative of the one has all words of an event of the other. */
function tells({ narrativa }: Portrait, { terminos }: Portrait): boolean {
  return terminos.some((term) => term.isSubsetOf(narrativa));
}

/** Shared words over all words of both: 2|A∩B| / (|A| + |B|). */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const word of few) if (many.has(word)) shared += 1;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

const WORDS_MIN = 5;

function narrative({ narrativa: a }: Portrait, { narrativa: b }: Portrait): Evidence | undefined {
  if (a.size < WORDS_MIN || b.size < WORDS_MIN) return undefined;
  const alike = likeness(a, b);
  const { agreement, bits } = NARRATIVE_STEPS.find(({ from }) => alike >= from)!;
  return { field: 'narrativa', agreement, weight: bits };
}

function reporter({ notificador: a }: Portrait, { notificador: b }: Portrait, frequencies: Frequencies) {
  if (a.length === 0 || b.length === 0) return undefined;
  const shared = inBoth(a, b);
  return shared.length > 0 ? hitOn('notificador', 'el mismo', shared, frequencies) : miss('notificador', 'otro');
}

function place({ establecimiento: a }: Portrait, { establecimiento: b }: Portrait, frequencies: Frequencies) {
  if (!a || !b) return undefined;
  return a === b ? hitOn('establecimiento', 'el mismo', [a], frequencies) : miss('establecimiento', 'otro');
}

/** Two numbers that differ say nothing: every institution numbers cases for itself. */
function code({ codigos: a }: Portrait, { codigos: b }: Portrait, frequencies: Frequencies) {
  const shared = inBoth(a, b);
  return shared.length > 0 ? hitOn('codigo', 'el mismo', shared, frequencies) : undefined;
}

function inBoth(a: readonly string[], b: readonly string[]): string[] {
  return a.filter((value) => b.includes(value));
}

/** Agreement on the rarest of these values. */
function hitOn(field: FieldName, agreement: string, values: readonly string[], frequencies: Frequencies): Evidence {
  const chance = Math.min(...values.map((value) => chanceOf(frequencies, field, value)));
  const cases = Math.min(...values.map((value) => frequencies.count(field, value)));
  return { ...hit(field, agreement, chance), cases };
}
