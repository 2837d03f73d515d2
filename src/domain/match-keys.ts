import { type Traits } from './duplicates.js';

/**
 * What a case is found by among many. Equal facts give equal keys, so that no case with a score to show is missed; unequal ones
 * may meet in a mark by accident, and are told apart when the two cases are compared.
 *
 * Narratives are found by the pigeonhole: two that share 89 words of 100 differ in so few that, when the words of each are dealt
 * into a few more hands than that, some hands are the same in both (docs/decisions/0013-duplicates.md).
 */
export interface MatchKeys {
  iniciales: string | null;
  nacimiento: string | null;
  evento: string | null;
  /** Each product as a number of 64 bits. */
  productos: string[];
  /** How many words are compared, and which: each lights one bit of 512. */
  words: number;
  bits: string;
  /** Products and hands of the narrative, each with the stretch of time that the case lies in. */
  marks: number[];
}

/** What to look for: keys of the case itself, and the marks that candidates in the window may have. */
export interface SoughtKeys extends Omit<MatchKeys, 'marks'> {
  productMarks: number[];
  narrativeMarks: number[];
}

/** Narratives alone make a match from here on: the first similarity that is worth 0.20 when rounded. */
export const SIMILARITY_ALONE = 0.89;

export function matchKeysOf(traits: Traits, day: string): MatchKeys {
  const words = [...traits.words].map((word) => hashed(word));
  const { productos, ...keys } = plainKeys(traits, words);
  const hands = marksIn(handsOf(words, sizeClass(words.length)), HAND_DAYS, day, 0);
  return { ...keys, productos, marks: [...marksIn(productTokens(traits), PRODUCT_DAYS, day, 0), ...hands] };
}

/** For a case that lies on `day`, among those that lie at most `days` from it. */
export function soughtKeysOf(traits: Traits, day: string, days: number): SoughtKeys {
  const words = [...traits.words].map((word) => hashed(word));
  return {
    ...plainKeys(traits, words),
    productMarks: marksIn(productTokens(traits), PRODUCT_DAYS, day, days),
    narrativeMarks: words.length === 0 ? [] : marksIn(handsOfNear(words), HAND_DAYS, day, days),
  };
}

/** The number of a day, counted from 1970 on. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** The day so many days after another, or before it. */
export function dayAfter(day: string, days: number): string {
  const moment = Math.min(Math.max((dayNumber(day) + days) * DAY_MS, FIRST_DAY_MS), LAST_DAY_MS);
  return new Date(moment).toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;
/** No case lies before or after: years have four digits. */
const [FIRST_DAY_MS, LAST_DAY_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')];
/**
 * Marks tell in which stretch of so many days a case lies, so that those of other years are not even looked at. Products are many
 * to each mark, hands few: short stretches read less, long ones ask less often.
 */
const PRODUCT_DAYS = 32;
const HAND_DAYS = 128;

function plainKeys({ iniciales, nacimiento, evento, productos }: Traits, words: readonly number[]) {
  return {
    iniciales: iniciales || null,
    nacimiento: nacimiento || null,
    evento: evento || null,
    productos: [...productos].map((product) => hashed64(product)),
    words: words.length,
    bits: bitsOf(words),
  };
}

const BITS = 512;

function bitsOf(words: readonly number[]): string {
  const bytes = new Uint8Array(BITS / 8);
  for (const word of words) bytes[(word & (BITS - 1)) >> 3]! |= 0x80 >> (word & 7);
  return `x${Buffer.from(bytes).toString('hex')}`;
}

const SIZE_STEP = 1.25;

/** Narratives as similar as that differ in their number of words by less than a quarter: they are in the same class or in neighbours. */
function sizeClass(words: number): number {
  return Math.floor(Math.log(Math.max(1, words)) / Math.log(SIZE_STEP));
}

/** The hands that narratives of about as many words have: of this class, and of the one before or the next. */
function handsOfNear(words: readonly number[]): number[] {
  const apart = SIMILARITY_ALONE / (2 - SIMILARITY_ALONE);
  const [first, last] = [sizeClass(Math.ceil(words.length * apart)), sizeClass(Math.floor(words.length / apart))];
  return Array.from({ length: last - first + 1 }, (_, place) => handsOf(words, first + place)).flat();
}

/** Hands that are the same at the least, and the heaps that they lie in: two of four among three are in one heap. */
const SAME_HANDS = 4;
const HEAPS = 3;

/**
 * The words dealt into hands, four more than two narratives of this class, or of this one and the next, can differ in: four hands
 * at least are the same in both, and two of these in one heap. So every two hands of a heap make one number.
 */
function handsOf(words: readonly number[], size: number): number[] {
  const apart = (1 - SIMILARITY_ALONE) * 2 * SIZE_STEP ** (size + 2);
  const hands = new Int32Array(Math.floor(apart) + SAME_HANDS);
  for (const word of words) hands[(word >>> 9) % hands.length]! ^= mixed(word);
  return Array.from(hands).flatMap((hand, place) =>
    Array.from(hands.subarray(0, place))
      .map((other, before) => ({ other, before }))
      .filter(({ before }) => (place - before) % HEAPS === 0)
      .map(({ other, before }) => mixed(mixed(hand ^ mixed(size * 65_536 + place)) ^ mixed(other + before))),
  );
}

const productTokens = ({ productos }: Traits) => [...productos].map((product) => mixed(hashed(product)));

/** The tokens marked with each stretch that the window of `days` around a day touches. */
function marksIn(tokens: readonly number[], stretchDays: number, day: string, days: number): number[] {
  const [first, last] = [-days, days].map((apart) => Math.floor((dayNumber(day) + apart) / stretchDays)) as [
    number,
    number,
  ];
  const stretches = Array.from({ length: last - first + 1 }, (_, place) => Math.imul(first + place, GOLDEN));
  return [...new Set(stretches.flatMap((stretch) => tokens.map((token) => mixed(token ^ stretch))))];
}

const GOLDEN = 0x9e3779b1;

/** A text as a number of 32 bits: FNV-1a. */
function hashed(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return mixed(hash);
}

function hashed64(text: string): string {
  const [high, low] = [hashed(text), hashed(text, GOLDEN)];
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0)).toString();
}

/** Spreads a number over all 32 bits (the last step of MurmurHash3). */
function mixed(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
