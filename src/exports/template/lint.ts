import type PizZip from 'pizzip';
import { openArchive } from './archive.js';
import { checkPictures, checkTags } from './check.js';
import { convertTemplate } from './convert.js';
import { errorsOf, fault, type Finding } from './finding.js';
import { readPart } from './part.js';
import { filledParts } from './parts.js';
import { tryOut } from './trial.js';

export interface PreparedTemplate {
  /** The template in our tags, ready to be filled; null where an error keeps it from being used. */
  docx: Uint8Array | null;
  isConverted: boolean;
  findings: Finding[];
}

/**
 * Makes a Word file ready to be filled: opened with care, Jinja rewritten, every tag checked and tried. Whatever is wrong with
 * it is told as a finding; nothing is thrown.
 */
export function prepareTemplate(bytes: Uint8Array): PreparedTemplate {
  const { zip, findings } = openArchive(bytes);
  if (!zip || findings.length > 0) return { docx: null, isConverted: false, findings };
  const { isChanged: isConverted, findings: unconverted } = convertTemplate(zip);
  if (unconverted.length > 0) return { docx: null, isConverted, findings: unique(unconverted) };
  const docx = isConverted ? zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' }) : bytes;
  const checked = unique(contentFindings(zip));
  const all = errorsOf(checked).length > 0 ? checked : [...checked, ...tryOut(docx)];
  return { docx: errorsOf(all).length > 0 ? null : docx, isConverted, findings: all };
}

/** What a pharmacist should know about a template, errors and warnings, in Spanish. */
export function lintTemplate(bytes: Uint8Array): Finding[] {
  return prepareTemplate(bytes).findings;
}

/** A text box stands twice in a part, for new readers and for old ones: its faults are told once. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.where}: ${finding.text}`, finding])).values()];
}

function contentFindings(zip: PizZip): Finding[] {
  const parts = filledParts(zip).map((name) => readPart(name, zip.file(name)!.asText()));
  const tags = parts.map(checkTags);
  const pictures = parts.map(checkPictures);
  const used = new Set([...tags, ...pictures].flatMap((checked) => [...checked.used].map(bareName)));
  return [
    ...[...tags, ...pictures].flatMap(({ findings }) => findings),
    ...unfilled(zip),
    ...leftOut(used),
    ...parts.flatMap(({ xml }) => leavings(xml)),
  ];
}

function bareName(name: string): string {
  return name.replace(/^\^/, '').split('.').at(-1)!;
}

/** Tags where nothing is ever filled: endnotes, charts, diagrams. */
function unfilled(zip: PizZip): Finding[] {
  const filled = new Set(filledParts(zip));
  return zip
    .file(/^word\/.*\.xml$/)
    .filter(({ name }) => !filled.has(name) && /\{\{|\{%/.test(wordsOf(zip.file(name)!.asText())))
    .map(({ name }) => fault(`${name}: aquí no se rellenan etiquetas (notas al final, gráficos): páselas al cuerpo`));
}

function wordsOf(xml: string): string {
  return xml.replace(/<[^>]*>/g, '');
}

/** What a notification is nothing without (spec/pharmacovigilance.md 5.1), and the names that show it. */
const IMPORTANT: readonly (readonly [string, readonly string[]])[] = [
  ['el número del caso', ['numero']],
  ['el paciente', ['paciente_iniciales']],
  ['el producto sospechoso', ['producto_sospechoso', 'productos']],
  ['la reacción', ['descripcion_evento', 'eventos']],
  ['el notificador', ['reportante_nombre', 'reportero_nombre']],
  ['el responsable', ['firma_nombre']],
  ['la firma', ['firma_img']],
];

function leftOut(used: ReadonlySet<string>): Finding[] {
  return IMPORTANT.filter(([, names]) => !names.some((name) => used.has(name))).map(([what, names]) =>
    warning(`no muestra ${what} (${names.join(' o ')})`),
  );
}

/** Traces of editing that would go out with every document. */
const LEAVINGS: readonly (readonly [RegExp, string])[] = [
  [/<w:(?:ins|del|moveFrom|moveTo)\s/, 'tiene cambios sin aceptar: en Word, Revisar > Aceptar todos los cambios'],
  [/<w:comment\s/, 'tiene comentarios, que irían en cada documento: en Word, Revisar > Eliminar comentarios'],
];

function leavings(xml: string): Finding[] {
  return LEAVINGS.filter(([pattern]) => pattern.test(xml)).map(([, text]) => warning(text));
}

function warning(text: string): Finding {
  return { level: 'warning', where: '', text };
}
