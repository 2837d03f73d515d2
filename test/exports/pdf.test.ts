import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createExporter, type Exporter, type ExporterSettings } from '../../src/exports/index.js';
import { LOGO_PNG, minimalCase, NOW, product, SIGNATURE_PNG, SIGNER, typicalCase } from './cases.js';
import {
  dense,
  engines,
  flat,
  hasPoppler,
  missing,
  pdfPages,
  picturesByPage,
  rightEdge,
  scratch,
  TEMPLATES,
} from './tools.js';

vi.setConfig({ testTimeout: 180_000 });

const { path, remove } = scratch();
const settings: ExporterSettings = { templateDirectory: TEMPLATES, cacheDirectory: path, timeoutMs: 150_000 };
const noText = missing('pdftotext (poppler-utils)', hasPoppler);
const printers = (await engines(path)).map(({ name }) => ({
  name,
  exporter: createExporter({ ...settings, engine: name }),
}));

afterAll(async () => {
  await Promise.all(printers.map(({ exporter }) => exporter.close()));
  remove();
});

async function pdf(from: Exporter, record = typicalCase()): Promise<Buffer> {
  const made = await from.pdf(record, { ...SIGNER, image: SIGNATURE_PNG, logo: LOGO_PNG }, NOW);
  expect(made).toMatchObject({ contentType: 'application/pdf', fallback: false });
  return made.bytes;
}

describe.skipIf(noText).each(printers)('the PDF of a case by $name', ({ exporter, name }) => {
  let pages: string[] = [];
  let cells = '';
  beforeAll(async () => {
    const bytes = await pdf(exporter);
    pages = pdfPages(bytes);
    cells = pdfPages(bytes, '-raw').join('');
  });

  test('is two pages, each with the case number and its own number', () => {
    expect(pages).toHaveLength(2);
    pages.forEach((page, index) => {
      expect(page).toContain('Caso N.º ICSR-2026-007');
      expect(page).toContain(`Página ${index + 1} de 2`);
      expect(page).toContain('RD 144-2016-DIGEMID-DG-MINSA');
    });
  });

  test('shows the logo on both pages, and the signature with its logo on the last', async () => {
    const [first, second] = picturesByPage(await pdf(exporter));
    expect([first, second]).toEqual([['240x80'], ['240x80', '240x80', '360x140']]);
  });

  test('carries its fonts, as narrow as Arial', async () => {
    expect(await exporter.engines()).toEqual([{ name, works: true, version: expect.stringMatching(/\w+ \d+\.\d/) }]);
    expect((await pdf(exporter)).toString('latin1')).toMatch(/\/FontName ?\/\w+\+DejaVuSansCondensed\b/);
  });

  test('shows every value that the case holds, with its accents', () => {
    const text = dense(cells);
    const values = (row: object) =>
      Object.entries(row).flatMap(([name, value]) => (isShown(name, value) ? [String(value)] : []));
    const record = typicalCase();
    const rows = [...record.products, ...record.concomitants, ...record.events];
    const expected = [
      ...values(record),
      ...rows.flatMap(values),
      ...Object.values(SIGNER).filter((value) => typeof value === 'string'),
    ];
    expect(expected.length).toBeGreaterThan(60);
    for (const value of expected) expect(text).toContain(dense(asPrinted(value)));
  });

  test('marks the right boxes', () => {
    const text = flat(pages.join(' '));
    expect(text).toMatch(/☐ F ☒ M/);
    expect(text).toMatch(/☒ Reacción adversa ☐ Error de medicación ☐ Problema de calidad ☐ Otro/);
    expect(text).toMatch(/☐ Leve ☐ Moderada ☒ Grave/);
    expect(text).toMatch(/☒ Produjo o prolongó su hospitalización/);
    expect(text).toMatch(/☒ Recuperado ☐ Recuperado con secuela/);
    // Nine boxes of the case, four and two questions answered for the two products, and nothing else.
    expect(text.match(/☒/g)).toHaveLength(4 + 5 + 3 + 1);
  });

  test('gives thirty products a row each and repeats the head of their table', async () => {
    const products = Array.from({ length: 30 }, (_, index) => product({ nombreProducto: `Fármaco ${index + 1} mg` }));
    const all = pdfPages(await pdf(exporter, typicalCase({ products })));
    const text = flat(all.join(' '));
    for (const { nombreProducto } of products)
      expect(text.split(`. ${nombreProducto} `).length).toBeGreaterThanOrEqual(3);
    expect(text.match(/C\. MEDICAMENTO\(S\)/g)!.length).toBeGreaterThan(1);
    expect(all.at(-1)).toContain(`Página ${all.length} de ${all.length}`);
  });

  test('prints a narrative of 100 000 characters to its last word', async () => {
    const descripcionEvento = `${'Erupción pruriginosa en tronco. '.repeat(3124)}ÚLTIMA PALABRA`;
    expect(descripcionEvento.length).toBeGreaterThan(99_000);
    const all = pdfPages(await pdf(exporter, minimalCase({ descripcionEvento })));
    const text = flat(all.join(' '));
    expect(text.match(/pruriginosa/g)).toHaveLength(3124);
    expect(text).toContain('ÚLTIMA PALABRA');
    // Looser lines would need half as many again.
    expect(all.length).toBeLessThan(28);
  });
});

