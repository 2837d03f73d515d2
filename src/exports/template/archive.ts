import { inflateRawSync } from 'node:zlib';
import PizZip from 'pizzip';
import { type Finding, fault } from './finding.js';
import { contentTypes, filledParts, relationsIn } from './parts.js';
import { decoded, scanXml } from './xml.js';

/** More than this is no form but an attack or an accident. */
const FILE_BYTES_MAX = 20 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 50 * 1024 * 1024;
const PARTS_MAX = 2000;

const NO_DOCX = 'el archivo no es un documento de Word (.docx)';

export interface Archive {
  zip: PizZip | null;
  findings: Finding[];
}

/**
 * Unpacks a Word file and tells what makes it unfit, before anything reads it: not a .docx, too large when unpacked,
 * damaged XML, macros, embedded programs, and whatever would make a reader of the document fetch something from outside.
 */
export function openArchive(bytes: Uint8Array): Archive {
  if (bytes.length > FILE_BYTES_MAX) return { zip: null, findings: [fault(tooLarge(bytes.length))] };
  const zip = unpacked(bytes);
  if (!zip) return { zip, findings: [fault(NO_DOCX)] };
  const size = sizeFault(zip);
  if (size) return { zip: null, findings: [fault(size)] };
  const kind = kindFault(zip);
  if (kind) return { zip: null, findings: [fault(kind)] };
  const damaged = xmlFaults(zip);
  return { zip, findings: damaged.length > 0 ? damaged : dangers(zip) };
}

function unpacked(bytes: Uint8Array): PizZip | null {
  try {
    return new PizZip(bytes);
  } catch {
    return null;
  }
}

function tooLarge(bytes: number): string {
  return `ocupa ${bytes} bytes: es demasiado para un formato`;
}

interface Packed {
  uncompressedSize: number;
  compressionMethod: string;
  getCompressedContent(): Uint8Array;
}

/** What the parts say that they hold, and what they really hold: a bomb lies. */
function sizeFault(zip: PizZip): string | null {
  const files = Object.values(zip.files).filter(({ dir }) => !dir);
  if (files.length > PARTS_MAX) return `tiene ${files.length} partes: es demasiado para un formato`;
  const bad = files.find(({ name }) => /(^|\/)\.\.?(\/|$)|^\/|[\\:\0]/.test(name));
  if (bad) return 'tiene una parte con un nombre que no es válido';
  const packed = files.map((file) => (file as unknown as { _data: Packed })._data);
  const declared = packed.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (declared > UNPACKED_BYTES_MAX) return `al descomprimirse ${tooLarge(declared)}`;
  const isHonest = packed.every((part) => realSize(part) === part.uncompressedSize);
  return isHonest ? null : 'el archivo está dañado: el tamaño de sus partes no es el que declara';
}

const DEFLATED = '\x08\0';

function realSize(part: Packed): number {
  const content = part.getCompressedContent();
  if (part.compressionMethod !== DEFLATED) return content.length;
  try {
    return inflateRawSync(content, { maxOutputLength: part.uncompressedSize + 1 }).length;
  } catch {
    return -1;
  }
}

/** Kinds of Word files that are not .docx, by what their content type ends with. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/wordprocessingml\.document\.main\+xml$/, ''],
  [/macroEnabled/, 'el archivo tiene macros (.docm o .dotm): guárdelo como «Documento de Word (*.docx)»'],
  [/wordprocessingml\.template\./, 'el archivo es una plantilla .dotx: guárdelo como «Documento de Word (*.docx)»'],
];

function kindFault(zip: PizZip): string | null {
  const mains = [...contentTypes(zip)].filter(([, type]) => type.endsWith('.main+xml'));
  const main = mains[0];
  const known = main && KINDS.find(([pattern]) => pattern.test(main[1]));
  if (mains.length !== 1 || !known || !/^word\/[\w-]+\.xml$/.test(main[0]) || !zip.file(main[0])) return NO_DOCX;
  return known[1] || null;
}

function xmlFaults(zip: PizZip): Finding[] {
  const filled = filledParts(zip);
  return zip.file(/\.(xml|rels)$/).flatMap(({ name }) => {
    const text = scanXml(zip.file(name)!.asText());
    // A part that is not filled has no name that an author knows.
    return text ? [filled.includes(name) ? fault(text, name) : fault(`${name}: ${text}`)] : [];
  });
}

/** Parts that run something, or that hold a document which is not the form. */
const DANGEROUS_PARTS =
  /vbaProject|vbaData|activeX|(^|\/)embeddings\/|oleObject|attachedToolbars|\.(bin|exe|dll|js|vbs|html?|mht(ml)?|docm?|rtf)$/i;
