/** Blanks and comments, which say nothing; delimiters; names; numbers and words; strings in hexadecimal; the beginning of a literal one. */
const TOKEN = /([\0\s]+|%[^\r\n]*)|(<<|>>|\[|\])|\/([^\0\s()<>[\]{}/%]*)|<([\da-f\0\s]*)>|(\()|([^\0\s()<>[\]{}/%]+)/iy;

/**
 * The outermost dictionary in a piece of PDF (latin1, one character a byte): names and strings as texts, as they are meant,
 * and everything else as ''. Reads on as long as it understands, in one pass, and never throws.
 */
export function dictionaryEntries(source: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  let depth = 0;
  let key: string | null = null;
  const value = (text: string | null) => {
    if (depth !== 1) return;
    if (key !== null) entries.set(key, text ?? '');
    key = null;
  };
  for (const { bracket, name, text } of tokens(source)) {
    if (bracket === '<<' || bracket === '[') depth += 1;
    else if (bracket) {
      depth -= 1;
      value(null);
      if (depth <= 0) break;
    } else if (name !== undefined && depth === 1 && key === null) key = name;
    else value(name ?? text ?? null);
  }
  return entries;
}

interface Token {
  bracket?: string;
  name?: string;
  text?: string;
}

function* tokens(source: string): Generator<Token> {
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [, blank, bracket, name, hex, literal] = match;
    if (blank !== undefined) continue;
    if (bracket) yield { bracket };
    else if (name !== undefined) yield { name };
    else if (hex !== undefined) yield { text: textOf(Buffer.from(hex.replace(/[^\da-f]/gi, ''), 'hex')) };
    else if (literal) {
      const [bytes, end] = literalString(source, pattern.lastIndex);
      pattern.lastIndex = end;
      yield { text: textOf(bytes) };
    } else yield {};
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** From behind its first parenthesis to its last one: `(a \(b\) (c))` holds what it looks like. */
function literalString(source: string, start: number): [bytes: Buffer, end: number] {
  const parts: string[] = [];
  let at = start;
  for (let open = 1; at < source.length;) {
    const character = source[at]!;
    if (character === '(') open += 1;
    if (character === ')' && (open -= 1) === 0) break;
    if (character === '\\') {
      const [, octal, lineEnd, other] = /^\\(?:([0-7]{1,3})|(\r\n?|\n)|([^]?))/.exec(source.slice(at, at + 4))!;
      parts.push(
        octal ? String.fromCharCode(Number.parseInt(octal, 8) & 0xff) : lineEnd ? '' : (ESCAPES[other!] ?? other!),
      );
      at += 1 + (octal ?? lineEnd ?? other!).length;
    } else {
      parts.push(character);
      at += 1;
    }
  }
  return [Buffer.from(parts.join(''), 'latin1'), at + 1];
}

/** A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 where a mark says so, else one byte a character. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return bytes
      .subarray(2, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3).toString('utf8');
  return bytes.toString('latin1');
}
