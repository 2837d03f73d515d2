import { daysAround, swapped } from './days.js';
import type { Portrait } from './portrait.js';

/** Cases looked at under one key, the newest first: some keys are shared by thousands. */
export const CASES_OF_A_KEY_MAX = 100;
/** Cases compared with one, those that share most keys first. */
export const CANDIDATES_MAX = 60;

const VALUES_MAX = 3;
const DAYS_AROUND = 3;

/**
 * Texts under which a case is found by one that may be the same. Each is made of two things that the chance to share is small
 * of, so that a duplicate is found as long as any one pair of them was told alike.
 */
export function keysOf(portrait: Portrait): string[] {
  const fecha = dayOf(portrait);
  const letters = lettersOf(portrait);
  const year = birthYearOf(portrait);
  return keys(portrait, {
    initials: letters ? [`=${letters}`, ...withoutOne(letters).map((fewer) => `-${fewer}`)] : [],
    years: year === undefined ? [] : [year],
    days: fecha ? [eitherWay(fecha)] : [],
  });
}

/** The keys to look for: those of the case, and those that it would have if it were told a little otherwise. */
export function lookupsOf(portrait: Portrait): string[] {
  const fecha = dayOf(portrait);
  const letters = lettersOf(portrait);
  const year = birthYearOf(portrait);
  return keys(portrait, {
    initials: letters ? [`=${letters}`, `-${letters}`, ...withoutOne(letters).map((fewer) => `=${fewer}`)] : [],
    years: year === undefined ? [] : [year, year - 1, year + 1],
    days: fecha ? daysAround(fecha, DAYS_AROUND).map(eitherWay) : [],
  });
}

interface Told {
  initials: readonly string[];
  years: readonly number[];
  days: readonly string[];
}

function keys(portrait: Portrait, { initials, years, days }: Told): string[] {
  const { dni, nacimiento, codigos } = portrait;
  const [productos, lotes, notificador] = [portrait.productos, portrait.lotes, portrait.notificador].map(fewOf);
  const exact = initials.filter((letters) => letters.startsWith('='));
  const born = years.map(String);
  return [
    ...(dni ? [`dni ${dni}`] : []),
    ...(nacimiento ? [`nacimiento ${eitherWay(nacimiento)}`] : []),
    ...fewOf(codigos).map((code) => `codigo ${code}`),
    ...both('iniciales', initials, born),
    ...both('dia', days, [...born, ...exact, ...productos!, ...lotes!]),
    ...both('lote', lotes!, [...born, ...exact]),
    ...both('producto', productos!, exact),
    ...both('notificador', notificador!, [...born, ...exact, ...days]),
  ];
}

const fewOf = (values: readonly string[]) => values.slice(0, VALUES_MAX);

function both(kind: string, some: readonly string[], others: readonly string[]): string[] {
  return some.flatMap((one) => others.map((other) => `${kind} ${one} ${other}`));
}

/** A day by the same name whether or not its month was taken for its day. */
function eitherWay(day: string): string {
  const other = swapped(day) ?? day;
  return other < day ? other : day;
}

const lettersOf = ({ iniciales }: Portrait) => iniciales && [...iniciales].sort().join('');

function withoutOne(letters: string): string[] {
  if (letters.length < 3) return [];
  return [...new Set(Array.from(letters, (_, place) => letters.slice(0, place) + letters.slice(place + 1)))];
}

/** The day of the onset, or else the first that is told. */
const dayOf = ({ fecha, fechas }: Portrait) => fecha ?? fechas[0];

/** Year of birth, or the later of two that the age leaves. */
function birthYearOf(portrait: Portrait): number | undefined {
  const { nacimiento, edad, notificaciones } = portrait;
  if (nacimiento) return Number(nacimiento.slice(0, 4));
  const day = dayOf(portrait) ?? notificaciones[0];
  return edad !== undefined && day ? Number(day.slice(0, 4)) - edad : undefined;
}
