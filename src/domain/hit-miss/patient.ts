import { ageOn, daysBetween, partsInCommon, swapped } from './days.js';
import { chanceOf, chanceOfAny, type Frequencies } from './frequencies.js';
import { oneChangeApart, oneLetterMissing } from './near.js';
import type { Portrait } from './portrait.js';
import { type Evidence, hit, miss, nearly } from './weight.js';

type Comparison = (a: Portrait, b: Portrait, frequencies: Frequencies) => Evidence | undefined;

/** What is said of the patient, by one comparison each. Nothing where either case says nothing. */
export const PATIENT: readonly Comparison[] = [initials, birth, sex, weight, identity];

/** Orders of three letters other than the one given. */
const OTHER_ORDERS = 5;
/** Where a letter may be missing from initials of four. */
const PLACES_OF_A_LETTER = 4;

function initials(one: Portrait, other: Portrait, frequencies: Frequencies): Evidence | undefined {
  const [a, b, lettersA, lettersB] = [one.iniciales, other.iniciales, one.letras, other.letras];
  if (!a || !b || !lettersA || !lettersB) return undefined;
  const chance = (text: string) => chanceOf(frequencies, 'iniciales', text);
  if (a === b) return hit('iniciales', 'iguales', chance(a));
  const commonest = Math.max(chance(a), chance(b));
  if (lettersA === lettersB) return nearly('iniciales', 'en otro orden', OTHER_ORDERS * commonest);
  if (a.length > 1 && b.length > 1 && (oneLetterMissing(a, b) || oneLetterMissing(lettersA, lettersB))) {
    return nearly('iniciales', 'falta un apellido', PLACES_OF_A_LETTER * commonest);
  }
  return miss('iniciales', 'distintas');
}

/** Birth date and age are one piece of evidence: two birth dates, or else the ages. */
function birth(a: Portrait, b: Portrait, frequencies: Frequencies): Evidence | undefined {
  if (!a.nacimiento || !b.nacimiento) return age(a, b, frequencies);
  const years = Math.abs(Number(a.nacimiento.slice(0, 4)) - Number(b.nacimiento.slice(0, 4)));
  const { weight: ageWeight } = ages(years, chanceOfAny(frequencies, 'edad'));
  return { ...birthDates(a.nacimiento, b.nacimiento, frequencies), ageWeight };
}

/** Two random days share two of their three parts: the year with the month or the day, or month and day. */
const TWO_PARTS = 1 / 365 + 1 / (60 * 12) + 1 / (60 * 30);

function birthDates(a: string, b: string, frequencies: Frequencies): Evidence {
  if (a === b) return hit('nacimiento', 'igual', chanceOf(frequencies, 'nacimiento', a));
  if (swapped(a) === b) return nearly('nacimiento', 'día y mes cambiados', chanceOfAny(frequencies, 'nacimiento'));
  if (partsInCommon(a, b) === 2) return nearly('nacimiento', 'difiere en una parte', TWO_PARTS);
  return miss('nacimiento', 'distinta');
}

function age(a: Portrait, b: Portrait, frequencies: Frequencies): Evidence | undefined {
  const [ageA, ageB] = [ageOf(a, b), ageOf(b, a)];
  if (ageA === undefined || ageB === undefined) return undefined;
  const difference = Math.abs(ageA - ageB - yearsFrom(b, a));
  const chance = Math.max(...[ageA, ageB].map((years) => chanceOf(frequencies, 'edad', String(years))));
  return ages(difference, chance);
}

function ages(difference: number, chance: number): Evidence {
  if (difference === 0) return hit('edad', 'igual', chance);
  return difference === 1 ? nearly('edad', 'difiere en un año', 2 * chance) : miss('edad', 'distinta');
}

/** The age as it is given; else what follows from the birth date on the day of the case, or of the other one. */
function ageOf(portrait: Portrait, other: Portrait): number | undefined {
  const { edad, nacimiento } = portrait;
  const day = dayOf(portrait) ?? dayOf(other);
  return edad ?? (nacimiento && day ? ageOn(nacimiento, day) : undefined);
}

const DAYS_OF_A_YEAR = 365.25;

/** Years that the patient grew older between the two cases. */
function yearsFrom(earlier: Portrait, later: Portrait): number {
  const [from, to] = [dayOf(earlier), dayOf(later)];
  if (!from || !to) return 0;
  return Math.trunc(daysBetween(from, to) / DAYS_OF_A_YEAR) * (from > to ? -1 : 1);
}

const dayOf = ({ fecha, notificaciones }: Portrait) => fecha ?? notificaciones[0];

function sex({ sexo: a }: Portrait, { sexo: b }: Portrait, frequencies: Frequencies) {
  if (!a || !b) return undefined;
  return a === b ? hit('sexo', 'igual', chanceOf(frequencies, 'sexo', a)) : miss('sexo', 'distinto');
}

const KILOS_EQUAL = 0.5;
const KILOS_NEAR = 2;

function weight({ peso: a }: Portrait, { peso: b }: Portrait, frequencies: Frequencies) {
  if (!a || !b) return undefined;
  const kilos = Math.abs(a - b);
  const any = chanceOfAny(frequencies, 'peso');
  if (kilos <= KILOS_EQUAL) return hit('peso', 'igual', any);
  return kilos <= KILOS_NEAR ? nearly('peso', 'difiere en dos kilos', 2 * KILOS_NEAR * any) : miss('peso', 'distinto');
}

/** Numbers one change away from a number of eight digits. */
const NEIGHBOURS = 80;
const DNI = /^\d{8}$/;

function identity({ dni: a }: Portrait, { dni: b }: Portrait, frequencies: Frequencies) {
  if (!a || !b) return undefined;
  if (a === b) return hit('dni', 'igual', chanceOf(frequencies, 'dni', a));
  if (oneChangeApart(a, b)) return nearly('dni', 'un carácter distinto', NEIGHBOURS * chanceOfAny(frequencies, 'dni'));
  // A clinical history and a DNI are two numbers of one person.
  return DNI.test(a) === DNI.test(b) ? miss('dni', 'distinto') : undefined;
}
