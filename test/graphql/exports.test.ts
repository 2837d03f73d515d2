import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { statementsOf } from './statements.js';
import { subscriber } from './subscriber.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer({ EXPORT_PDF_ENGINE: 'none', PUBLIC_URL: 'https://fv.example.pe/' });
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

type Exported = Record<string, unknown> & { id: string; url: string | null };

const ALL = `id icsrId kind caseVersion snapshotId fileName contentType sizeBytes sha256 engine engineVersion
  signerName signedAt certificateSerial createdBy createdAt url`;
const EXPORT = `mutation ($id: ID!, $kind: ExportKind!) { exportCase(caseId: $id, kind: $kind) { ${ALL} } }`;
const LIST = `query ($id: ID!, $first: Int! = 20, $after: ID) {
  case(id: $id) { numero exports(first: $first, after: $after) { ${ALL} } } }`;
const WATCH = 'subscription { caseChanged { caseId kind version case { exports { id } } } }';

const make = async (id: number, kind: string, client = rosa) =>
  (await client.ask<{ exportCase: Exported }>(EXPORT, { id, kind })).exportCase;
const listOf = async (id: number, page: object = {}) =>
  (await rosa.ask<{ case: { exports: Exported[] } }>(LIST, { id, ...page })).case.exports;
/** Links differ each time they are given. */
const withoutLinks = (files: readonly Exported[]) => files.map(({ url: _url, ...file }) => file);

describe('the documents of a case', () => {
  test('stand beside it, newest first, with all that is known of them, as they were answered when they were made', async () => {
    const { id } = await makeCase(rosa);
    const first = await make(id, 'MODELO_B_DOCX');
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
    const second = await make(id, 'DIGEMID', await server.as('quique'));
    const [newest, oldest] = await listOf(id);
    expect(withoutLinks([newest!, oldest!])).toEqual(withoutLinks([second, first]));
    const [snapshot] = (await rosa.rest<{ items: { id: number; reason: string }[] }>('GET', `/icsr/${id}/snapshots`))
      .body.items;
    expect(newest).toMatchObject({
      kind: 'DIGEMID',
      caseVersion: 2,
      snapshotId: snapshot!.id,
      signerName: 'quique de Prueba',
      createdBy: 'quique de Prueba',
      signedAt: null,
      certificateSerial: null,
    });
    expect(snapshot!.reason).toBe(`Exportación oficial, SHA-256 ${String(newest!.sha256)}`);
    expect(oldest).toMatchObject({ snapshotId: null, signerName: 'rosa de Prueba', createdBy: 'rosa de Prueba' });
  });

  test('have links below PUBLIC_URL that open them', async () => {
    const { id } = await makeCase(rosa);
    const made = await make(id, 'MODELO_B_DOCX');
    for (const { url, sha256 } of [made, ...(await listOf(id))]) {
      expect(url).toMatch(/^https:\/\/fv\.example\.pe\/files\//);
      const answer = await fetch(url!.replace('https://fv.example.pe', server.address));
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  test('come in pages that do not overlap', async () => {
    const { id } = await makeCase(rosa);
    for (let count = 0; count < 5; count += 1) await make(id, 'MODELO_B_DOCX');
    const all = (await listOf(id)).map((file) => file.id);
    expect(all).toHaveLength(5);
    const pages: string[][] = [];
    for (let after: string | undefined, more = true; more; after = pages.at(-1)!.at(-1)) {
      pages.push((await listOf(id, { first: 2, after })).map((file) => file.id));
      more = pages.at(-1)!.length === 2;
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(all);
  });

  test.each([
    [{ first: 0 }, ['first'], 'TOO_SMALL'],
    [{ first: 201 }, ['first'], 'TOO_LARGE'],
    [{ after: 'x' }, ['after'], 'NOT_INTEGER'],
  ])('are refused for %o', async (page, place, code) => {
    const { id } = await makeCase(rosa);
    const { errors } = await rosa.graphql(LIST, { id, ...page });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: place, code }] } }]);
  });

  test('are read in the one statement that reads the cases, and only when they are asked for', async () => {
    const { id } = await makeCase(rosa);
    await make(id, 'MODELO_B_DOCX');
    const pages = 'query { cases(first: 50) { nodes { id exports { sha256 url createdBy } } } }';
    const withDocuments = await statementsOf(server, () => rosa.ask(pages));
    expect(withDocuments).toHaveLength(1);
    expect(withDocuments[0]).toContain('export_files');
    const without = await statementsOf(server, () => rosa.ask('query ($id: ID!) { case(id: $id) { numero } }', { id }));
    expect(without.join()).not.toContain('export_files');
  });

  test('are in the audit log of the case: who, what, which version and which bytes', async () => {
    const { id } = await makeCase(rosa);
    const { sha256, ...made } = await make(id, 'DIGEMID', await server.as('quique'));
    const entries = await server.query<{ who: string; changes: Record<string, { after: unknown }> }>(
      `select who, changes from audit_log where chain = $1 and action = 'ICSR_EXPORT'`,
      [id],
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]!.who).toBe('quique@example.pe');
    const seen = Object.fromEntries(Object.entries(entries[0]!.changes).map(([name, { after }]) => [name, after]));
    expect(seen).toMatchObject({
      sha256,
      case_version: 1,
      kind: 'DIGEMID',
      snapshot_id: made.snapshotId,
      signer_name: 'quique de Prueba',
    });
  });

  test('leave with the case in one entry of the audit log, and the chain stays whole', async () => {
    const { id } = await makeCase(rosa);
    const { sha256 } = await make(id, 'DIGEMID');
    await rosa.rest('DELETE', `/icsr/${id}`, { password: 'una clave larga' });
    const actions = await server.query<{ action: string; hashes: string }>(
      `select action, changes #>> '{export_files,before,0,sha256}' as hashes from audit_log where chain = $1 order by place`,
      [id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['ICSR_CREATE', 'ICSR_UPDATE', 'ICSR_EXPORT', 'ICSR_DELETE']);
    expect(actions.at(-1)!.hashes).toBe(sha256);
    const { auditVerification } = await (await server.as('ana')).ask('{ auditVerification { whole } }');
    expect(auditVerification).toEqual({ whole: true });
  });
});

