import PizZip from 'pizzip';
import { CHARACTER_STYLES, PARAGRAPH_STYLES } from './kit.author.js';

const CONTENT_TYPES = '[Content_Types].xml';

/** Parts that the library always writes and the form has no use for: to open and read them costs the engines time for each document. */
const UNUSED =
  /^word\/(theme\/.*|numbering|fontTable|footnotes|endnotes)(\.xml)?$|^docProps\/(app|custom)\.xml$|^word\/_rels\/(?!document|header).*/;
const STYLES_IN_USE = new Set([
  'Normal',
  'TableNormal',
  ...[...PARAGRAPH_STYLES, ...CHARACTER_STYLES].map(({ id }) => id),
]);

/** The parts in use, with fixed times, so that two runs give the same bytes. */
export function repacked(docx: Buffer): Buffer {
  const source = new PizZip(docx);
  const zip = new PizZip();
  const date = new Date(1980, 0, 1);
  // Readers that tell the kind of a file by its first bytes look for this part.
  const names = Object.keys(source.files).sort(
    (one, other) => Number(other === CONTENT_TYPES) - Number(one === CONTENT_TYPES),
  );
  for (const name of names) {
    const entry = source.files[name];
    if (!entry || entry.dir || UNUSED.test(name)) continue;
    const isText = /\.(xml|rels)$/.test(name);
    const data = isText ? tidied(name, entry.asText()) : entry.asUint8Array();
    zip.file(name, data, { date, createFolders: false });
  }
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

function tidied(name: string, xml: string): string {
  const timeless = xml.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T00:00:00Z');
  if (name === CONTENT_TYPES || name.endsWith('.rels')) return withoutUnused(name, timeless);
  return name === 'word/styles.xml' ? withoutOtherStyles(timeless) : timeless;
}

/** Neither named among the parts nor among their relations. */
function withoutUnused(name: string, xml: string): string {
  const folder = name.startsWith('word/') ? 'word/' : '';
  return xml.replace(/<(?:Override|Relationship)\b[^>]*\/>/g, (tag) => {
    const part = /\sPartName="\/([^"]*)"/.exec(tag)?.[1] ?? `${folder}${/\sTarget="([^"]*)"/.exec(tag)?.[1]}`;
    return UNUSED.test(part) ? '' : tag;
  });
}

function withoutOtherStyles(xml: string): string {
  return xml.replace(/<w:style\b[^>]*w:styleId="([^"]*)"[\s\S]*?<\/w:style>/g, (style, id: string) =>
    STYLES_IN_USE.has(id) ? style : '',
  );
}
