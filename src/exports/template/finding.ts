import { partName } from '../template-error.js';
import { type Box, enclosing, type Paragraph, type Part } from './part.js';
import { decoded } from './xml.js';

/** Something that the author of a template should know. An error keeps it from being used; a warning does not. */
export interface Finding {
  level: 'error' | 'warning';
  /** Part, table and row, and the text near it; '' for the file as a whole. */
  where: string;
  text: string;
}

/** One line for people: `cuerpo, tabla 4, fila 3, cerca de «Lote»: …`. */
export function findingText({ where, text }: Finding): string {
  return where ? `${where}: ${text}` : text;
}

export function errorsOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level === 'error');
}

/** A fault of the file, or of one part of it, as a whole. */
export function fault(text: string, file?: string): Finding {
  return { level: 'error', where: file ? partName(file) : '', text };
}

/** A fault at a paragraph. */
export function faultAt(part: Part, paragraph: Paragraph, text: string): Finding {
  return { level: 'error', where: placeOf(part, paragraph), text };
}

function placeOf(part: Part, paragraph: Paragraph): string {
  const table = outermost(paragraph.box, 'w:tbl');
  const row = table && outermost(paragraph.box, 'w:tr');
  const near = nearText(paragraph);
  return [
    partName(part.file),
    table && `tabla ${table.number}`,
    row && `fila ${row.number}`,
    near && `cerca de «${near}»`,
  ]
    .filter(Boolean)
    .join(', ');
}

function outermost(box: Box | null, name: string): Box | null {
  const found = enclosing(box, name);
  return found ? (outermost(found.parent, name) ?? found) : null;
}

const NEAR_CHARACTERS = 50;

/** The words of the paragraph without its tags, or those before it. */
function nearText({ text, before }: Paragraph): string {
  const words = [text, before].map((each) =>
    decoded(
      each
        .slice(0, 1000)
        .replace(/\{[{%#].*?[}%#]\}/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
  const near = words.find((each) => /\p{L}{2}/u.test(each)) ?? '';
  return near.length > NEAR_CHARACTERS ? `${near.slice(0, NEAR_CHARACTERS)}…` : near;
}
