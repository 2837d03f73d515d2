import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { ContextValue, DocumentContext } from './context.js';
import { type Pictures, swapPictures } from './pictures.js';
import { partName, TemplateError, templateErrorFrom } from './template-error.js';

export interface FilledTemplate {
  docx: Buffer;
  /** Tags of the template that the context does not know: they print nothing. */
  missing: string[];
}

/** More than this, unpacked, is no form but an attack or an accident. */
const TEMPLATE_BYTES_MAX = 50 * 1024 * 1024;

/**
 * Fills `{{ tags }}` and `{{#loops}}` of a Word template. A value is only ever text: tags, markup and field codes inside
 * it are printed as they are. Throws a TemplateError that says in Spanish what is wrong with the template and where.
 */
export function fillTemplate(template: Uint8Array, context: DocumentContext, pictures: Pictures): FilledTemplate {
  const zip = openTemplate(template);
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
  swapPictures(zip, pictures);
  return { docx: zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' }), missing: [...missing].sort() };
}

const checked = new WeakSet<Uint8Array>();

function openTemplate(template: Uint8Array): PizZip {
  const zip = unpacked(template);
  if (!checked.has(template)) {
    checkSize(zip);
    checkParts(zip);
    checked.add(template);
  }
  return zip;
}

function unpacked(template: Uint8Array): PizZip {
  try {
    return new PizZip(template);
  } catch {
    throw new TemplateError(['el archivo no es un documento de Word (.docx)']);
  }
}

function checkSize(zip: PizZip): void {
  const declared = Object.values(zip.files).reduce((sum, file) => {
    const { uncompressedSize } = (file as unknown as { _data?: { uncompressedSize?: number } })._data ?? {};
    return sum + (uncompressedSize ?? 0);
  }, 0);
  if (declared > TEMPLATE_BYTES_MAX)
    throw new TemplateError([`ocupa ${declared} bytes al descomprimirse: es demasiado`]);
}

/** What docxtemplater lets pass in silence: damaged XML, and the `{% %}` of Jinja, which would be printed as it stands. */
function checkParts(zip: PizZip): void {
  if (!zip.file('word/document.xml')) throw new TemplateError(['el archivo no es un documento de Word (.docx)']);
  const faults = zip.file(/^word\/(document|header\d*|footer\d*)\.xml$/).flatMap((part) => {
    const xml = part.asText();
    const unbalanced = firstUnbalanced(xml);
    if (unbalanced) return [`${partName(part.name)}: el XML está dañado cerca de «${unbalanced}»`];
    const jinja = /\{%.{0,40}/.exec(textOf(xml));
    return jinja ? [`${partName(part.name)}: «${jinja[0]}» no se admite: use {{#lista}} … {{/lista}}`] : [];
  });
  if (faults.length > 0) throw new TemplateError(faults);
}

/** The first tag that closes nothing or stays open, or null when every tag has its match. */
function firstUnbalanced(xml: string): string | null {
  const open: string[] = [];
  for (const [tag, closing, name, empty] of xml.matchAll(/<(\/?)([\w:.-]+)(?:[^<>"']|"[^"<]*"|'[^'<]*')*?(\/?)>/g)) {
    if (closing && open.pop() !== name) return tag;
    if (!closing && !empty) open.push(name!);
  }
  const stray = /<(?![/?!\w])|<[^>]*</.exec(xml);
  return open.at(-1) ?? stray?.[0] ?? null;
}

function textOf(xml: string): string {
  return xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]*>/g, '');
}

/** Reads own properties only: a tag is a name, never an expression, and no template reaches a prototype. */
function parser(tag: string) {
  const name = tag.trim();
  return {
    get(scope: unknown, { meta }: { meta: { part: { module?: string } } }): unknown {
      if (scope === null || typeof scope !== 'object' || !Object.hasOwn(scope, name)) return undefined;
      const value = (scope as Record<string, unknown>)[name];
      const isPlainTag = !meta.part.module;
      return isPlainTag && typeof value === 'boolean' ? (value ? '☒' : '☐') : value;
    },
  };
}

// XML 1.0 has no place for these, nor for half of a surrogate pair: Word would refuse the file.
const UNPRINTABLE = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** The context with every text fit to be printed: line ends are `\n`, what XML cannot hold shows as U+FFFD. */
function printable(value: ContextValue | DocumentContext): ContextValue | DocumentContext {
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '\uFFFD');
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((row: DocumentContext) => printable(row) as DocumentContext);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printable(inner) as ContextValue]));
}
