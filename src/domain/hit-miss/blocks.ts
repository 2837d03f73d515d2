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
 * of, so that a duplicate is found as long as one pair of them was told alike.
 */
export function keysOf(portrait: Portrait): string[] {
  const letters = portrait.letras;
  const year = birthYearOf(portrait);
  const day = dayOf(portrait);
  return keys(portrait, {
    letters,
    initials: letters ? [`=${letters}`, ...withoutOne(letters).map((fewer) => `-${fewer}`)] : [],
    years: year === undefined ? [] : [String(year)],
    days: day ? [eitherWay(day)] : [],
  });
}

/** The keys to look for: those of the case, and those that it would have if it were told a little otherwise. */
export function lookupsOf(portrait: Portrait): string[] {
  const letters = portrait.letras;
  const year = birthYearOf(portrait);
  const day = dayOf(portrait);
  return keys(portrait, {
    letters,
    initials: letters ? [`=${letters}`, `-${letters}`, ...withoutOne(letters).map((fewer) => `=${fewer}`)] : [],
    years: year === undefined ? [] : [year, year - 1, year + 1].map(String),
    days: day ? daysAround(day, DAYS_AROUND).map(eitherWay) : [],
  });
}

interface Told {
  letters: string | undefined;
  initials: readonly string[];
  years: readonly string[];
  days: readonly string[];
}

function keys(portrait: Portrait, { letters, initials, years, days }: Told): string[] {
  const { dni, nacimiento } = portrait;
  const [productos, lotes, notificador, codigos] = LISTS.map((name) => portrait[name].slice(0, VALUES_MAX));
  const patient = [...years, ...(letters ? [letters] : [])];
  return [
    ...new Set([
      ...(dni ? [`dni ${dni}`] : []),
      ...(nacimiento ? [`nacimiento ${eitherWay(nacimiento)}`] : []),
      ...codigos!.map((code) => `codigo ${code}`),
      ...both('iniciales', initials, years),
      ...both('dia', days, [...patient, ...productos!, ...lotes!]),
      ...both('lote', lotes!, patient),
      ...both('producto', productos!, letters ? [letters] : []),
      ...both('notificador', notificador!, [...patient, ...days]),
    ]),
  ];
}

const LISTS = ['productos', 'lotes', 'notificador', 'codigos'] as const;

function both(kind: string, some: readonly string[], others: readonly string[]): string[] {
  return some.flatMap((one) => others.map((other) => `${kind} ${one} ${other}`));
}

/** A day by the same name whether or not its month was taken for its day. */
function eitherWay(day: string): string {
  const other = swapped(day) ?? day;
  return other < day ? other : day;
}

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
