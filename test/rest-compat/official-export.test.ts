import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  // Printed or not is not what this is about: the Word file is delivered in place of the PDF.
  server = await startServer({ EXPORT_PDF_ENGINE: 'none' });
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const download = (id: number, query = '') =>
  fetch(`${server.address}/api/v1/icsr/${id}/export/digemid${query}`, {
    headers: { authorization: `Bearer ${rosa.token}` },
  });

interface Snapshots {
  items: { id: number; reason: string; case_version: number }[];
}

test('the official document keeps the case as it stood in it, bound to its SHA-256', async () => {
  const { id } = await makeCase(rosa, { productos: [{ nombre_producto: 'Amoxicilina' }] });
  await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
  const answer = await download(id, '?formato=pdf');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="ICSR_${id}_DIGEMID-Oficial.docx"`);
  expect(answer.headers.get('x-export-fallback')).toBe('docx');
  const sha256 = createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
  const { body } = await rosa.rest<Snapshots>('GET', `/icsr/${id}/snapshots`);
  const [newest] = body.items;
  expect(newest).toMatchObject({ reason: `Exportación oficial, SHA-256 ${sha256}`, case_version: 2 });
  const { body: kept } = await rosa.rest<{ content: object }>('GET', `/icsr/${id}/snapshots/${newest!.id}`);
  expect(kept.content).toEqual((await rosa.rest('GET', `/icsr/${id}`)).body);
});

test('GraphQL makes the official document too, and the other kinds keep nothing', async () => {
  const { id } = await makeCase(rosa);
  const reasons = async () =>
    (
      await rosa.ask<{ case: { snapshots: { reason: string }[] } }>(
        'query ($id: ID!) { case(id: $id) { snapshots { reason } } }',
        { id },
      )
    ).case.snapshots;
  const make = (kind: string) =>
    rosa.ask<{ exportCase: { sha256: string; fileName: string } }>(
      'mutation ($id: ID!, $kind: ExportKind!) { exportCase(caseId: $id, kind: $kind) { sha256 fileName } }',
      { id, kind },
    );
  await make('MODELO_B_PDF');
  expect(await reasons()).toEqual([{ reason: 'Creación' }]);
  const { exportCase } = await make('DIGEMID');
  expect(exportCase.fileName).toBe(`ICSR_${id}_DIGEMID-Oficial.docx`);
  expect(await reasons()).toEqual([
    { reason: `Exportación oficial, SHA-256 ${exportCase.sha256}` },
    { reason: 'Creación' },
  ]);
});

test('another format is refused in the words of the contract, and nothing is kept', async () => {
  const { id } = await makeCase(rosa);
  const answer = await download(id, '?formato=xml');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ detail: 'Formato no soportado por ahora (solo pdf)' });
  const { body } = await rosa.rest<Snapshots>('GET', `/icsr/${id}/snapshots`);
  expect(body.items.map(({ reason }) => reason)).toEqual(['Creación']);
});
