import type { ProductData } from '../entities/product.js';
import type { CaseRecord, Read } from '../entities/record.js';

/** What is compared of a case, and what is shown of it beside another. */
export type CaseFacts = Pick<
  CaseRecord,
  | 'id'
  | 'pacienteIniciales'
  | 'pacienteFechaNacimiento'
  | 'fechaInicioEvento'
  | 'productoSospechoso'
  | 'descripcionEvento'
> & { products: readonly Pick<Read<ProductData>, 'nombreProducto' | 'ifa'>[] };

/** A case made ready to be compared with many: everything normalised, once. */
export interface Traits {
  iniciales: string;
  nacimiento: string;
  evento: string;
  productos: ReadonlySet<string>;
  words: ReadonlySet<string>;
}

export interface Comparison {
  /** 0..1 in hundredths. */
  score: number;
  /** In Spanish, in the order of the contract. */
  reasons: string[];
}

/** How many of the first different words of a narrative count. Longer ones are cut here, so that none takes long. */
export const WORDS_COMPARED_MAX = 500;
/** They are looked for in so many characters at the beginning. */
export const CHARACTERS_COMPARED_MAX = 20_000;

const MARKS = /[\u0300-\u036f]/g;
const BETWEEN_WORDS = /[^\p{L}\p{Nd}]+/u;

/** A text as equality sees it: letters and digits only, upper case, no accents. */
export function matchKey(text: string | null | undefined): string {
  return wordsOf(text).join('');
}

/** The words of a text, as equality sees them. */
export function wordsOf(text: string | null | undefined): string[] {
  const plain = (text ?? '').normalize('NFKD').toUpperCase().replace(MARKS, '');
  return plain.split(BETWEEN_WORDS).filter((word) => word !== '');
}

export function traitsOf(facts: CaseFacts): Traits {
  const products = facts.products.flatMap(({ nombreProducto, ifa }) => [nombreProducto, ifa]);
  return {
    iniciales: matchKey(facts.pacienteIniciales),
    nacimiento: facts.pacienteFechaNacimiento ?? '',
    evento: facts.fechaInicioEvento ?? '',
    productos: new Set([facts.productoSospechoso, ...products].map(matchKey).filter((key) => key !== '')),
    words: comparedWords(facts.descripcionEvento),
  };
}

/** The words of a narrative that count. */
export function comparedWords(narrative: string | null): ReadonlySet<string> {
  const words = new Set(wordsOf(narrative?.slice(0, CHARACTERS_COMPARED_MAX)));
  return words.size <= WORDS_COMPARED_MAX ? words : new Set([...words].slice(0, WORDS_COMPARED_MAX));
}

/** The four facts that are equal or not, with what each is worth in hundredths. What is missing on either side is neither. */
export const EQUALITIES = [
  { reason: 'Iniciales iguales', points: 20, same: (a, b) => a.iniciales !== '' && a.iniciales === b.iniciales },
  {
    reason: 'Fecha de nacimiento igual',
    points: 25,
    same: (a, b) => a.nacimiento !== '' && a.nacimiento === b.nacimiento,
  },
  { reason: 'Fecha de evento igual', points: 20, same: (a, b) => a.evento !== '' && a.evento === b.evento },
  { reason: 'Producto sospechoso igual', points: 20, same: (a, b) => inCommon(a.productos, b.productos) > 0 },
] as const satisfies readonly { reason: string; points: number; same(a: Traits, b: Traits): boolean }[];

/** What two narratives can add at the most, in hundredths. */
export const NARRATIVE_POINTS = 25;
/** Cases alike in all four facts are worth this much at the least. */
export const ALL_EQUAL_POINTS = 90;
/** Below this a case is not shown beside another. */
export const MATCH_POINTS = 20;

/**
 * How alike two cases are: weights of the legacy contract (spec/decisions.md "Duplicates"), the same whichever comes first.
 * Narratives are compared by the words that they share, twice their number over all words of both (Dice): reported from 0.30
 * on, and worth something above 0.50.
 */
