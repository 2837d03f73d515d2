import { readFile, writeFile } from 'node:fs/promises';
import {
  type Finding,
  findingText,
  type PreparedTemplate,
  prepareTemplate,
  TEMPLATE_NAMES,
  type TemplateName,
} from '../../exports/index.js';
import { lintText, TEMPLATES } from '../../channels/template.js';
import type { Command } from './command.js';

const USAGE = `vigia template lint <file.docx | message.txt>
vigia template convert <in.docx> <out.docx>
vigia template fields`;

const WORK: Readonly<Record<string, { files: number; run(...files: string[]): Promise<number> }>> = {
  lint: { files: 1, run: lint },
  convert: { files: 2, run: convert },
  fields: { files: 0, run: fields },
};

/** Word templates and the texts of messages, for their author: what is printed is Spanish. Exit code 1 when a template cannot be used. */
export const templateCommand: Command = {
  usage: 'lint|convert|fields [<file> …]',
  about:
    'Check a Word template or the text of a message, rewrite a docxtpl one, list the names that a template may use',
  async run([verb = '', ...files]) {
    const work = Object.hasOwn(WORK, verb) ? WORK[verb]! : undefined;
    if (!work || files.length !== work.files) {
      console.error(USAGE);
      return 2;
    }
    try {
      return await work.run(...files);
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      if (!code) throw error;
      console.error(
        code === 'EEXIST' ? `${path} ya existe: elija otro nombre.` : `No se puede abrir ${path} (${code}).`,
      );
      return 1;
    }
  },
};

async function lint(file: string): Promise<number> {
  return file.endsWith('.txt') ? lintMessage(file) : lintDocument(file);
}

/** A text of `templates/messages`, told by its name. */
async function lintMessage(file: string): Promise<number> {
  const faults = lintText(file);
  if (!faults) {
    const names = Object.values(TEMPLATES).map(({ file }) => file);
    console.log(`Ningún mensaje se llama así. Hay: ${names.join(', ')}.`);
    return 1;
  }
  for (const fault of faults) console.log(`${LEVELS.error}  ${fault}`);
  console.log(faults.length === 0 ? `${file} se puede usar.` : `${file} NO se puede usar.`);
  return faults.length === 0 ? 0 : 1;
}

async function lintDocument(file: string): Promise<number> {
  const { docx, isConverted, findings } = await prepared(file);
  tell(findings);
  if (docx && isConverted) console.log('Está escrita para docxtpl: se convierte cada vez que se carga.');
  console.log(docx ? `${file} se puede usar.` : `${file} NO se puede usar.`);
  return docx ? 0 : 1;
}

async function convert(from: string, to: string): Promise<number> {
  const { docx, isConverted, findings } = await prepared(from);
  tell(findings);
  if (!docx) {
    console.log(`${from} no se puede convertir todavía: corrija lo anterior en Word.`);
    return 1;
  }
  // An author's only copy must not be lost to a slip of the keyboard.
  await writeFile(to, docx, { flag: 'wx' });
  console.log(isConverted ? `${to} está convertida.` : `${to} es una copia: no había nada que convertir.`);
  return 0;
}

async function fields(): Promise<number> {
  const written = ({ name, kind }: TemplateName) => (kind === 'imagen' ? `{{%${name}}}` : name);
  const width = Math.max(...TEMPLATE_NAMES.map((each) => written(each).length));
  const groups = Map.groupBy(TEMPLATE_NAMES, ({ list }) => list ?? '');
  for (const [list, names] of groups) {
    console.log(list ? `\nEntre {{#${list}}} y {{/${list}}}:` : 'En cualquier lugar:');
    for (const each of names) console.log(`  ${written(each).padEnd(width)}  ${each.kind.padEnd(7)}  ${each.label}`);
  }
  return 0;
}

async function prepared(file: string): Promise<PreparedTemplate> {
  return prepareTemplate(await readFile(file));
}

const LEVELS: Readonly<Record<Finding['level'], string>> = { error: 'ERROR', warning: 'aviso' };

function tell(findings: readonly Finding[]): void {
  for (const finding of findings) console.log(`${LEVELS[finding.level]}  ${findingText(finding)}`);
}
