import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueFileToken } from '../../src/use-cases/tokens.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { placeOf, type Store, STORES } from '../support/stores.js';

/** A document as REST lists it. */
interface Listed {
  id: number;
  kind: string;
  sha256: string;
  size_bytes: number;
  case_version: number;
  file_name: string;
  url: string | null;
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pointerOf = (fileName: string) => `storage/icsr_exports/${fileName}`;
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Printed or not is not what this is about: the Word file is delivered in place of the PDF. */
const UNPRINTED = { EXPORT_PDF_ENGINE: 'none' };

describe.each(Object.keys(STORES))('documents kept in a %s', (kind) => {
  let store: Store;
  let server: TestServer;
  let rosa: Client;
  beforeAll(async () => {
    store = await STORES[kind]!();
    server = await startServer({ ...UNPRINTED, ...store.settings });
    rosa = await server.as('rosa');
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  const make = async (id: number, path: string) => {
    const { status, body } = await rosa.rest<Buffer>('GET', `/icsr/${id}/export/${path}`);
    expect(status).toBe(200);
    return body;
  };
  const listed = async (id: number, query = '', client = rosa) =>
    (await client.rest<{ items: Listed[]; total: number }>('GET', `/icsr/${id}/exports${query}`)).body;
  const open = (url: string | null) => fetch(server.address + url!);

  test('are made, listed, opened by their links as they were made, and gone with their case', async () => {
    const { id } = await makeCase(rosa);
    const bytes = await make(id, 'modelo-b.docx');
    const fileName = `ICSR_${id}_Formato-Profesionales-Salud.docx`;
    const { items, total } = await listed(id);
    expect(total).toBe(1);
    expect(items).toEqual([
      {
        id: expect.any(Number),
        icsr_id: id,
        kind: 'MODELO_B_DOCX',
        case_version: 1,
        file_name: fileName,
        content_type: DOCX,
        size_bytes: bytes.byteLength,
        sha256: sha256Of(bytes),
        engine: 'docx',
        engine_version: null,
        otp_verified: false,
        snapshot_id: null,
        signer_name: 'rosa de Prueba',
        signed_at: null,
        certificate_serial: null,
        created_by: 'rosa de Prueba',
        created_at: expect.stringMatching(/Z$/),
        url: expect.stringMatching(/^\/files\/[\w.-]+$/),
      },
    ]);
    const answer = await open(items[0]!.url);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': DOCX,
      'content-length': String(bytes.byteLength),
      'content-disposition': `attachment; filename="${fileName}"`,
      etag: `"${sha256Of(bytes)}"`,
      'cache-control': 'private, no-store',
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect(await store.places()).toEqual(expect.arrayContaining([placeOf(sha256Of(bytes)), pointerOf(fileName)]));

    await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
    const refused = await open(items[0]!.url);
    expect([refused.status, await refused.json()]).toEqual([404, { detail: 'Archivo no encontrado' }]);
    const left = await store.places();
    expect(left.filter((place) => place.includes(`ICSR_${id}_`) || place.includes(sha256Of(bytes)))).toEqual([]);
  });

  test('are found under their documented names, newest, while all that went before stays', async () => {
    const { id } = await makeCase(rosa);
    const made: Buffer[] = [];
    for (const gravedad of ['Leve', 'Moderado', 'Grave']) {
      await rosa.rest('PUT', `/icsr/${id}`, { gravedad });
      made.push(await make(id, 'digemid'));
      expect(await store.look(pointerOf(`ICSR_${id}_DIGEMID-Oficial.docx`))).toEqual(made.at(-1));
    }
    await make(id, 'modelo-b.docx');
    expect(await store.look(pointerOf(`ICSR_${id}_DIGEMID-Oficial.docx`))).toEqual(made.at(-1));
    const { items } = await listed(id);
    const official = items.filter((one) => one.kind === 'DIGEMID').toReversed();
    expect(official.map(({ case_version }) => case_version)).toEqual([2, 3, 4]);
    const opened = await Promise.all(
      official.map(async ({ url }) => Buffer.from(await (await open(url)).arrayBuffer())),
    );
    expect(opened).toEqual(made);
  });

  test('of a name that was damaged, or forgotten by a killed server, are right again with the next one', async () => {
    const { id } = await makeCase(rosa);
    const place = pointerOf(`ICSR_${id}_Formato-Profesionales-Salud.docx`);
    await make(id, 'modelo-b.docx');
    await store.overwrite(place, Buffer.from('otra cosa'));
    const next = await make(id, 'modelo-b.docx');
    expect(await store.look(place)).toEqual(next);
  });

  test('that were damaged are not delivered, and the log says which', async () => {
    const { id } = await makeCase(rosa);
    await make(id, 'modelo-b.docx');
    const [file] = (await listed(id)).items;
    await store.overwrite(placeOf(file!.sha256), Buffer.from('medio docu'));
    const answer = await open(file!.url);
    expect([answer.status, await answer.json()]).toEqual([500, { detail: 'Error interno' }]);
    expect(answer.headers.get('content-disposition')).toBeNull();
  });
});

describe('the list of documents', () => {
  let server: TestServer;
  let rosa: Client;
  let id: number;
  beforeAll(async () => {
    server = await startServer(UNPRINTED);
    rosa = await server.as('rosa');
    ({ id } = await makeCase(rosa));
    for (let count = 0; count < 5; count += 1) await rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`);
  });
  afterAll(() => server.close());

  const listed = async (query = '', client = rosa) =>
    (await client.rest<{ items: Listed[]; total: number }>('GET', `/icsr/${id}/exports${query}`)).body;

  test('goes by pages, newest first, with the exact total', async () => {
    const all = (await listed()).items.map((one) => one.id);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    const pages = [await listed('?limit=2'), await listed('?limit=2&offset=2'), await listed('?limit=2&offset=4')];
    expect(pages.flatMap(({ items }) => items.map((one) => one.id))).toEqual(all);
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'offset=-1'])('?%s is refused with its place', async (query) => {
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/exports?${query}`);
    expect(status).toBe(400);
    expect(body.detail).toMatchObject([{ loc: ['query', query.split('=')[0]] }]);
  });

  test('of an unknown case is not found', async () => {
    const { status, body } = await rosa.rest('GET', '/icsr/2147483647/exports');
    expect([status, body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
  });

  test('has no links for sole, who may read and not export, by either door', async () => {
    const sole = await server.as('sole');
    await server.query(`update users set custom_permissions = '{"icsr":{"export":false}}' where username = 'sole'`);
    const sees = (await listed('', sole)).items;
    expect(sees.map(({ url }) => url)).toEqual([null, null, null, null, null]);
    expect(sees.map(({ sha256 }) => sha256)).toEqual((await listed()).items.map(({ sha256 }) => sha256));
    const query = 'query ($id: ID!) { case(id: $id) { exports { sha256 url } } }';
    const { exports } = (await sole.ask<{ case: { exports: { sha256: string; url: null }[] } }>(query, { id })).case;
    expect(exports).toEqual(sees.map(({ sha256 }) => ({ sha256, url: null })));
  });

  test('gives links that open for ten minutes and no longer, and only the one document', async () => {
    const [first, second] = (await listed()).items;
    const token = async (fileId: number, minutesAgo: number) =>
      issueFileToken('file', fileId, server.house.tokenKey, new Date(Date.now() - minutesAgo * 60_000));
    const open = async (fileId: number, minutesAgo: number) =>
      fetch(`${server.address}/files/${await token(fileId, minutesAgo)}`);
    const fresh = await open(first!.id, 9);
    expect([fresh.status, fresh.headers.get('etag')]).toEqual([200, `"${first!.sha256}"`]);
    expect((await open(second!.id, 9)).headers.get('etag')).toBe(`"${second!.sha256}"`);
    const late = await open(first!.id, 11);
    expect([late.status, await late.json()]).toEqual([401, { detail: 'Token inválido' }]);
    expect((await open(2_147_483_647, 0)).status).toBe(404);
    expect(first!.url).not.toBe((await listed()).items[1]!.url);
  });
});

describe('a document that cannot be kept, its store being away', () => {
  test('is refused with what to do, leaves no row and no snapshot, and the case is as free as before', async () => {
    const store = await STORES.bucket!();
    const server = await startServer({ ...UNPRINTED, ...store.settings });
    const rosa = await server.as('rosa');
    const { id } = await makeCase(rosa);
    await rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`);
    await store.close();
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/export/digemid`);
    expect([status, body]).toEqual([
      503,
      {
        detail:
          'El almacén de documentos no responde. Intente de nuevo en unos minutos; si continúa, avise al administrador.',
      },
    ]);
    const { errors } = await rosa.graphql('mutation ($id: ID!) { exportCase(caseId: $id, kind: DIGEMID) { id } }', {
      id,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'FILES_UNAVAILABLE' } }]);
    const { items } = (await rosa.rest<{ items: Listed[] }>('GET', `/icsr/${id}/exports`)).body;
    expect(items).toHaveLength(1);
    expect((await fetch(server.address + items[0]!.url!)).status).toBe(503);
    expect((await rosa.rest('GET', `/icsr/${id}/snapshots`)).body.total).toBe(1);
    expect((await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Leve' })).status).toBe(200);
    // The case goes all the same; what is left of its documents is a job for when the store is back.
    expect((await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD })).status).toBe(200);
    const jobs = `select task_identifier as name from graphile_worker.jobs where task_identifier = 'document.settle' and run_at <= now()`;
    expect(await server.query(jobs)).toEqual([{ name: 'document.settle' }]);
    await server.close();
  });
});
