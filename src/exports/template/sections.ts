import { faultAt, type Finding } from './finding.js';
import { isName, nameIn } from './names.js';
import type { Box, Paragraph, Part } from './part.js';
import type { Reference } from './tags.js';

/** A section that is open, with the place of the tag that opened it. */
interface Section {
  name: string;
  /** As it was written: the filler compares it letter by letter. */
  written: string;
  paragraph: Paragraph;
  list: string | null;
}

export interface Sections {
  /** Lists whose rows are around the present place, the innermost last. */
  lists(): string[];
  open(reference: Reference, written: string, paragraph: Paragraph): Finding[];
  close(written: string, paragraph: Paragraph): Finding[];
  /** Tells of those that were never closed. */
  end(): Finding[];
}

/** Rows inside rows inside rows: 200 of each would print eight million. */
const LISTS_MAX = 2;
const DEPTH_MAX = 30;

/** Follows the sections of one part from its first tag to its last. */
export function createSections(part: Part): Sections {
  const open: Section[] = [];
  const lists = () => open.flatMap(({ list }) => list ?? []);
  return {
    lists,
    open({ use, name }, written, paragraph) {
      if (open.length >= DEPTH_MAX)
        return [faultAt(part, paragraph, `hay más de ${DEPTH_MAX} bloques, uno dentro de otro`)];
      const isList = nameIn(lists(), name)?.kind === 'lista' && use === 'open' && !name.startsWith('^');
      open.push({ name, written, paragraph, list: isList ? name : null });
      if (lists().length <= LISTS_MAX || !isList) return [];
      return [faultAt(part, paragraph, `«{{#${name}}}» está dentro de ${LISTS_MAX} listas: son demasiadas filas`)];
    },
    close(written, paragraph) {
      const name = written.trim();
      const section = open.at(-1);
      if (!section) return [faultAt(part, paragraph, `«{{/${name}}}» cierra un bloque que no se abrió`)];
      if (name && name !== section.name) {
        const isOpen = open.findLastIndex((each) => each.name === name);
        // What was opened in between stays open: it is told at its own closing tag, or at the end.
        if (isOpen >= 0) open.splice(isOpen, 1);
        return [faultAt(part, paragraph, crossed(section, name))];
      }
      open.pop();
      if (written && written !== section.written) {
        return [faultAt(part, paragraph, `escriba «{{#${name}}}» y «{{/${name}}}» sin espacios`)];
      }
      return canRepeat(section.paragraph.box, paragraph.box) ? [] : [faultAt(part, paragraph, torn(section))];
    },
    end: () =>
      open.map(({ name, paragraph }) =>
        faultAt(part, paragraph, `el bloque «{{#${name}}}» no se cierra con «{{/${name}}}»`),
      ),
  };
}

function crossed({ name }: Section, closing: string): string {
  return `«{{/${closing}}}» cierra antes de tiempo: falta «{{/${name}}}»`;
}

function torn({ name }: Section): string {
  return isName(name, 'lista')
    ? `la fila que empieza con «{{#${name}}}» termina en otra tabla, celda o cuadro: ponga «{{/${name}}}» en la misma fila`
    : `el bloque «{{#${name}}}» empieza y termina en distintas tablas, celdas o cuadros`;
}

/** Both ends in one place, or in rows or cells of one table: only then what lies between can be repeated or left out. */
function canRepeat(one: Box | null, other: Box | null): boolean {
  let [left, right] = [one, other];
  while (left !== right && left?.depth === right?.depth && isOfTable(left) && isOfTable(right)) {
    [left, right] = [left.parent, right.parent];
  }
  return left === right;
}

function isOfTable(box: Box | null): box is Box {
  return box?.name === 'w:tc' || box?.name === 'w:tr';
}
