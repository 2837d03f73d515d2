import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExporter, type Exporter, type ExporterSettings } from '../../src/exports/index.js';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { createChromiumEngine } from '../../src/exports/pdf/chromium.js';
import { LOGO_PNG, minimalCase, NOW, product, SIGNATURE_PNG, SIGNER, typicalCase } from './cases.js';
import {
  dense,
  flat,
  hasPoppler,
  missing,
  pdfPages,
  processesUsing,
  rightEdge,
  scratch,
  TEMPLATES,
  until,
} from './tools.js';

const { path, remove } = scratch();
const cacheDirectory = join(path, 'cache');
mkdirSync(cacheDirectory, { mode: 0o755 });
const settings: ExporterSettings = { templateDirectory: TEMPLATES, cacheDirectory };
const exporter = createExporter(settings);
const browser = await findBrowser(cacheDirectory).catch(() => null);
const noEngine = missing('browser', browser !== null);
const noText = noEngine || missing('pdftotext (poppler-utils)', hasPoppler);
const noProc = noEngine || !existsSync('/proc/self/cmdline');

afterAll(async () => {
  await exporter.close();
  remove();
});

async function pdf(record = typicalCase(), from: Exporter = exporter): Promise<Buffer> {
  const made = await from.pdf(record, { ...SIGNER, image: SIGNATURE_PNG, logo: LOGO_PNG }, NOW);
  expect(made).toMatchObject({ contentType: 'application/pdf', engine: 'chromium', fallback: false });
  return made.bytes;
}

