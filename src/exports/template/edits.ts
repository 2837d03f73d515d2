import type { Paragraph, Part, Piece } from './part.js';

/** A stretch of XML that becomes another. Stretches that overlap an earlier one of the same place are left out. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The XML with its edits. What stands inside a removed stretch goes with it. */
export function edited({ xml }: Part, edits: readonly Edit[]): string {
  const inOrder = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((one, other) => one.start - other.start || other.end - one.end || one.index - other.index);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text } of inOrder) {
    if (start < at) continue;
    parts.push(xml.slice(at, start), text);
    at = end;
  }
  return [...parts, xml.slice(at)].join('');
}

/** Puts `text` in the place of a stretch of a paragraph's text, whatever runs it lies in. */
export function replaceText(paragraph: Paragraph, start: number, end: number, text: string): Edit[] {
  let rest = text;
  return paragraph.pieces.flatMap((piece) => {
    const length = piece.end - piece.start;
    const from = Math.max(start - piece.at, 0);
    const to = Math.min(end - piece.at, length);
    if (from >= to) return [];
    const edit = { start: piece.start + from, end: piece.start + to, text: rest };
    rest = '';
    return [...keepingSpaces(piece), edit];
  });
}

const PLAIN_TAG = '<w:t>';

/** What is left of a text may begin or end with a space, which readers drop unless they are told. */
function keepingSpaces({ tag: { start, end } }: Piece): Edit[] {
  return end - start === PLAIN_TAG.length ? [{ start, end, text: '<w:t xml:space="preserve">' }] : [];
}

/** A run of text as it stands in a paragraph. */
export function run(text: string): string {
  return `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
}

export function atStart({ inner }: Paragraph, text: string): Edit {
  return { start: inner.start, end: inner.start, text: run(text) };
}

export function atEnd({ inner }: Paragraph, text: string): Edit {
  return { start: inner.end, end: inner.end, text: run(text) };
}
