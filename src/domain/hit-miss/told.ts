import { normalise } from '../words.js';
import { stemsIn } from './spellings.js';

const MONTHS = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');
const NUMBERS = /\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b/g;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
const WORDS = new RegExp(String.raw`\b(\d{1,2}) de (${MONTHS.join('|')}|setiembre) del? (\d{4})\b`, 'g');
const AGE = /\b(\d{1,3}) anos\b/;
const SEXES = [
  { sexo: 'F', words: /\b(mujer|femenina|senora|nina|gestante|ama de casa)\b/ },
  { sexo: 'M', words: /\b(varon|masculino|hombre|senor|nino)\b/ },
];
const AGE_MAX = 120;
const CHARACTERS_MAX = 5000;

/** What a narrative tells of the case, for where the fields do not: days, age, sex. */
export interface Told {
  stems: ReadonlySet<string>;
  fechas: string[];
  edad?: number;
  sexo?: string;
}

export function toldIn(text: string | null | undefined): Told {
  const narrative = (text ?? '').slice(0, CHARACTERS_MAX);
  const plain = normalise(narrative);
  const years = Number(AGE.exec(plain)?.[1] ?? Number.NaN);
  const sexes = SEXES.filter(({ words }) => words.test(plain));
  return {
    stems: stemsIn(plain),
    fechas: daysIn(narrative, plain),
    edad: years <= AGE_MAX ? years : undefined,
    // Of two sexes one is somebody else's.
    sexo: sexes.length === 1 ? sexes[0]!.sexo : undefined,
  };
}

function daysIn(narrative: string, plain: string): string[] {
  const found = [
    ...[...narrative.matchAll(NUMBERS)].map(([, day, month, year]) => dayOf(year!, Number(month), Number(day))),
    ...[...narrative.matchAll(ISO)].map(([, year, month, day]) => dayOf(year!, Number(month), Number(day))),
    ...[...plain.matchAll(WORDS)].map(([, day, month, year]) => dayOf(year!, monthOf(month!), Number(day))),
  ];
  return found.filter((day) => day !== undefined);
}

const monthOf = (name: string) => MONTHS.indexOf(name.replace(/^set/, 'sept')) + 1;

function dayOf(year: string, month: number, day: number): string | undefined {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : undefined;
}