describe.skipIf(noText)('the PDF of a case', () => {
  let pages: string[] = [];
  let cells = '';
  beforeAll(async () => {
    const bytes = await pdf();
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

  test('carries its fonts, as narrow as Arial', async () => {
    expect(await exporter.engines()).toEqual(['chromium']);
    expect((await pdf()).toString('latin1')).toMatch(/\/FontName \/\w+\+DejaVuSansCondensed\b/);
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
    const all = pdfPages(await pdf(typicalCase({ products })));
    const text = flat(all.join(' '));
    for (const { nombreProducto } of products)
      expect(text.split(`. ${nombreProducto} `).length).toBeGreaterThanOrEqual(3);
    expect(text.match(/C\. MEDICAMENTO\(S\)/g)!.length).toBeGreaterThan(1);
    expect(all.at(-1)).toContain(`Página ${all.length} de ${all.length}`);
  });

  test('prints a narrative of 100 000 characters to its last word', async () => {
    const descripcionEvento = `${'Erupción pruriginosa en tronco. '.repeat(3124)}ÚLTIMA PALABRA`;
    expect(descripcionEvento.length).toBeGreaterThan(99_000);
    const all = pdfPages(await pdf(minimalCase({ descripcionEvento })));
    const text = flat(all.join(' '));
    expect(text.match(/pruriginosa/g)).toHaveLength(3124);
    expect(text).toContain('ÚLTIMA PALABRA');
    // Looser lines would need half as many again.
    expect(all.length).toBeLessThan(28);
  });
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

describe.skipIf(noText)('hostile text', () => {
  test('without a space stays in its cell, and whole', async () => {
    const establecimiento = 'E'.repeat(255);
    const descripcionEvento = 'x'.repeat(5000);
    const bytes = await pdf(typicalCase({ establecimiento, descripcionEvento, reportanteNombre: 'Ñ'.repeat(255) }));
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
    const text = dense(pdfPages(await pdf(record), '-raw').join(''));
    for (const line of lines) expect(text).toContain(dense(line));
    expect(text).toContain(dense(record.pacienteIniciales!));
    expect(text).toContain('nulo\uFFFDfin');
    expect(text).toContain('😀');
    expect(text).not.toContain('root:x:0');
    expect(asked).toEqual([]);
    listener.close();
  });
});

describe.skipIf(noProc)('the browser', () => {
  test('may be killed in the middle of a document: another one makes the PDF', async () => {
    await pdf(minimalCase());
    const [first] = processesUsing(cacheDirectory);
    const long = typicalCase({ descripcionEvento: 'Erupción pruriginosa. '.repeat(4500) });
    const making = pdf(long);
    await new Promise((resolve) => setTimeout(resolve, 150));
    for (const pid of processesUsing(cacheDirectory)) process.kill(pid, 'SIGKILL');
    expect((await making).subarray(0, 5).toString()).toBe('%PDF-');
    expect(processesUsing(cacheDirectory)).not.toContain(first);
  });

  test('that hangs is ended in time, children too, and the next document is made', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, timeoutMs: 20_000 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    await engineOf.convert(bytes, new AbortController().signal);
    const frozen = processesUsing(own.path);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const stop = AbortSignal.timeout(700);
    await expect(engineOf.convert(bytes, stop)).rejects.toThrow();
    await until('the frozen browser is gone', () => !processesUsing(own.path).some((pid) => frozen.includes(pid)));
    await expect(engineOf.convert(bytes, new AbortController().signal)).resolves.toBeInstanceOf(Uint8Array);
    await engineOf.close();
    expect(processesUsing(own.path)).toEqual([]);
    own.remove();
  }, 90_000);

  test('has a deadline of its own', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, timeoutMs: 4000 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    // The first start unpacks the browser, which may take longer than that.
    for (let start = 0; start < 5 && !(await engineOf.available()); start++);
    for (const pid of processesUsing(own.path)) process.kill(pid, 'SIGSTOP');
    await expect(engineOf.convert(bytes, new AbortController().signal)).rejects.toThrow('no PDF after 4000 ms');
    await engineOf.close();
    expect(processesUsing(own.path)).toEqual([]);
    own.remove();
  }, 90_000);

  test('killed while it is idle is replaced without a failure', async () => {
    await pdf(minimalCase());
    for (const pid of processesUsing(cacheDirectory)) process.kill(pid, 'SIGKILL');
    await pdf(minimalCase());
  });

  test('is replaced after so many documents, and none is left behind', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, documentsPerBrowser: 3 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    const seen = new Set<number>();
    for (let document = 0; document < 7; document++) {
      await engineOf.convert(bytes, new AbortController().signal);
      const [main] = processesUsing(own.path);
      if (main) seen.add(main);
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    await engineOf.close();
    await until('no browser is left', () => processesUsing(own.path).length === 0);
    await expect(engineOf.convert(bytes, new AbortController().signal)).rejects.toThrow('closed');
    own.remove();
  }, 90_000);

  test('dies with our process, even when that is killed, and its folder is tidied up later', async () => {
    const own = scratch();
    const cache = join(own.path, 'cache');
    const script = join(own.path, 'make.ts');
    const module = join(import.meta.dirname, '../../src/exports/pdf/chromium.ts');
    writeFileSync(
      script,
      `const { createChromiumEngine } = await import(${JSON.stringify(module)});
       console.log(await createChromiumEngine({ cacheDirectory: ${JSON.stringify(cache)} }).available());
       setInterval(() => {}, 1000);`,
    );
    const arguments_ = ['--import', '@oxc-node/core/register', script];
    const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString().trim()).toBe('true');
    expect(processesUsing(cache).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await until('the browser is gone', () => processesUsing(cache).length === 0);
    const next = createChromiumEngine({ cacheDirectory: cache });
    expect(await next.available()).toBe(true);
    expect(readdirSync(cache).filter((name) => name.startsWith(`profile-${child.pid}-`))).toEqual([]);
    await next.close();
    expect(readdirSync(cache).filter((name) => name.startsWith('profile-'))).toEqual([]);
    own.remove();
  }, 90_000);

  test('keeps its folder to itself', () => {
    expect(statSync(cacheDirectory).mode & 0o077).toBe(0);
  });
});

describe.skipIf(noEngine)('many documents at once', () => {
  test('all come out, and each is its own', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        pdf(minimalCase({ numero: `ICSR-2026-9${index}0`, pacienteIniciales: `X${index}X` })),
      ),
    );
    if (hasPoppler) made.forEach((bytes, index) => expect(pdfPages(bytes)[0]).toContain(`ICSR-2026-9${index}0`));
  });
});

describe('without a browser', () => {
  test('the Word document comes instead, with the reason', async () => {
    const none = createExporter({ ...settings, browserPath: '/nowhere/chrome' });
    const made = await none.pdf(minimalCase(), SIGNER, NOW);
    expect(made).toMatchObject({ engine: 'docx', fallback: true });
    expect(made.contentType).toContain('wordprocessingml');
    expect(made.reason).toContain('chromium:');
    expect(made.bytes.subarray(0, 2).toString()).toBe('PK');
    await none.close();
  });

  test('as when the PDF is turned off', async () => {
    const made = await createExporter({ ...settings, engine: 'none' }).pdf(minimalCase(), SIGNER, NOW);
    expect(made).toMatchObject({ engine: 'docx', fallback: true, reason: 'no PDF engine is set up' });
  });
});
