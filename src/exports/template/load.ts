import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import PizZip from 'pizzip';
import { packed, type Packing } from '../packing.js';
import { TemplateError } from '../template-error.js';
import { errorsOf, type Finding, findingText } from './finding.js';
import { prepareTemplate } from './lint.js';

export const TEMPLATE_FILE = 'modelo-b.docx';
/** Where the templates that come with the program are. */
export const OWN_TEMPLATES = fileURLToPath(new URL('../../../templates/documents', import.meta.url));

/** The template packed as what is made of it will be: nothing has to be packed or unpacked for each document that need not be. */
export interface LoadedTemplate extends Record<Packing, Uint8Array> {
  warnings: Finding[];
}

/**
 * The form that is printed: `modelo-b.docx` of the folder, or the one that comes with the program where the folder has none.
 * Throws a TemplateError that says in Spanish what is wrong with it and where.
 */
export async function loadTemplate(folder?: string): Promise<LoadedTemplate> {
  const { docx, findings } = prepareTemplate(await templateBytes(folder));
  if (!docx) throw new TemplateError(errorsOf(findings).map(findingText), TEMPLATE_FILE);
  return { DEFLATE: docx, STORE: packed(new PizZip(docx), 'STORE'), warnings: findings };
}

async function templateBytes(folder: string | undefined): Promise<Buffer> {
  const own = () => readFile(path.join(OWN_TEMPLATES, TEMPLATE_FILE));
  if (folder === undefined) return own();
  try {
    return await readFile(path.join(folder, TEMPLATE_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return own();
    throw new TemplateError([`no se puede leer (${(error as NodeJS.ErrnoException).code})`], TEMPLATE_FILE);
  }
}
