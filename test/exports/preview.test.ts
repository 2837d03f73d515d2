import { once } from 'node:events';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseRecord } from '../../src/entities/record.js';
import { createLightPreview } from '../../src/exports/preview.js';
import { minimalCase, NOW, SIGNER, typicalCase } from './cases.js';
import {
  dense,
  dotRows,
  flat,
  hasPoppler,
  missing,
  pdfPages,
  processesUsing,
  rightEdge,
  scratch,
  TEMPLATES,
} from './tools.js';

const { path: folder, remove } = scratch();
/** The template in a folder of this test's, by which its process is known among those of others. */
copyFileSync(join(TEMPLATES, 'preview.typ'), join(folder, 'preview.typ'));
const preview = createLightPreview(folder);
const noText = missing('pdftotext (poppler-utils)', hasPoppler);
afterAll(() => {
  preview.close();
  remove();
});

const sheet = (values: Partial<CaseRecord> = {}, now = NOW) => preview.print(minimalCase(values), SIGNER, now);

/** A preview by another template. */
function previewBy(template: string) {
  const directory = mkdtempSync(join(folder, 'other-'));
  writeFileSync(join(directory, 'preview.typ'), template);
  return createLightPreview(directory);
}

describe.skipIf(noText)('the light preview', () => {
  test('is one page with the case, what it is and the time in Lima', async () => {
    const pages = pdfPages(await preview.print(typicalCase(), SIGNER, NOW));
    expect(pages).toHaveLength(1);
    const text = flat(pages[0]!);
    expect(text).toContain('VISTA PREVIA - no es un documento oficial');
    expect(text).toContain('Generada el 03/03/2026 22:30, hora de Lima · versión 1 del caso');
    expect(text).toContain('Caso N.º ICSR-2026-007');
    expect(text).toContain('Iniciales del paciente J.D. Edad 45 años Sexo M');
    expect(text).toContain('Producto sospechoso Augmentin® (amoxicilina + ácido clavulánico)');
    expect(text).toContain('Fecha de inicio de la reacción 15/02/2026');
    expect(text).toContain('SatO₂ 97 %, T° 37,2 °C');
    expect(text).toMatch(/No hubo reexposición\.$/);
  });

  test('says where nothing is known', async () => {
    const nothing = { pacienteEdad: null, pacienteSexo: null, fechaInicioEvento: null, numero: null };
    const text = flat(pdfPages(await sheet(nothing)).join());
    expect(text).toContain('Caso N.º ICSR-7');
    expect(text).toContain('Edad No consignado Sexo No consignado');
    expect(text).toContain('Fecha de inicio de la reacción No consignado');
  });

  test('cuts a long narrative after a word, and says that it goes on', async () => {
    const words = 'erupción pruriginosa en tronco, '.repeat(3500);
    const pages = pdfPages(await sheet({ descripcionEvento: words }));
    expect(pages).toHaveLength(1);
    const shown = flat(pages[0]!).split('Descripción de la reacción adversa ')[1]!;
    expect(shown).toMatch(/(erupción|pruriginosa|en|tronco,)…$/);
    expect(words.startsWith(shown.slice(0, -1))).toBe(true);
    expect(shown.length).toBeGreaterThan(660);
    expect(shown.length).toBeLessThanOrEqual(701);
  });

  test('shows the boxes and letters of the form without any font of the machine', async () => {
    const text = pdfPages(await sheet({ productoSospechoso: '☐☒ áéíóúñ ÁÉÍÓÚÑ €≥≤µ 😀' })).join();
    expect(text).toContain('☐☒ áéíóúñ ÁÉÍÓÚÑ €≥≤µ 😀');
  });

  test.each(['numero', 'pacienteIniciales', 'descripcionEvento'])(
    'cuts no accent off the capitals of %s',
    async (name) => {
      const [with_, without] = [dotRows(await sheet({ [name]: 'Á' })), dotRows(await sheet({ [name]: 'A' }))];
      const different = with_.filter((row, place) => !row.equals(without[place]!));
      // An accent is a fifth of its letter's size, which is ten points or more.
      expect(different.length).toBeGreaterThanOrEqual(7);
    },
  );

  test('is the same, byte for byte, for the same case at the same moment', async () => {
    const [first, again, later] = [await sheet(), await sheet(), await sheet({}, new Date(NOW.getTime() + 60_000))];
    expect(again.equals(first)).toBe(true);
    expect(later.equals(first)).toBe(false);
  });
});

