/** Letters written from right to left, and every sign that turns the direction of what stands around it (UAX #9). */
const TURNING =
  /[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

const EMBEDDING = /[\u202A\u202B\u202D\u202E]/;
const END_OF_EMBEDDING = '\u202C';
const ISOLATE = /[\u2066-\u2068]/;
const END_OF_ISOLATE = '\u2069';
const ISOLATED_BY_FIRST_LETTER = '\u2068';

/**
 * A text that turns nothing beyond its own end. Whatever it holds stays as it was written and has its effect, but within:
 * a sign that reverses the direction must not reverse a label of the form, nor the field that follows. By line, as such
 * signs last no longer; texts without any come back as they are.
 */
export function isolated(text: string): string {
  if (!TURNING.test(text)) return text;
  return text
    .split(/([\n\r\u0085\u2029])/)
    .map((line) => (TURNING.test(line) ? isolatedLine(line) : line))
    .join('');
}

function isolatedLine(line: string): string {
  const ends: string[] = [END_OF_ISOLATE];
  let begins = ISOLATED_BY_FIRST_LETTER;
  for (const [sign] of line.matchAll(/[\u202A-\u202E\u2066-\u2069]/g)) {
    if (EMBEDDING.test(sign)) ends.push(END_OF_EMBEDDING);
    else if (ISOLATE.test(sign)) ends.push(END_OF_ISOLATE);
    else if (sign === END_OF_EMBEDDING) {
      if (ends.at(-1) === sign) ends.pop();
    } else {
      // It ends an isolate with all that was begun inside. Ours must not be the one: another is begun for it.
      if (ends.lastIndexOf(sign) === 0) begins += ISOLATED_BY_FIRST_LETTER;
      else ends.length = ends.lastIndexOf(sign);
    }
  }
  return begins + line + ends.reverse().join('');
}

/** The same rows and fields with every text isolated. */
export function withIsolatedTexts<Value>(value: Value): Value {
  if (typeof value === 'string') return isolated(value) as Value;
  if (Array.isArray(value)) return value.map(withIsolatedTexts) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withIsolatedTexts(inner)])) as Value;
}
