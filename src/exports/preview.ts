import { join } from 'node:path';
import type { CaseRecord } from '../entities/record.js';
import { caseView } from './case-view.js';
import type { Signer } from './context.js';
import { fontDirectory } from './pdf/fonts.js';
import { createPress, type Press } from './press.js';
import { printableText } from './printable.js';

/** Prints the light preview of a case: one page with the least that tells what it is about, in a few milliseconds. */
export interface LightPreview extends Pick<Press, 'warm' | 'close'> {
  /** The page as PDF. Throws where typst does not run. */
  print(record: CaseRecord, signer: Signer, now: Date): Promise<Buffer>;
}

const FACES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

/** What the page shows, by the names that all templates use, and the characters it has place for: enough to know a case again. */
const SHOWN = {
  numero: 100,
  version: 100,
  fecha_generacion: 100,
  paciente_iniciales: 100,
  edad: 100,
  paciente_sexo: 100,
  producto_sospechoso: 100,
  fecha_inicio_evento: 100,
  descripcion_evento: 700,
};

/** The folder is always our own, also where users bring Word templates: one of theirs could ask typst for packages from the network. */
export function createLightPreview(templateDirectory: string): LightPreview {
  const fonts = FACES.map((face) => join(fontDirectory(), face));
  const { print, warm, close } = createPress(join(templateDirectory, 'preview.typ'), fonts);
  return {
    print(record, signer, now) {
      const view = caseView(record, signer, now);
      const shown = Object.entries(SHOWN).map(([name, most]) => [name, shortText(String(view[name]), most)]);
      return print(JSON.stringify(Object.fromEntries(shown)), now);
    },
    warm,
    close,
  };
}

/** Longer than this without a blank, a word may not fit into a line. */
const LONG_WORD = /\S{31,}/gu;
const BREAKABLE_AFTER = /.{10}(?!\p{M})/gu;
const ZERO_WIDTH_SPACE = '\u200B';
/** They turn letters round: the page shows a text in the order in which it was written, and typst panics at some. */
const DIRECTIONS = /\p{Bidi_Control}/gu;

/** The text on one line, cut to so many characters; where it goes on stands `…`. */
function shortText(text: string, charactersMax: number): string {
  const line = printableText(text).replace(DIRECTIONS, '').replace(/\s+/gu, ' ').trim();
  const cut = line.length <= charactersMax ? line : `${firstWords(line, charactersMax)}…`;
  return cut.replace(LONG_WORD, (word) => word.replace(BREAKABLE_AFTER, `$&${ZERO_WIDTH_SPACE}`));
}

/** Ends where a word ends, unless what stands there is no word, and never within a surrogate pair. */
function firstWords(line: string, charactersMax: number): string {
  const start = line.slice(0, charactersMax).replace(/[\uD800-\uDBFF]$/, '');
  return start.replace(/\s\S{0,30}$/u, '').trimEnd();
}
