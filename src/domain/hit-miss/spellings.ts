import { normalise } from '../words.js';

// A letter that people and scanners take for a digit, in numbers of lots.
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', S: '5', B: '8', Z: '2', G: '6' };

/** What a name of a product may bear beside the substance: salts, forms, and what stands between words. */
const NOT_SUBSTANCES = new Set(
  `acetato besilato bromhidrato bromuro calcica calcico citrato cloruro clorhidrato dihidrato fosfato fumarato hemihidrato
  maleato magnesico mesilato monohidrato nitrato potasica potasico sodica sodico succinato sulfato tartrato trihidratada
  trihidratado trihidrato anhidra anhidro base acido
  ampolla ampollas blister caja capsula capsulas caps colirio comprimido comprimidos crema frasco forte gel gotas gragea
  inhalador inyectable iny jarabe jbe ovulo oral parche polvo recubierta recubiertas retard solucion sol supositorio suspension
  susp tab tableta tabletas tabs unguento vial
  mg mcg ug g gr ml ui iu meq mmol kg l dosis por ciento
  de del la las el los contra en para con y e x c u vacuna medicamento producto generico marca`.split(/\s+/),
);

const TITLES = new Set(
  'dr dra q f qf quimico farmaceutico lic licenciada licenciado enf enfermera mg sr sra srta med medico'.split(' '),
);

const NAME_LETTERS_MIN = 3;

/** Letters of the patient's initials; names become their first letters: `J. D.` and `Juan Díaz` → `JD`. */
export function initialsOf(text: string | null | undefined): string | undefined {
  const words = normalise(text).replace(/\d/g, '').split(' ').filter(Boolean);
  const names = words.length > 1 && words.some(({ length }) => length >= NAME_LETTERS_MIN);
  const letters = names ? words.filter((word) => !NOT_SUBSTANCES.has(word)).map((word) => word[0]) : words;
  return letters.join('').toUpperCase() || undefined;
}

/** Letters and digits of a number given to a person or a case. One with a single digit all over is a way of leaving it blank. */
export function codeOf(text: string | null | undefined): string | undefined {
  const code = normalise(text).replaceAll(' ', '').toUpperCase();
  return /\d/.test(code) && code.length >= 5 && !/^(.)\1+$/.test(code) ? code : undefined;
}

/** A number of a lot, with letters that look like digits as digits: `LT-5O63` → `1T5063`. */
export function lotOf(text: string | null | undefined): string | undefined {
  const lot = normalise(text)
    .replaceAll(' ', '')
    .toUpperCase()
    .replace(/^LOTE/, '')
    .replace(/[OQILSBZG]/g, (letter) => LOOKALIKES[letter]!);
  return /\d/.test(lot) ? lot : undefined;
}

/** The substances and brands that a name of a product is made of: `Moxaqantu 500 mg (amoxicilina + ácido clavulánico)` → three. */
export function substancesOf(...texts: readonly (string | null | undefined)[]): string[] {
  const parts = texts.flatMap((text) => (text ?? '').split(/[+()/;,]|\s[ye]\s/i));
  return [...new Set(parts.map(substanceOf).filter((part) => part !== ''))];
}

function substanceOf(part: string): string {
  const words = normalise(part).split(' ');
  return words.filter((word) => word.length > 2 && !/\d/.test(word) && !NOT_SUBSTANCES.has(word)).join(' ');
}

/** A reporter's name, whichever of its words comes first and whatever title it bears. */
export function personOf(text: string | null | undefined): string | undefined {
  const words = normalise(text)
    .split(' ')
    .filter((word) => word.length > 1 && !TITLES.has(word));
  return words.sort().join(' ') || undefined;
}

/** The last nine digits of a telephone number, which is what a Peruvian mobile has. */
export function telephoneOf(text: string | null | undefined): string | undefined {
  const digits = (text ?? '').replace(/\D/g, '');
  return digits.length >= 6 ? digits.slice(-9) : undefined;
}

const WORD_LETTERS_MIN = 4;
const STEM_LETTERS = 6;
const WORDS_MAX = 300;
const DIGIT = /\d/;

/** The words of a normalised text by their beginnings, and its numbers: what stays when somebody else tells the same. */
export function stemsIn(plain: string): Set<string> {
  const stems = new Set<string>();
  for (const word of plain.split(' ')) {
    if (word.length >= WORD_LETTERS_MIN || DIGIT.test(word)) stems.add(word.slice(0, STEM_LETTERS));
    if (stems.size >= WORDS_MAX) break;
  }
  return stems;
}

export const stemsOf = (text: string) => stemsIn(normalise(text));
