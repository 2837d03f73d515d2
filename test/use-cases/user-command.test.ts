import { afterAll, beforeAll, expect, test } from 'vitest';
import { finish, settingsBeside } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

/** Runs `vigia` on the server's database. The password goes by the environment. */
function vigia(password: string | undefined, ...words: string[]) {
  const settings = { ...settingsBeside(server), ...(password !== undefined && { VIGIA_PASSWORD: password }) };
  return finish(words, settings);
}

const login = async (username: string, password: string) =>
  (await server.nobody.rest('POST', '/auth/login', { username, password })).status;

test('an account is added as the help says, and given a new password', async () => {
  const words = ['user', 'add', 'Nueva@example.pe', '--role', 'soporte', '--role', 'qa', '--name', 'Nueva de Prueba'];
  expect(await vigia('una clave larga', ...words)).toMatchObject({
    code: 0,
    text: expect.stringContaining('is there'),
  });
  expect(await login('nueva@example.pe', 'una clave larga')).toBe(200);
  const [account] = await server.query(`select roles, full_name from users where email = 'Nueva@example.pe'`);
  expect(account).toEqual({ roles: ['soporte', 'qa'], full_name: 'Nueva de Prueba' });

  expect((await vigia('otra clave larga', 'user', 'password', 'nueva@example.pe')).code).toBe(0);
  expect(await login('nueva@example.pe', 'una clave larga')).toBe(401);
  expect(await login('nueva@example.pe', 'otra clave larga')).toBe(200);
}, 60_000);

test.each([
  [
    'a role that does not exist',
    'una clave larga',
    ['user', 'add', 'x@example.pe', '--role', 'jefe'],
    1,
    'responsable_fv',
  ],
  ['a short password', 'corta', ['user', 'add', 'x@example.pe', '--role', 'qa'], 1, '10 characters'],
  ['no password', undefined, ['user', 'add', 'x@example.pe', '--role', 'qa'], 2, 'VIGIA_PASSWORD'],
  ['an account that is not there', 'una clave larga', ['user', 'password', 'nadie@example.pe'], 1, 'no account'],
])('%s is refused with what to do', async (_what, password, words, code, text) => {
  const before = await server.query('select count(*) from users');
  expect(await vigia(password, ...words)).toMatchObject({ code, text: expect.stringContaining(text) });
  expect(await server.query('select count(*) from users')).toEqual(before);
});