describe.skipIf(noText)('hostile text', () => {
  test('is printed as text: it is no markup, imports nothing, reads no file and asks no server', async () => {
    const asked: (string | undefined)[] = [];
    const listener = createServer((request, response) => response.end(String(asked.push(request.url))));
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const at = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const lines = [
      '#import "@preview/cetz:0.1.0": * #read("/etc/passwd") #image("../../package.json")',
      `#link("${at}/link")[x] ${at}/plain <img src=${at}/img>`,
      '#sys.inputs #eval("1+1") $ x^2 $ *no* _no_ `no` = Título // fin /* { } [ ] \\ "comillas" \'x\' @cita <etiqueta>',
    ];
    const bytes = await sheet({ descripcionEvento: lines.join('\n'), productoSospechoso: lines[0] });
    const text = dense(pdfPages(bytes, '-raw').join(''));
    for (const line of lines) expect(text).toContain(dense(line));
    expect(text).not.toContain('root:x:0');
    // No address becomes something to click on.
    expect(bytes.toString('latin1')).not.toContain('/URI');
    expect(asked).toEqual([]);
    listener.close();
  });

  test.each([
    [
      'of control characters',
      'campana\u0007 nulo\u0000fin medio\uD83D par',
      'campana\uFFFD nulo\uFFFDfin medio\uFFFD par',
    ],
    ['turned round by direction marks', 'a\u202Eabc\u202C \u2067def\u2069', 'aabc def'],
    ['on many lines', 'uno\r\n\r\ndos\ttres\u2028cuatro', 'uno dos tres cuatro'],
    ['of emoji', '😀😀 fin', '😀😀 fin'],
  ])('%s is printed on its line', async (_kind, written, read) => {
    expect(flat(pdfPages(await sheet({ descripcionEvento: written })).join())).toContain(read);
  });

  test('without a space stays within the page, on one page', async () => {
    const wide = 'W'.repeat(255);
    const names = { numero: wide, pacienteIniciales: wide, pacienteSexo: wide, productoSospechoso: wide };
    const bytes = await sheet({ ...names, descripcionEvento: 'W'.repeat(100_000) });
    expect(pdfPages(bytes)).toHaveLength(1);
    expect(rightEdge(bytes)).toBeLessThan(545);
  });
});

describe('typst', () => {
  test('has no file to read, not even for a template', async () => {
    for (const file of ['/etc/passwd', 'preview.typ', '../preview.typ']) {
      const curious = previewBy(`#raw(read(${JSON.stringify(file)}))`);
      await expect(curious.print(minimalCase(), SIGNER, NOW)).rejects.toThrow(
        /typst: .*(Not a directory|access denied)/,
      );
      curious.close();
    }
  });

  test('that does not start is told, and harms nobody', async () => {
    const nowhere = createLightPreview(join(folder, 'nowhere'));
    await expect(nowhere.warm()).rejects.toThrow();
    await expect(nowhere.print(minimalCase(), SIGNER, NOW)).rejects.toThrow();
    nowhere.close();
  });

  test('may be ended by a text, which takes no other page with it', async () => {
    const [first, fatal, last] = await Promise.allSettled([
      sheet(),
      sheet({ descripcionEvento: '/\uFDFD\uFDFD' }),
      sheet(),
    ]);
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(fatal.status).toBe('rejected');
  });

  test.skipIf(process.platform !== 'linux')(
    'that hangs is ended and started again',
    async () => {
      await preview.warm();
      const [pid] = processesUsing(folder);
      process.kill(pid!, 'SIGSTOP');
      await expect(sheet()).rejects.toThrow();
      expect((await sheet()).subarray(0, 5).toString()).toBe('%PDF-');
      expect(processesUsing(folder)).not.toContain(pid);
    },
    60_000,
  );
});

describe.skipIf(noText)('of any text', () => {
  /** Code points that Unicode keeps for letters read from right to left: typst may panic at them, and the official preview comes. */
  const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/gu;
  const between = (first: number, last: number) => ({
    num: last - first + 1,
    build: (place: number) => String.fromCodePoint(first + place),
  });

  test('read from left to right there is one page, whatever its characters', { timeout: 120_000 }, async () => {
    const halves = fc.array(fc.nat(0xffff), { maxLength: 200 }).map((units) => String.fromCharCode(...units));
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), halves, fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(anything, async (any) => {
        const text = any.replace(RIGHT_TO_LEFT, 'x');
        const bytes = await sheet({ descripcionEvento: text, pacienteIniciales: text, numero: text });
        expect(pdfPages(bytes)).toHaveLength(1);
        expect(rightEdge(bytes)).toBeLessThan(595);
      }),
      { numRuns: 60 },
    );
  });

  test('every Latin, Greek and Cyrillic letter is read on it again', { timeout: 120_000 }, async () => {
    const unit = fc.mapToConstant(
      between(0x20, 0x7e),
      between(0xc0, 0x17f),
      between(0x391, 0x3a1),
      between(0x410, 0x44f),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 500 }), async (descripcionEvento) => {
        const text = dense(pdfPages(await sheet({ descripcionEvento }), '-raw').join(''));
        expect(text).toContain(dense(descripcionEvento));
      }),
      { numRuns: 60 },
    );
  });
});
