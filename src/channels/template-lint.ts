import type { TemplateShape } from './template.js';

/** `{{ campo }}` in a text. */
export const FIELD = /\{\{ *(\w+) *\}\}/g;

/** What is wrong with a text, in Spanish: who mends it writes texts, not programs. */
export interface TemplateFault {
  /** From 1; none for what is wrong with the whole. */
  line?: number;
  es: string;
}

const BYTES_MAX = 20_000;

/** Everything that is wrong with a text. */
export function faultsOf(content: Buffer, shape: TemplateShape): TemplateFault[] {
  if (content.byteLength > BYTES_MAX) return [{ es: `tiene más de ${BYTES_MAX} bytes` }];
  const text = decoded(content);
  if (text === undefined) return [{ es: 'no está guardado en UTF-8' }];
  const lines = text.split(/\r?\n/);
  return [
    ...lines.flatMap((line, place) => faultsOfLine(line, shape).map((es) => ({ line: place + 1, es }))),
    ...faultsOfSubject(lines, shape),
    ...faultsOfWhole(text, shape),
  ];
}

function decoded(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function faultsOfLine(line: string, { fields, list }: TemplateShape): string[] {
  const known = [...fields, ...(list ? [list] : [])];
  const names = [...line.matchAll(FIELD)].map(([, name]) => name!);
  const unknown = names.filter((name) => !known.includes(name));
  const faults = unknown.map((name) => `no existe el campo {{ ${name} }}; hay: ${known.join(', ')}`);
  if (/\{\{|\}\}/.test(line.replace(FIELD, ''))) faults.push('las llaves de un campo no están completas: {{ campo }}');
  return faults;
}

function faultsOfSubject(lines: readonly string[], { hasSubject }: TemplateShape): TemplateFault[] {
  if (!hasSubject) return [];
  if (!/^Asunto: \S/.test(lines[0] ?? '')) return [{ line: 1, es: 'debe empezar con «Asunto: » y el asunto' }];
  return lines[1] === '' ? [] : [{ line: 2, es: 'debe quedar en blanco: separa el asunto del texto' }];
}

function faultsOfWhole(text: string, { needed = [] }: TemplateShape): TemplateFault[] {
  const names = new Set([...text.matchAll(FIELD)].map(([, name]) => name!));
  const faults = needed.filter((name) => !names.has(name)).map((name) => ({ es: `falta el campo {{ ${name} }}` }));
  return text.trim() === '' ? [{ es: 'está vacío' }] : faults;
}
