import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { SIGNATURE_PNG } from '../exports/cases.js';
import { docxText, flat, hasPoppler, missing, pdfPages, scratch } from '../exports/tools.js';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { formWith, sendForm } from '../support/upload.js';

/** The distribution's own first: it is the one that has the package. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import requests']).status === 0);
const PROGRAM = join(import.meta.dirname, 'documented-client.py');

const { path: folder, remove } = scratch();
const browser = await findBrowser(join(folder, 'browser')).catch(() => null);
const isLeftOut =
  missing('python3 with requests (python3-requests)', python !== undefined) ||
  missing('pdftotext (poppler-utils)', hasPoppler) ||
  missing('browser', browser !== null);

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await server.close();
  remove();
});

/** What the documented client prints for a case, and the files that it saves. */
async function runClient(id: number): Promise<{ output: string; files: Record<string, Buffer> }> {
  const { path: cwd, remove } = scratch();
  const environment = {
    BASE_URL: `${server.address}/api/v1`,
    TOKEN: rosa.token!,
    ICSR_ID: String(id),
    PYTHONIOENCODING: 'utf-8',
    NO_PROXY: '*',
  };
  const { stdout } = await promisify(execFile)(python!, [PROGRAM], { cwd, env: { ...process.env, ...environment } });
  const files = Object.fromEntries(readdirSync(cwd).map((name) => [name, readFileSync(join(cwd, name))]));
  remove();
  return { output: stdout, files };
}

test.skipIf(isLeftOut)('without a signature, the documented client says what to do', async () => {
  const { id } = await makeCase(rosa, DOCUMENTED_CASE);
  const { output, files } = await runClient(id);
  expect(output).toContain('Error: Signature not configured. Please upload signature image.');
  expect(files).toEqual({});
});

test.skipIf(isLeftOut)(
  'the documented client goes through its whole workflow, unchanged',
  async () => {
    const { body: profile } = await rosa.rest<{ id: number }>('GET', '/firmas/me');
    const form = formWith(SIGNATURE_PNG, { name: 'firma.png', type: 'image/png' });
    form.append('field', 'firma_img');
    expect((await sendForm(server.address, rosa, `/firmas/${profile.id}/assets`, form)).status).toBe(201);

    const { id, numero } = await makeCase(rosa, DOCUMENTED_CASE);
    const { output, files } = await runClient(id);
    expect(output.trim().split('\n')).toEqual([
      `Starting export for ICSR ${id}...`,
      '1. Verifying signature configuration...',
      ' ✓ Signature configured for rosa de Prueba',
      '2. Checking data completeness...',
      ' ✓ All required fields present',
      '3. Generating preview...',
      ` ✓ Preview saved as preview_${id}.pdf`,
      '4. Exporting DOCX...',
      `DOCX exported: ICSR_${id}_Formato.docx`,
      ` ✓ ICSR_${id}_Formato.docx`,
      '5. Exporting official DIGEMID PDF...',
      'PDF generated successfully',
      ` ✓ ICSR_${id}_DIGEMID_Oficial.pdf`,
      '',
      ' ✓ Export workflow completed successfully!',
      '',
      'Generated files: {',
      `  "preview": "preview_${id}.pdf",`,
      `  "docx": "ICSR_${id}_Formato.docx",`,
      `  "pdf": "ICSR_${id}_DIGEMID_Oficial.pdf"`,
      '}',
    ]);
    expect(Object.keys(files)).toHaveLength(3);
    const preview = flat(pdfPages(files[`preview_${id}.pdf`]!).join());
    expect(preview).toContain(`Caso N.º ${String(numero)}`);
    expect(preview).toContain('VISTA PREVIA');
    expect(docxText(files[`ICSR_${id}_Formato.docx`]!)).toContain('Amoxicilina trihidratada');
    const official = flat(pdfPages(files[`ICSR_${id}_DIGEMID_Oficial.pdf`]!).join());
    expect(official).toContain(`Caso N.º ${String(numero)}`);
    expect(official).toContain('RD 144-2016-DIGEMID-DG-MINSA');
  },
  // The first document unpacks a browser.
  180_000,
);
