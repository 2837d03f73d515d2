import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

const kept = async () => {
  const folder = path.join(server.house.config.dataDirectory, 'files');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
};

test('the documents of a case go with it, and those of others stay', async () => {
  const rosa = await server.as('rosa');
  const [gone, stays] = [await makeCase(rosa), await makeCase(rosa, { paciente_iniciales: 'ZZ' })];
  for (const { id } of [gone, stays]) await rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`);
  expect(await kept()).toBe(2);
  expect((await rosa.rest('DELETE', `/icsr/${gone.id}`, { password: 'no es la clave' })).status).toBe(401);
  expect(await kept()).toBe(2);
  expect((await rosa.rest('DELETE', `/icsr/${gone.id}`, { password: PASSWORD })).status).toBe(200);
  expect(await kept()).toBe(1);
  expect((await rosa.rest('GET', `/icsr/${stays.id}/export/modelo-b.docx`)).status).toBe(200);
});
