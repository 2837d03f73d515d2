import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuard } from '../../src/server/guard.js';
import { createSchema } from '../../src/schema/build.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

/** Whether the guard remembers a document shows by its giving the very same one again. */
test('documents of somebody are remembered, up to a limit of letters; those of nobody, and refused ones, are not', async () => {
  const guard = createGuard(server.house.config, await createSchema());
  const document = (query: string, caller: 'somebody' | 'nobody') => guard({ query }, caller).document;
  const one = document('{ me { id } }', 'somebody');
  expect(document('{ me { id } }', 'somebody')).toBe(one);
  const login = 'mutation { login(username: "a", password: "b") { token } }';
  expect(document(login, 'nobody')).not.toBe(document(login, 'nobody'));
  const deep = `{ ${'case { '.repeat(11)} id ${'}'.repeat(11)} }`;
  expect(() => document(deep, 'somebody')).toThrow();
  // Eleven documents of 19,000 letters are more than are kept: the first ones go.
  for (let n = 0; n < 11; n += 1) document(`{ me { id } } #${n} ${'x'.repeat(19_000)}`, 'somebody');
  expect(document('{ me { id } }', 'somebody')).not.toBe(one);
});
