import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limaMoment } from '../../src/exports/context.js';
import { DOCX_TYPE } from '../../src/exports/index.js';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { docxText, flat, hasPoppler, missing, pdfPages, scratch } from '../exports/tools.js';
import { type Client, clientFor } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { PASSWORD, PEOPLE, type Person, startServer, type TestServer } from '../support/server.js';

const { path: cache, remove } = scratch();
const browser = await findBrowser(cache).catch(() => null);
remove();
const noText = missing('pdftotext (poppler-utils)', hasPoppler);
const noEngine = noText || missing('browser', browser !== null);

let server: TestServer;
/** Prints no PDF but the light preview. */
let printless: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  printless = await startServer({ EXPORT_PDF_ENGINE: 'none' }, server);
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await printless.close();
  await server.close();
});

/** What a person is shown of a case, by one of the two servers. */
async function look(id: number | string, query = '', person = rosa, { address } = server) {
  const answer = await clientFor(address, person.token).rest<Buffer>('GET', `/icsr/${id}/preview/pdf${query}`);
  const header = (name: string) => answer.headers.get(name);
  return {
    ...answer,
    type: header('content-type'),
    disposition: header('content-disposition'),
    generatedAt: header('x-generated-at'),
    fallback: header('x-export-fallback'),
  };
}

const padded = (id: number) => String(id).padStart(6, '0');
const textOf = (pdf: Buffer) => flat(pdfPages(pdf).join(' '));

/** Somebody with a role and some permissions more or less. */
async function somebody(username: string, permissions: object): Promise<Client> {
  const email = `${username}@example.pe`;
  const id = await createAccount(server.query, { email, username, roles: ['soporte'], password: PASSWORD });
  await server.query('update users set custom_permissions = $2 where id = $1', [id, JSON.stringify(permissions)]);
  const { body } = await server.nobody.rest('POST', '/auth/login', { username, password: PASSWORD });
  return clientFor(server.address, (body as { access_token: string }).access_token);
}

describe.skipIf(noText)('the light preview', () => {
  test('example 37: is a PDF to look at, under the name and with the moment of the contract', async () => {
    const { id } = await makeCase(rosa, DOCUMENTED_CASE);
    const before = Date.now();
    const { status, type, disposition, generatedAt, fallback, body, headers } = await look(id, '?source=light');
    expect({ status, type, fallback }).toEqual({ status: 200, type: 'application/pdf', fallback: null });
    expect(disposition).toBe(`inline; filename="ICSR_${padded(id)}_preview.pdf"`);
    expect(generatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(generatedAt!) - before)).toBeLessThan(60_000);
    expect(headers.get('cache-control')).toBe('no-store');
    const text = textOf(body);
    expect(text).toContain('VISTA PREVIA - no es un documento oficial');
    expect(text).toContain(`Generada el ${limaMoment(new Date(generatedAt!))}, hora de Lima`);
  });

  test('has number, initials, age, sex, product, first day and description', async () => {
    const { id, numero } = await makeCase(rosa, DOCUMENTED_CASE);
    const text = textOf((await look(id, '?source=light')).body);
    expect(text).toContain(`Caso N.º ${String(numero)}`);
    expect(text).toContain('Iniciales del paciente JD Edad 45 años Sexo M Producto sospechoso Amoxicilina 500mg');
    expect(text).toContain('Fecha de inicio de la reacción 15/01/2024');
    expect(text).toContain(DOCUMENTED_CASE.descripcion_evento);
  });

  test('needs no engine that prints PDF', async () => {
    const { id } = await makeCase(rosa);
    const { type, fallback } = await look(id, '?source=light', rosa, printless);
    expect({ type, fallback }).toEqual({ type: 'application/pdf', fallback: null });
  });

  test('is replaced by the official one where a text ends typst, and is there for the next case', async () => {
    const { id } = await makeCase(rosa, { descripcion_evento: '/\uFDFD\uFDFD' });
    const { status, type, fallback, body } = await look(id, '?source=light', rosa, printless);
    expect({ status, type, fallback }).toEqual({ status: 200, type: DOCX_TYPE, fallback: 'docx' });
    expect(docxText(body)).toContain('/\uFDFD\uFDFD');
    const next = await makeCase(rosa);
    expect((await look(next.id, '?source=light', rosa, printless)).type).toBe('application/pdf');
  });

  test('comes for any text that a case can hold', async () => {
    const any = fc.string({ unit: 'binary', minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(any, async (text) => {
        // Whatever the text, a case must have a description to be taken.
        const { id } = await makeCase(rosa, {
          descripcion_evento: `x${text}`,
          producto_sospechoso: `x${text.slice(0, 80)}`,
        });
        const { status, body } = await look(id, '?source=light', rosa, printless);
        expect(status).toBe(200);
        expect(['%PDF-', 'PK\u0003\u0004']).toContain(/^(%PDF-|PK..)/s.exec(body.toString('latin1'))?.[0]);
      }),
      { numRuns: 60 },
    );
  }, 240_000);
});

