import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isolated } from '../../src/exports/isolate.js';

const SIGNS = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];
const LETTERS = ['a', 'ñ', '7', ' ', 'ש', 'ع', '😀', '\u200F', '\u2028'];
const ENDS = ['\n', '\r', '\u0085', '\u2029'];

const textOf = (characters: readonly string[]) =>
  fc.array(fc.constantFrom(...characters), { maxLength: 40 }).map((all) => all.join(''));
const line = textOf([...SIGNS, ...LETTERS]);

/** What is open after a line, by the rules X1 to X8 of UAX #9 without their limit of depth; whether it closed what was open before. */
function openAfter(text: string): { open: string[]; fell: boolean } {
  const open: string[] = [];
  let fell = false;
  for (const sign of text) {
    if (/[\u202A\u202B\u202D\u202E]/.test(sign)) open.push('embedding');
    if (/[\u2066-\u2068]/.test(sign)) open.push('isolate');
    if (sign === '\u202C') {
      if (open.at(-1) === 'embedding') open.pop();
      else if (open.length === 0) fell = true;
    }
    if (sign === '\u2069') {
      if (open.includes('isolate')) open.length = open.lastIndexOf('isolate');
      else fell = true;
    }
  }
  return { open, fell };
}

describe('an isolated text', () => {
  test('leaves nothing open behind it, and closes nothing that was open before', () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(openAfter(isolated(text))).toEqual({ open: [], fell: false });
      }),
    );
  });

  test('holds the text as it was written', () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(isolated(text)).toContain(text);
      }),
    );
  });

  test('is the text itself where nothing turns the direction', () => {
    const harmless = textOf([
      'a',
      'ñ',
      'Ω',
      'я',
      '7',
      ' ',
      '\n',
      '\t',
      '漢',
      '😀',
      '\u200B',
      '\u200D',
      '\uFEFF',
      '\u2028',
    ]);
    fc.assert(
      fc.property(harmless, (text) => {
        expect(isolated(text)).toBe(text);
      }),
    );
  });

  test('is isolated line by line, because no sign lasts longer than its line', () => {
    const lines = fc.tuple(line, fc.constantFrom(...ENDS), line);
    fc.assert(
      fc.property(lines, ([one, end, other]) => {
        expect(isolated(one + end + other)).toBe(isolated(one) + end + isolated(other));
      }),
    );
  });
});
