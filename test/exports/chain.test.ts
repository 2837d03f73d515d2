import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDF } from '@libpdf/core';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { inspect } from '../../src/exports/pdf/inspect.js';
import { readConfig } from '../../src/config.js';
import { createChain } from '../../src/exports/chain.js';
import { createExporter, type Exporter, type ExporterSettings } from '../../src/exports/index.js';
import { minimalCase, NOW, SIGNER } from './cases.js';
import { engines, pdfPages, processesUsing, scratch, TEMPLATES } from './tools.js';

vi.setConfig({ testTimeout: 180_000 });

const { path, remove } = scratch();
const present = (await engines(path)).map(({ name }) => name);
const isIncomplete = present.length < 2;
const open: Exporter[] = [];

function exporterOf(settings: Partial<ExporterSettings>): Exporter {
  const exporter = createExporter({
    templateDirectory: TEMPLATES,
    cacheDirectory: path,
    timeoutMs: 120_000,
    ...settings,
  });
  open.push(exporter);
  return exporter;
}

const print = (exporter: Exporter, numero = 'ICSR-2026-001') => exporter.pdf(minimalCase({ numero }), SIGNER, NOW);

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((exporter) => exporter.close()));
});
afterAll(() => remove());

/** A LibreOffice that ends as soon as it is started, and how often it was. */
function brokenOffice(): { officePath: string; starts: () => number } {
  const officePath = join(path, 'soffice');
  const log = join(path, 'starts');
  writeFileSync(log, '');
  writeFileSync(officePath, `#!/bin/sh\necho start >> '${log}'\nexit 1\n`, { mode: 0o755 });
  return { officePath, starts: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

describe.skipIf(isIncomplete)('of the engines', () => {
  test('LibreOffice is asked first, and the document says which version of which made it', async () => {
    const made = await print(exporterOf({}));
    expect(made).toMatchObject({ engine: 'libreoffice', fallback: false });
    expect(made.engineVersion).toMatch(/^LibreOffice \d+\.\d+/);
  });

  test.each(['libreoffice', 'chromium'] as const)('%s alone is asked when it is named', async (engine) => {
    const exporter = exporterOf({ engine });
    expect(await print(exporter)).toMatchObject({ engine, fallback: false });
    expect((await exporter.engines()).map(({ name }) => name)).toEqual([engine]);
  });

  test('Chromium makes the right document when LibreOffice hangs, and LibreOffice the next one', async () => {
    const exporter = exporterOf({ timeoutMs: 25_000 });
    await exporter.engines();
    for (const pid of processesUsing(path)) if (isOffice(pid)) process.kill(pid, 'SIGSTOP');
    const made = await print(exporter, 'ICSR-2026-042');
    expect(made).toMatchObject({ engine: 'chromium', fallback: false });
    expect(pdfPages(made.bytes).join('')).toContain('ICSR-2026-042');
    expect(await print(exporter)).toMatchObject({ engine: 'libreoffice' });
  });

  test('the first rests after two failures in a row, and is asked again a minute later', async () => {
    const { officePath, starts } = brokenOffice();
    const exporter = exporterOf({ officePath });
    const asked: number[] = [];
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const minutesLater of [0, 0, 0, 1.1]) {
      vi.advanceTimersByTime(minutesLater * 60_000);
      const before = starts();
      expect(await print(exporter)).toMatchObject({ engine: 'chromium', fallback: false });
      asked.push(starts() - before);
    }
    // A program that dies is tried twice for each document.
    expect(asked).toEqual([2, 2, 0, 2]);
  });

  test('the last one never rests: without it there would be no PDF at all', async () => {
    const { officePath, starts } = brokenOffice();
    const exporter = exporterOf({ officePath, engine: 'libreoffice' });
    for (let document = 1; document <= 4; document++) {
      expect(await print(exporter)).toMatchObject({ engine: 'docx', fallback: true });
      expect(starts()).toBe(2 * document);
    }
  });

  test('none is left running when the work is done', async () => {
    const exporter = exporterOf({});
    await exporter.engines();
    expect(processesUsing(path).length).toBeGreaterThan(2);
    await exporter.close();
    expect(processesUsing(path)).toEqual([]);
  });
});

const isOffice = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('UserInstallation');

test('an engine that gives an empty file has failed: the next one is asked, and the log is told why', async () => {
  const empty = {
    name: 'vacío',
    version: async () => '1',
    convert: async () => new Uint8Array(),
    close: async () => {},
  };
  const next = { ...empty, name: 'otro', convert: async () => Buffer.from('%PDF-') };
  const { signal } = new AbortController();
  expect(await createChain([empty, next])(Buffer.alloc(0), signal)).toMatchObject({
    engine: 'otro',
    engineVersion: '1',
  });
  expect(await createChain([empty])(Buffer.alloc(0), signal)).toEqual({ reason: 'vacío: PDF vacío' });
});

test('an engine whose PDF does not hold the text of the sample does not work, whatever it says itself', async () => {
  const blank = PDF.create();
  blank.addPage();
  const bytes = await blank.save();
  const engine = { name: 'ciego', version: async () => '1', convert: async () => bytes, close: async () => {} };
  expect(await inspect(engine, new AbortController().signal)).toEqual({
    name: 'ciego',
    works: false,
    version: '1',
    problem: 'the text of the sample is not in its PDF',
  });
});

describe('EXPORT_PDF_ENGINE', () => {
  test.each(['auto', 'libreoffice', 'chromium', 'none'] as const)('may be %s', (value) => {
    expect(readConfig({ EXPORT_PDF_ENGINE: value }).pdfEngine).toBe(value);
  });

  test('is auto when nothing is said, and nothing else', () => {
    expect(readConfig({}).pdfEngine).toBe('auto');
    expect(() => readConfig({ EXPORT_PDF_ENGINE: 'word' })).toThrow('EXPORT_PDF_ENGINE');
  });
});