describe('whoever watches the case', () => {
  test('hears that a document is ready, whoever asked for it and by whichever door', async () => {
    const watcher = subscriber(server, rosa.token);
    const heard = await watcher.listen(WATCH);
    const { id } = await makeCase(rosa);
    expect((await heard.next()).data!.caseChanged).toMatchObject({ kind: 'CREATED', case: { exports: [] } });
    const quique = await server.as('quique');
    const made = await make(id, 'MODELO_B_DOCX', quique);
    expect((await heard.next()).data!.caseChanged).toEqual({
      caseId: String(id),
      kind: 'EXPORTED',
      version: 1,
      case: { exports: [{ id: made.id }] },
    });
    await quique.rest('GET', `/icsr/${id}/export/digemid`);
    expect((await heard.next()).data!.caseChanged).toMatchObject({ kind: 'EXPORTED', version: 1 });
    // One that comes to nothing is not announced.
    await quique.rest('GET', `/icsr/${id}/export/digemid?formato=xml`);
    expect(await heard.rest()).toEqual([]);
    await watcher.end();
  });

  test('hears once that it takes long, before it is ready', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigia-slow-'));
    const browser = path.join(folder, 'chrome');
    // A browser that takes its time, and then does not start: the Word file is delivered in its place.
    await writeFile(browser, '#!/bin/sh\nsleep 3\nexit 1\n');
    await chmod(browser, 0o755);
    const slow = await startServer({ EXPORT_PDF_ENGINE: 'chromium', PUPPETEER_EXECUTABLE_PATH: browser }, server);
    const watcher = subscriber(server, rosa.token);
    const heard = await watcher.listen('subscription { caseChanged { kind version } }');
    const { id } = await makeCase(rosa);
    const answer = fetch(`${slow.address}/api/v1/icsr/${id}/export/modelo-b.pdf`, {
      headers: { authorization: `Bearer ${rosa.token}` },
    });
    expect((await answer).headers.get('x-export-fallback')).toBe('docx');
    expect(await heard.rest()).toMatchObject(
      ['CREATED', 'EXPORTING', 'EXPORTED'].map((kind) => ({ data: { caseChanged: { kind, version: 1 } } })),
    );
    await watcher.end();
    await slow.close();
    await rm(folder, { recursive: true });
  });
});