test.skipIf(noText || printers.length < 2)('both engines print the same letters on the same pages', async () => {
  const letters = (page: string) => [...dense(page)].sort().join('');
  const [one, other] = await Promise.all(
    printers.map(async ({ exporter }) => pdfPages(await pdf(exporter)).map(letters)),
  );
  expect(one).toHaveLength(2);
  expect(one).toEqual(other);
});

/** Kept for the unit's own work, or printed as a box. */
const NOT_PRINTED =
  /^(id|icsrId|version|createdAt|updatedAt|eaCriteriosGravedad|eaCausalidad|productoSospechoso|isFromNarrative)$/;
const PRINTED_AS_BOX =
  /^(pacienteSexo|gravedad|eaDesenlace|desaparecio.*|reaparecio.*|antecedenteReaccion|pacienteRecibio.*)$/;

function isShown(name: string, value: unknown): boolean {
  const isValue = value !== null && (typeof value !== 'object' || value instanceof Date);
  return isValue && !NOT_PRINTED.test(name) && !PRINTED_AS_BOX.test(name);
}

function asPrinted(value: string): string {
  return value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1');
}

describe.skipIf(noText).each(printers)('hostile text, printed by $name,', ({ exporter }) => {
  test('without a space stays in its cell, and whole', async () => {
    const establecimiento = 'E'.repeat(255);
    const descripcionEvento = 'x'.repeat(5000);
    const bytes = await pdf(
      exporter,
      typicalCase({ establecimiento, descripcionEvento, reportanteNombre: 'Ñ'.repeat(255) }),
    );
    expect(rightEdge(bytes)).toBeLessThan(565);
    expect(dense(pdfPages(bytes, '-raw').join(''))).toContain(establecimiento);
  });

  test('is printed as text, fetches nothing and reads no file', async () => {
    const asked: (string | undefined)[] = [];
    const listener = createServer((request, response) => response.end(String(asked.push(request.url)))).listen(
      0,
      '127.0.0.1',
    );
    await once(listener, 'listening');
    const at = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const lines = [
      `<img src=${at}/img><script>fetch("${at}/js")</script>`,
      `<link rel=stylesheet href=${at}/css><iframe src="file:///etc/passwd"></iframe>`,
      '{{firma_nombre}} {{#productos}} {% for x in y %} ${7*7} &amp; &lt;b&gt; ]]> <!--',
      `INCLUDEPICTURE "${at}/field"`,
    ];
    const odd = `campana\u0007 derecha‮izquierda‬ emoji 😀 nulo\u0000fin`;
    const record = minimalCase({
      descripcionEvento: [...lines, odd].join('\n'),
      pacienteIniciales: `<img src=${at}/ini>`,
    });
    const text = dense(pdfPages(await pdf(exporter, record), '-raw').join(''));
    for (const line of lines) expect(text).toContain(dense(line));
    expect(text).toContain(dense(record.pacienteIniciales!));
    expect(text).toContain('nulo\uFFFDfin');
    expect(text).toContain('😀');
    expect(text).not.toContain('root:x:0');
    expect(asked).toEqual([]);
    listener.close();
  });
});

describe.each(printers)('many documents at once, by $name,', ({ exporter }) => {
  test('all come out, and each is its own', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        pdf(exporter, minimalCase({ numero: `ICSR-2026-9${index}0`, pacienteIniciales: `X${index}X` })),
      ),
    );
    if (hasPoppler) made.forEach((bytes, index) => expect(pdfPages(bytes)[0]).toContain(`ICSR-2026-9${index}0`));
  });
});

describe('without an engine', () => {
  test('the Word document comes instead, with the reason', async () => {
    const none = createExporter({ ...settings, browserPath: '/nowhere/chrome', officePath: '/nowhere/soffice' });
    const made = await none.pdf(minimalCase(), SIGNER, NOW);
    expect(made).toMatchObject({ engine: 'docx', fallback: true });
    expect(made.contentType).toContain('wordprocessingml');
    expect(made.reason).toMatch(/^libreoffice: .*; chromium: /);
    expect(made.bytes.subarray(0, 2).toString()).toBe('PK');
    await none.close();
  });

  test('as when the PDF is turned off', async () => {
    const made = await createExporter({ ...settings, engine: 'none' }).pdf(minimalCase(), SIGNER, NOW);
    expect(made).toMatchObject({ engine: 'docx', fallback: true, reason: 'no PDF engine is set up' });
  });
});
