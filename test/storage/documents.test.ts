import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetUnused, keepInside, settleDocuments } from '../../src/storage/documents.js';
import { insertExport } from '../../src/storage/export-files.js';
import { LOCKS } from '../../src/storage/locks.js';
import type { Query } from '../../src/storage/query.js';
import { transaction } from '../../src/storage/transaction.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

const LONG_ENOUGH_TO_GO_WRONG_MS = 300;

const inTransaction = <Output>(work: (query: Query) => Promise<Output>) =>
  transaction(server.house.database.pool, { actorId: null, who: 'system@vigia', requestId: 'test' }, [], work);

const written = (query: Query, icsrId: number, sha256: string) =>
  insertExport(query, {
    icsrId,
    sha256,
    kind: 'DIGEMID',
    caseVersion: 1,
    fileName: `ICSR_${icsrId}_DIGEMID-Oficial.pdf`,
    contentType: 'application/pdf',
    sizeBytes: 1,
    engine: 'chromium',
    authorId: null,
    createdAt: new Date(),
  });

test('bytes that one transaction has just kept are not taken for unused by another, that lets go of the same ones', async () => {
  const { files, database } = server.house;
  const { id } = await makeCase(await server.as('rosa'));
  const bytes = Buffer.from('el mismo documento de dos casos');
  const sha256 = await files.keep(bytes);
  const forgetting = await inTransaction(async (query) => {
    await keepInside(query, files, bytes);
    const other = forgetUnused(database.pool, files, [sha256]);
    await Promise.race([other, sleep(LONG_ENOUGH_TO_GO_WRONG_MS)]);
    await written(query, id, sha256);
    return { other };
  });
  await forgetting.other;
  expect(await files.read(sha256)).toEqual(bytes);
  await server.query('delete from export_files where icsr_id = $1', [id]);
  await forgetUnused(database.pool, files, [sha256]);
  await expect(files.read(sha256)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('a documented name ends with the newest document, though another server is at it with an older one', async () => {
  const { files, database, config } = server.house;
  const { id } = await makeCase(await server.as('rosa'));
  const fileName = `ICSR_${id}_DIGEMID-Oficial.pdf`;
  const [older, newer] = [await files.keep(Buffer.from('anterior')), await files.keep(Buffer.from('nuevo'))];
  await written(server.query, id, older);
  const settling = await inTransaction(async (query) => {
    await query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCKS.names, fileName]);
    const other = settleDocuments(database.pool, files, { fileNames: [fileName], sha256s: [] });
    await Promise.race([other, sleep(LONG_ENOUGH_TO_GO_WRONG_MS)]);
    await written(server.query, id, newer);
    return { other };
  });
  await settling.other;
  const pointer = path.join(config.dataDirectory, 'storage/icsr_exports', fileName);
  expect(await readFile(pointer, 'utf8')).toBe('nuevo');
});