const DANGEROUS_RELATIONS =
  /^(vbaProject|wordVbaData|aFChunk|oleObject|package|control|activeXControlBinary|subDocument|frame|video|audio|media|mailMergeSource|mailMergeHeaderSource)$/;
/** Fields that read a file, an address or another program when a document is opened or printed. */
const DANGEROUS_FIELDS =
  /^\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|EMBED|DDE|DDEAUTO|RD|DATABASE|MACROBUTTON)\b/im;
const SVG_REACHES_OUT =
  /(?:href|src)\s*=\s*["'](?!#|data:image\/)|url\(\s*["']?(?!#)[^)]|@import|<script|<foreignObject/i;

/** What would run something, or make an engine or the reader's Word fetch something from outside. */
function dangers(zip: PizZip): Finding[] {
  const names = Object.keys(zip.files);
  const parts = names
    .filter((name) => DANGEROUS_PARTS.test(name))
    .map((name) => fault(`contiene «${name}» (macro, control u objeto incrustado): bórrelo del documento`));
  const relations = names.filter((name) => name.endsWith('.rels')).flatMap((name) => relationFaults(zip, name));
  const contents = filledParts(zip).flatMap((name) => contentFaults(name, zip.file(name)!.asText()));
  const drawings = names
    .filter((name) => isReachingSvg(name, zip))
    .map((name) => fault(`la imagen «${name}» pide archivos de fuera: insértela como PNG o JPEG`));
  return [...parts, ...relations, ...contents, ...drawings];
}

const OUTSIDE = 'enlaza con algo de fuera: inserte el contenido en el documento y quite el vínculo';
const ATTACHED =
  'depende de otra plantilla: en Word, Archivo > Opciones > Complementos > Administrar: Plantillas, quite la plantilla adjunta';

/** Old drawings name a file in themselves, without a relation. */
const NAMES_A_FILE = /<[^<>]*\s(?:src|\w+:href)\s*=\s*["'](?!#)/i;

function contentFaults(name: string, xml: string): Finding[] {
  const field = DANGEROUS_FIELDS.exec(fieldCodes(xml))?.[1];
  return [
    ...(field ? [fault(`el campo «${field}» de Word no se admite: bórrelo`, name)] : []),
    ...(NAMES_A_FILE.test(xml)
      ? [fault('una imagen está vinculada a un archivo: insértela en el documento', name)]
      : []),
  ];
}

/** Told by its content: readers do not go by the name of a picture. */
function isReachingSvg(name: string, zip: PizZip): boolean {
  if (!/(^|\/)media\/./.test(name)) return false;
  const text = zip.file(name)!.asBinary();
  return /<svg\b/i.test(text.slice(0, 4000)) && SVG_REACHES_OUT.test(text);
}

function relationFaults(zip: PizZip, name: string): Finding[] {
  return relationsIn(zip.file(name)!.asText()).flatMap(({ type, target, isExternal }) => {
    const isLink = type === 'hyperlink' && /^(https?|mailto):/i.test(target);
    if (type === 'attachedTemplate') return [fault(ATTACHED)];
    if (isExternal && !isLink) return [fault(`${OUTSIDE} («${type}»: ${target.slice(0, 60)})`)];
    return DANGEROUS_RELATIONS.test(type)
      ? [fault(`contiene un objeto incrustado («${type}»): bórrelo del documento`)]
      : [];
  });
}

/** The instructions of all fields, one a line, however Word has cut them. */
function fieldCodes(xml: string): string {
  const parts = xml.matchAll(
    /<\w+:fldChar\b[^>]*"begin"|<\w+:fldSimple\b[^>]*?\s\w+:instr="([^"]*)"|<\w+:instrText\b[^>]*>([^<]*)</g,
  );
  return decoded([...parts].map(([, simple, piece]) => (piece === undefined ? `\n${simple ?? ''}` : piece)).join(''));
}
