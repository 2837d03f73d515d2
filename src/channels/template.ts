import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultsOf, FIELD, type TemplateFault } from './template-lint.js';

const OUR_FOLDER = fileURLToPath(new URL('../../templates/messages/', import.meta.url));

/** A text of `templates/messages`, and what it may speak of. */
export interface TemplateShape {
  file: string;
  /** Fields that stand for one line of text each. */
  fields: readonly string[];
  /** A field that stands for several: the line that it is in comes once for each. */
  list?: string;
  /** Fields without which the text would be of no use. */
  needed?: readonly string[];
  /** The first line is `Asunto: …`, and the text begins after a blank one. */
  hasSubject?: boolean;
}

/** Every text that is sent. */
export const TEMPLATES = {
  newCase: { file: 'new-case.txt', fields: ['numero', 'fecha', 'producto', 'gravedad', 'estado', 'enlace'] },
  reply: { file: 'reply.txt', fields: ['numero', 'canal', 'fecha', 'enlace'], hasSubject: true },
  exportOtp: { file: 'export-otp.txt', fields: ['numero', 'codigo'], needed: ['codigo'], hasSubject: true },
  missingData: {
    file: 'missing-data.txt',
    fields: ['numero', 'reportante', 'producto'],
    list: 'datos',
    needed: ['datos'],
  },
} as const satisfies Record<string, TemplateShape>;

type Templates = typeof TEMPLATES;
type ListOf<Shape> = Shape extends { list: infer List extends string } ? Record<List, readonly string[]> : unknown;
type Values<Shape extends TemplateShape> = Record<Shape['fields'][number], string | null> & ListOf<Shape>;

export interface Text {
  /** Empty where the text names none. */
  subject: string;
  text: string;
}

/** The texts by name, each a function of its values. */
export type MessageTexts = { readonly [Name in keyof Templates]: (values: Values<Templates[Name]>) => Text };

/** A text cannot be used. The message, in Spanish, names file and line of each fault. */
export class TemplateError extends Error {}

/** Reads every text: from the folder, where it is there, else ours. Throws TemplateError when one cannot be used. */
export function loadTexts(folder?: string): MessageTexts {
  const faults: string[] = [];
  const texts = Object.entries(TEMPLATES).map(([name, shape]: [string, TemplateShape]) => {
    const { place, content } = read(folder, shape.file);
    faults.push(...faultsOf(content, shape).map((fault) => `${place}${faultText(fault)}`));
    return [name, (values: Filling) => filledText(content, shape, values)] as const;
  });
  if (faults.length > 0) throw new TemplateError(faults.join('\n  '));
  return Object.fromEntries(texts) as unknown as MessageTexts;
}

/** What is wrong with a text, by the name of its file; nothing where no text has that name. */
export function lintText(file: string): string[] | undefined {
  const shape = Object.values(TEMPLATES).find((one) => one.file === path.basename(file));
  return shape && faultsOf(readFileSync(file), shape).map((fault) => `${file}${faultText(fault)}`);
}

function faultText({ line, es }: TemplateFault): string {
  return line ? `, línea ${line}: ${es}` : `: ${es}`;
}

function read(folder: string | undefined, file: string): { place: string; content: Buffer } {
  for (const place of [...(folder ? [path.join(folder, file)] : []), path.join(OUR_FOLDER, file)]) {
    try {
      return { place, content: readFileSync(place) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new TemplateError(`${place}: no se puede leer`);
    }
  }
  throw new TemplateError(`${file}: falta`);
}

type Filling = Readonly<Record<string, string | null | readonly string[]>>;

const SUBJECT = 'Asunto: ';

/** A value stays on its line; a line whose value is missing is left out. */
function filledText(content: Buffer, { list, hasSubject }: TemplateShape, values: Filling): Text {
  const lines = content.toString('utf8').split(/\r?\n/);
  const filled = lines.flatMap((line) => {
    const isRepeated = list && [...line.matchAll(FIELD)].some(([, name]) => name === list);
    const fillings = isRepeated
      ? (values[list] as readonly string[]).map((item) => ({ ...values, [list]: item }))
      : [values];
    return fillings.flatMap((one) => filledLine(line, one as Readonly<Record<string, string | null>>) ?? []);
  });
  if (!hasSubject) return { subject: '', text: filled.join('\n') };
  const [subject, , ...rest] = filled;
  return { subject: subject!.slice(SUBJECT.length), text: rest.join('\n') };
}

function filledLine(line: string, values: Readonly<Record<string, string | null>>): string | undefined {
  const fields = [...line.matchAll(FIELD)].map(([, name]) => name!);
  if (fields.some((name) => !values[name])) return undefined;
  return line.replace(FIELD, (_whole, name: string) => values[name]!.replace(/\s+/g, ' '));
}