describe.skipIf(noEngine)('the official preview', () => {
  test.each(['', '?source=official', '?source='])(
    'is the form as it would be printed, unsigned (%s)',
    async (query) => {
      const { id, numero } = await makeCase(rosa, DOCUMENTED_CASE);
      const { status, type, disposition, generatedAt, fallback, body } = await look(id, query);
      expect({ status, type, fallback }).toEqual({ status: 200, type: 'application/pdf', fallback: null });
      expect(disposition).toBe(`inline; filename="ICSR_${padded(id)}_preview.pdf"`);
      expect(generatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const text = textOf(body);
      expect(text).toContain(`Caso N.º ${String(numero)}`);
      expect(text).toContain('RD 144-2016-DIGEMID-DG-MINSA');
      expect(text).toContain('rosa de Prueba');
      expect(text).not.toContain('VISTA PREVIA');
      expect(body.toString('latin1')).not.toContain('/ByteRange');
    },
    // The first document unpacks a browser.
    120_000,
  );
});

describe('a preview', () => {
  test('without an engine is the Word file, under its own name and type', async () => {
    const { id } = await makeCase(rosa, DOCUMENTED_CASE);
    const { status, type, disposition, generatedAt, fallback, body } = await look(id, '', rosa, printless);
    expect({ status, type, fallback }).toEqual({ status: 200, type: DOCX_TYPE, fallback: 'docx' });
    expect(disposition).toBe(`inline; filename="ICSR_${padded(id)}_preview.docx"`);
    expect(generatedAt).toMatch(/Z$/);
    expect(docxText(body)).toContain('Amoxicilina');
  });

  test('has ids of more than six digits in full', async () => {
    await server.query('alter sequence icsr_id_seq restart with 1234567');
    const { id } = await makeCase(rosa);
    expect(id).toBe(1_234_567);
    expect((await look(id, '?source=light')).disposition).toBe('inline; filename="ICSR_1234567_preview.pdf"');
  });

  test.each(['docx', 'ligth', 'official,light', 'constructor', 'x'.repeat(1000)])(
    'from another source (%s) is refused in the words of the contract',
    async (source) => {
      const { id } = await makeCase(rosa);
      const { status, body } = await look(id, `?source=${source}`);
      expect({ status, body }).toEqual({
        status: 400,
        body: { detail: 'Fuente no soportada (official o light)' },
      });
    },
  );

  test.each(['official', 'light'])('of a case that does not exist is not found (%s)', async (source) => {
    const { status, body } = await look(2_000_000_000, `?source=${source}`);
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'ICSR no encontrado' } });
  });

  test.each(['abc', '0', '-1', '1.5', '99999999999'])('of a case with the id %s is refused', async (id) => {
    const { status, body } = await look(id, '?source=light');
    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: [{ msg: 'value is not a valid integer', type: 'type_error.integer' }] });
  });

  test.each(Object.keys(PEOPLE) as Person[])('is for %s', async (person) => {
    const { id } = await makeCase(rosa);
    expect((await look(id, '?source=light', await server.as(person))).status).toBe(200);
    expect((await look(id, '', await server.as(person), printless)).status).toBe(200);
  });

  test('is not for people who may not make documents, or not read cases', async () => {
    const { id } = await makeCase(rosa);
    const reader = await somebody('lectora', { icsr: { export: false } });
    const maker = await somebody('hacedora', { icsr: { list: false, read: false } });
    for (const source of ['official', 'light']) {
      const answers = [await look(id, `?source=${source}`, reader), await look(id, `?source=${source}`, maker)];
      expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
        { status: 403, body: { detail: 'Permission denied: icsr:export required' } },
        { status: 403, body: { detail: 'Permission denied: icsr:read required' } },
      ]);
    }
  });

  test('leaves nothing behind: no document, no row, no snapshot, no entry in the audit log, no change', async () => {
    const { id } = await makeCase(rosa);
    const left = async () => ({
      rows: await server.query('select * from export_files'),
      snapshots: await server.query('select id from icsr_detail_snapshots'),
      audit: await server.query('select count(*) from audit_log'),
      subject: (await rosa.rest('GET', `/icsr/${id}`)).body,
      files: [server, printless].map(({ house }) => filesIn(house.config.dataDirectory)),
    });
    const before = await left();
    for (const source of ['official', 'light']) {
      expect((await look(id, `?source=${source}`, rosa, printless)).status).toBe(200);
      expect((await look(id, `?source=${source}`)).status).toBe(200);
    }
    expect(await left()).toEqual(before);
  }, 120_000);
});

/** Documents below a data directory; what the PDF engine needs for itself is none. */
function filesIn(directory: string): string[] {
  const found = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return found.filter((name) => !name.startsWith('cache')).map((name) => join(directory, name));
}
