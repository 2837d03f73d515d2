import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { serve } from '../faults/process.js';
import { docxText, scratch } from './tools.js';
import { changed, printed, TEMPLATE, template, wordFile } from './word.js';
import { run } from '../support/program.js';

const { path, remove } = scratch();
const started: ChildProcess[] = [];
afterAll(async () => {
  // Only a test that failed leaves one running.
  for (const child of started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  remove();
});

const JINJA = await wordFile([
  'Caso {{ numero }}',
  '{% for p in productos %}',
  '{{ p.n }}: {{ p.nro_lote }}',
  '{% endfor %}',
]);
const BROKEN = changed('word/document.xml', (xml) => xml.replace('{{ establecimiento }}', '{{ establecimeinto }}'));
const MEANT = 'no se conoce «establecimeinto»: ¿quiso decir «establecimiento»?';

function file(name: string, content: Uint8Array): string {
  writeFileSync(join(path, name), content);
  return join(path, name);
}

/** A folder for EXPORT_TEMPLATE_DIR. */
function folder(name: string, content?: Uint8Array): string {
  mkdirSync(join(path, name));
  if (content) writeFileSync(join(path, name, 'modelo-b.docx'), content);
  return join(path, name);
}

async function vigia(
  words: readonly string[],
  settings: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const child = run(words, settings);
  started.push(child);
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, text };
}

describe('vigia template', () => {
  test('lint takes our own template', async () => {
    expect(await vigia(['template', 'lint', file('own.docx', TEMPLATE)])).toMatchObject({
      status: 0,
      text: expect.stringMatching(/own\.docx se puede usar\.\n$/),
    });
  }, 60_000);

  test('lint says where a broken one is broken, and ends with 1', async () => {
    const { status, text } = await vigia(['template', 'lint', file('broken.docx', BROKEN)]);
    expect(status).toBe(1);
    expect(text).toContain(`ERROR  cuerpo, tabla 2, fila 3, cerca de «Establecimiento (*):»: ${MEANT}`);
    expect(text).toContain('NO se puede usar.');
  }, 60_000);

  test('lint warns, and ends with 0', async () => {
    const { status, text } = await vigia(['template', 'lint', file('short.docx', template('{{ numero }}'))]);
    expect(status).toBe(0);
    expect(text).toContain('aviso  no muestra el paciente (paciente_iniciales)');
  }, 60_000);

  test('convert writes a template of ours, over nothing that is there', async () => {
    const target = join(path, 'converted.docx');
    const words = ['template', 'convert', file('jinja.docx', JINJA), target];
    expect(await vigia(words)).toMatchObject({ status: 0, text: expect.stringContaining('está convertida') });
    expect(docxText(readFileSync(target))).toContain(
      '{{#productos}}\n{{ productos.n }}: {{ productos.nro_lote }}\n{{/productos}}',
    );
    expect(printed(readFileSync(target))).toBe(printed(JINJA));
    expect(await vigia(words)).toMatchObject({ status: 1, text: expect.stringContaining('ya existe') });
  }, 120_000);

  test('convert writes nothing when something cannot be said', async () => {
    const target = join(path, 'never.docx');
    const { status, text } = await vigia([
      'template',
      'convert',
      file('odd.docx', template('{% set x = 1 %}')),
      target,
    ]);
    expect([status, existsSync(target)]).toEqual([1, false]);
    expect(text).toContain('ERROR  cuerpo: «{% set x = 1 %}» no se admite');
  }, 60_000);

  test('fields lists the names with their labels and where they stand', async () => {
    const { status, text } = await vigia(['template', 'fields']);
    expect(status).toBe(0);
    expect(text).toMatch(/En cualquier lugar:\n {2}paciente_iniciales +texto +Iniciales del paciente\n/);
    expect(text).toMatch(/\{\{%firma_img\}\} +imagen +Firma del responsable/);
    expect(text).toMatch(/Entre \{\{#productos\}\} y \{\{\/productos\}\}:\n(?: {2}.*\n)* {2}suspension_si +casilla/);
  }, 60_000);

  test.each([
    ['no file', ['template', 'lint'], 2, 'vigia template lint <file.docx | message.txt>'],
    ['an unknown word', ['template', 'print'], 2, 'vigia template lint <file.docx | message.txt>'],
    ['a file that is not there', ['template', 'lint', join(path, 'nada.docx')], 1, 'No se puede abrir'],
  ])(
    '%s is told what to do',
    async (_what, words, status, text) => {
      expect(await vigia(words)).toMatchObject({ status, text: expect.stringContaining(text) });
    },
    60_000,
  );
});

describe('a server', () => {
  test.each(['serve', 'work'])(
    'does not start (%s) with a broken template, and has not touched a database',
    async (verb) => {
      const data = join(path, `data-${verb}`);
      const settings = { VIGIA_DATA_DIR: data, EXPORT_TEMPLATE_DIR: folder(`broken-${verb}`, BROKEN) };
      const { status, text } = await vigia([verb], settings);
      expect(status).toBe(1);
      expect(text).toContain('La plantilla modelo-b.docx no se puede usar:');
      expect(text).toContain(`- cuerpo, tabla 2, fila 3, cerca de «Establecimiento (*):»: ${MEANT}`);
      expect(existsSync(data)).toBe(false);
    },
    60_000,
  );

  test('prints an untouched docxtpl template of the installation, and warns of what it leaves out', async () => {
    const settings = { EXPORT_TEMPLATE_DIR: folder('jinja', JINJA), LOG_LEVEL: 'warn' };
    const server = await serve(join(path, 'data-jinja'), settings);
    const text = await exported(server);
    expect(text).toMatch(/^Caso ICSR-\d{4}-001\n1: L-77\n/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).toContain('no muestra el paciente (paciente_iniciales)');
  }, 120_000);

  test('prints our own template where the folder of the installation has none', async () => {
    const server = await serve(join(path, 'data-own'), { EXPORT_TEMPLATE_DIR: folder('empty') });
    expect(await exported(server)).toContain('SISTEMA PERUANO DE FARMACOVIGILANCIA');
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  }, 120_000);
});

/** The text of the form of a new case, fetched as a client does. */
async function exported(server: Awaited<ReturnType<typeof serve>>): Promise<string> {
  const admin = await server.admin();
  const { body } = await admin.rest('POST', '/icsr', {
    paciente_iniciales: 'J.D.',
    paciente_edad: 45,
    paciente_sexo: 'M',
    reportante_nombre: 'Dra. María García',
    producto_sospechoso: 'Amoxicilina',
    descripcion_evento: 'Urticaria.',
    productos: [{ nombre_producto: 'Amoxicilina', nro_lote: 'L-77' }],
  });
  const answer = await admin.rest('GET', `/icsr/${(body as { id: number }).id}/export/modelo-b.docx`);
  return docxText(answer.body as unknown as Buffer);
}
