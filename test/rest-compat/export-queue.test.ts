import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

vi.setConfig({ testTimeout: 120_000 });

const WAITING_MAX = 1;
const TAKEN = Math.min(2, availableParallelism()) + WAITING_MAX;
const ASKED = TAKEN + 3;

let server: TestServer;
let rosa: Client;
let folder: string;

beforeAll(async () => {
  // A LibreOffice that never says a word: each document waits for its deadline, and is then delivered as a Word file.
  folder = mkdtempSync(join(tmpdir(), 'vigia-queue-'));
  writeFileSync(join(folder, 'soffice'), '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  server = await startServer({
    EXPORT_PDF_ENGINE: 'libreoffice',
    SOFFICE_PATH: join(folder, 'soffice'),
    EXPORT_PDF_TIMEOUT: '4',
    EXPORT_QUEUE_MAX: String(WAITING_MAX),
  });
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const kept = async () => Number((await server.query<{ count: string }>('select count(*) from export_files'))[0]!.count);

test('documents past the queue are refused over REST with the time to try again, and the others are made', async () => {
  const { id } = await makeCase(rosa);
  const before = await kept();
  const answers = await Promise.all(
    Array.from({ length: ASKED }, () => rosa.rest('GET', `/icsr/${id}/export/modelo-b.pdf`)),
  );
  const made = answers.filter(({ status }) => status === 200);
  expect(made).toHaveLength(TAKEN);
  for (const { headers } of made) expect(headers.get('x-export-fallback')).toBe('docx');
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(ASKED - TAKEN);
  for (const { headers, body } of refused) {
    const seconds = headers.get('retry-after')!;
    expect(seconds).toMatch(/^[1-9]\d*$/);
    expect(body).toEqual({ detail: `Hay demasiados documentos en espera. Intente de nuevo en ${seconds} segundos.` });
  }
  expect(await kept()).toBe(before + TAKEN);
});

test('they are refused over GraphQL with a code of their own, and the time is judged by what documents took', async () => {
  const { id } = await makeCase(rosa);
  const make = () =>
    rosa.graphql('mutation ($id: ID!) { exportCase(caseId: $id, kind: DIGEMID) { fallback } }', { id });
  const answers = await Promise.all(Array.from({ length: ASKED }, make));
  const refused = answers.flatMap(({ errors = [] }) => errors);
  expect(refused).toHaveLength(ASKED - TAKEN);
  for (const { extensions, message } of refused) {
    expect(extensions.code).toBe('EXPORT_BUSY');
    // Two documents before it, each of which takes four seconds.
    expect(Number(/en (\d+) segundos/.exec(message)![1])).toBeGreaterThanOrEqual(4);
  }
});

test('Word files are made without waiting', async () => {
  const { id } = await makeCase(rosa);
  const busy = Array.from({ length: TAKEN }, () => rosa.rest('GET', `/icsr/${id}/export/modelo-b.pdf`));
  const word = await Promise.all(
    Array.from({ length: ASKED }, () => rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`)),
  );
  expect(word.map(({ status }) => status)).toEqual(word.map(() => 200));
  await Promise.all(busy);
});