export function compareCases(a: Traits, b: Traits): Comparison {
  return comparison(
    EQUALITIES.map(({ same }) => same(a, b)),
    a.words,
    b.words,
  );
}

/** The same where it is already known which of the four facts are equal. */
export function comparison(
  same: readonly boolean[],
  words: ReadonlySet<string>,
  others: ReadonlySet<string>,
): Comparison {
  const equal = EQUALITIES.filter((_fact, place) => same[place]);
  const narrative = compareWords(words, others);
  const sum = equal.reduce((points, { points: more }) => points + more, narrative.points);
  const least = equal.length === EQUALITIES.length ? ALL_EQUAL_POINTS : 0;
  return {
    score: Math.round(Math.min(100, Math.max(sum, least))) / 100,
    reasons: [...equal.map(({ reason }): string => reason), ...narrative.reasons],
  };
}

/** In whole numbers as far as they go, so that no case falls on the wrong side of a limit by a rounding of its own. */
function compareWords(a: ReadonlySet<string>, b: ReadonlySet<string>): { points: number; reasons: string[] } {
  const all = a.size + b.size;
  const common = inCommon(a, b);
  const reported = all > 0 && 20 * common >= 3 * all;
  return {
    points: narrativePoints(common, all),
    reasons: reported ? [`Narrativa similar (${Math.round((200 * common) / all)}%)`] : [],
  };
}

/** 25 × (s − 0.5) / 0.5 above s = 0.5, where s = 2 × common / all. */
function narrativePoints(common: number, all: number): number {
  return all > 0 ? Math.max(0, (NARRATIVE_POINTS * (4 * common - all)) / all) : 0;
}

function inCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let common = 0;
  for (const one of few) if (many.has(one)) common += 1;
  return common;
}

export type DuplicateStatus = 'dup' | 'review' | 'unique';
/** What a person may decide. */
export const DUPLICATE_DECISIONS = ['unico', 'duplicado'] as const;
/** How many days the events of two cases may lie apart, unless somebody says otherwise, and at the most. */
export const DAYS_WINDOW = 60;
export const DAYS_WINDOW_MAX = 365;

/** What a score means: the first line that it reaches (legacy-api 1.3). */
export const VERDICTS = [
  { from: 0.8, status: 'dup', label: 'Duplicado probable', color: 'danger' },
  { from: 0.45, status: 'review', label: 'Revisar', color: 'warning' },
  { from: 0, status: 'unique', label: 'Único', color: 'success' },
] as const satisfies readonly { from: number; status: DuplicateStatus; label: string; color: string }[];

export interface Verdict {
  status: DuplicateStatus;
  label: string;
  color: string;
}

/** What is said of a case: what a person has decided, or else what its best score means. */
export function verdictOf(score: number, override?: string | null, dupOfId?: number | null): Verdict {
  if (override === 'unico') return { status: 'unique', label: 'Único (manual)', color: 'success' };
  if (override === 'duplicado') return { status: 'dup', label: `Duplicado de #${dupOfId}`, color: 'danger' };
  const { status, label, color } = VERDICTS.find(({ from }) => score >= from) ?? VERDICTS[2];
  return { status, label, color };
}

export const MATCHES_MAX = 20;

/** Best first; the older case where two are worth the same. */
export function bestFirst(a: { id: number; score: number }, b: { id: number; score: number }): number {
  return b.score - a.score || a.id - b.id;
}

const EXCERPT_CHARACTERS = 160;

/** The beginning of a narrative, as a match shows it. No character is cut in two. */
export function excerpt(narrative: string | null): string | null {
  if (narrative === null) return null;
  const characters = Array.from(narrative.slice(0, 2 * EXCERPT_CHARACTERS));
  return `${characters.slice(0, EXCERPT_CHARACTERS).join('')}...`;
}
