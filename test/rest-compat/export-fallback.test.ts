import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createExporter } from '../../src/exports/index.js';
import { engines } from '../exports/tools.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'vigia-fallback-'));
const present = await engines(folder);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const MAKE =
  'mutation ($id: ID!, $kind: ExportKind!) { exportCase(caseId: $id, kind: $kind) { engine fallback contentType } }';

let server: TestServer;
afterEach(() => server.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rosaAt(settings: Record<string, string>) {
  server = await startServer(settings);
  const rosa = await server.as('rosa');
  return { rosa, id: (await makeCase(rosa)).id };
}

const PDFS = [
  ['modelo-b.pdf', 'MODELO_B_PDF', 'Formato-Profesionales-Salud'],
  ['digemid', 'DIGEMID', 'DIGEMID-Oficial'],
] as const;

describe.each(present)('printed by $name', ({ name }) => {
  test('a document is a PDF by both doors, which names its engine', async () => {
    const { rosa, id } = await rosaAt({ EXPORT_PDF_ENGINE: name, EXPORT_PDF_TIMEOUT: '100' });
    for (const [path, kind, title] of PDFS) {
      const { status, headers, body } = await rosa.rest<Buffer>('GET', `/icsr/${id}/export/${path}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/pdf');
      expect(headers.get('content-disposition')).toBe(`attachment; filename="ICSR_${id}_${title}.pdf"`);
      expect(headers.get('x-export-fallback')).toBeNull();
      expect(body.subarray(0, 5).toString()).toBe('%PDF-');
      const { exportCase } = await rosa.ask<{ exportCase: object }>(MAKE, { id, kind });
      expect(exportCase).toEqual({ engine: name, fallback: false, contentType: 'application/pdf' });
    }
  });
});

/** Settings with which no engine makes a PDF, for whatever reason. */
const WITHOUT_PDF = {
  'that is switched off': { EXPORT_PDF_ENGINE: 'none' },
  'whose engines are not there': {
    EXPORT_PDF_ENGINE: 'auto',
    SOFFICE_PATH: '/nowhere/soffice',
    PUPPETEER_EXECUTABLE_PATH: '/nowhere/chrome',
  },
  'whose engines end as soon as they are started': {
    EXPORT_PDF_ENGINE: 'auto',
    SOFFICE_PATH: program('soffice', 'exit 1'),
    PUPPETEER_EXECUTABLE_PATH: program('chrome', 'exit 1'),
  },
  'whose engine never says a word': {
    EXPORT_PDF_ENGINE: 'libreoffice',
    EXPORT_PDF_TIMEOUT: '2',
    SOFFICE_PATH: program('mute', 'exec sleep 1000'),
  },
};

function program(name: string, script: string): string {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return join(folder, name);
}

test.each(Object.keys(WITHOUT_PDF) as (keyof typeof WITHOUT_PDF)[])(
  'a PDF %s is the Word file in its place, under its own type and name, and says so',
  async (what) => {
    const { rosa, id } = await rosaAt(WITHOUT_PDF[what]);
    for (const [path, kind, title] of PDFS) {
      const { status, headers, body } = await rosa.rest<Buffer>('GET', `/icsr/${id}/export/${path}`);
      expect(status).toBe(200);
      expect(headers.get('x-export-fallback')).toBe('docx');
      expect(headers.get('content-type')).toBe(WORD);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="ICSR_${id}_${title}.docx"`);
      expect(body.subarray(0, 2).toString()).toBe('PK');
      const { exportCase } = await rosa.ask<{ exportCase: object }>(MAKE, { id, kind });
      expect(exportCase).toEqual({ engine: 'docx', fallback: true, contentType: WORD });
    }
  },
);

test('where the Word file cannot be made either, both doors say that nothing could be, and nothing is kept', async () => {
  const { rosa, id } = await rosaAt({ EXPORT_PDF_ENGINE: 'none' });
  // A server does not start with such a template: this is one whose template went bad while it ran.
  writeFileSync(join(folder, 'modelo-b.docx'), 'no document');
  server.house.exporter = createExporter({ engine: 'none', templateDirectory: folder, cacheDirectory: folder });
  for (const [path, kind] of PDFS) {
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/export/${path}`);
    expect(status).toBe(500);
    expect(body).toEqual({ detail: 'No se pudo generar ni PDF ni DOCX' });
    const { errors } = await rosa.graphql(MAKE, { id, kind });
    expect(errors![0]!.extensions.code).toBe('EXPORT_FAILED');
  }
  expect(await server.query('select 1 from export_files')).toEqual([]);
});
