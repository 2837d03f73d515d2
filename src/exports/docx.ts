import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { ContextValue, DocumentContext } from './context.js';
import { packed, type Packing } from './packing.js';
import { type Pictures, swapPictures } from './pictures.js';
import { TemplateError, templateErrorFrom } from './template-error.js';
import { lookup } from './template/scope.js';
import { printableText } from './printable.js';

export interface FilledTemplate {
  docx: Buffer;
  /** Tags of the template that the context does not know: they print nothing. */
  missing: string[];
}

/**
 * Fills `{{ tags }}` and `{{#loops}}` of a Word template that was loaded (template/load.ts), hence checked. A value is only ever
 * text: tags, markup and field codes inside it are printed as they are. Throws a TemplateError where it cannot be filled.
 */
export function fillTemplate(
  template: Uint8Array,
  context: DocumentContext,
  pictures: Pictures,
  packing: Packing = 'DEFLATE',
): FilledTemplate {
  const { zip, missing } = fillParts(template, context);
  swapPictures(zip, pictures);
  return { docx: packed(zip, packing), missing };
}

/** The same, before pictures are put in and the parts are packed. */
export function fillParts(template: Uint8Array, context: DocumentContext): { zip: PizZip; missing: string[] } {
  const zip = unpacked(template);
  const missing = new Set<string>();
  const nullGetter = (part: { module?: string; value: string }) => {
    missing.add(part.value.trim());
    return '';
  };
  try {
    const document = new Docxtemplater(zip, {
      delimiters: { start: '{{', end: '}}' },
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      parser,
      nullGetter,
    });
    document.render(printable(context));
  } catch (error) {
    throw templateErrorFrom(error);
  }
  return { zip, missing: [...missing].sort() };
}

function unpacked(template: Uint8Array): PizZip {
  try {
    return new PizZip(template);
  } catch {
    throw new TemplateError(['el archivo no es un documento de Word (.docx)']);
  }
}

/** Reads own properties only: a tag is a name, never an expression, and no template reaches a prototype or puts in markup. */
function parser(tag: string) {
  return {
    get(_scope: unknown, { scopeList, scopePath, meta }: FillerContext): unknown {
      const { module } = meta.part;
      if (module === 'rawxml') return undefined;
      const value = lookup(tag, scopeList, scopePath);
      return !module && typeof value === 'boolean' ? (value ? '☒' : '☐') : value;
    },
  };
}

interface FillerContext {
  scopeList: readonly unknown[];
  scopePath: readonly string[];
  meta: { part: { module?: string } };
}

/** The context with every text fit to be printed. */
function printable(value: ContextValue | DocumentContext): ContextValue | DocumentContext {
  if (typeof value === 'string') return printableText(value);
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((row: DocumentContext) => printable(row) as DocumentContext);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printable(inner) as ContextValue]));
}
