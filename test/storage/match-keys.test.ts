import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMatchKeys } from '../../src/storage/match-keys.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

const keysOf = async (id: number) =>
  (await server.query('select iniciales, fresh from icsr_match_keys where icsr_id = $1', [id]))[0];

test('keys that are made while somebody changes the case are not taken for those of the changed case', async () => {
  const { id } = await makeCase(await server.as('rosa'), { paciente_iniciales: 'ANTES' });
  const somebody = await server.house.database.pool.connect();
  try {
    await somebody.query('begin');
    await somebody.query(`update icsr set paciente_iniciales = 'DESPUES' where id = $1`, [id]);
    const made = makeMatchKeys(server.query, [id]);
    // By now it waits for the change to end, with what it has read before.
    await sleep(300);
    await somebody.query('commit');
    await made;
  } finally {
    somebody.release();
  }
  expect(await keysOf(id)).toEqual({ iniciales: 'ANTES', fresh: false });
  await makeMatchKeys(server.query, [id]);
  expect(await keysOf(id)).toEqual({ iniciales: 'DESPUES', fresh: true });
});
