import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
let id: number;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  id = (await rosa.rest<{ id: number }>('GET', '/auth/me')).body.id;
});
afterAll(() => server.close());

interface Forgery {
  algorithm?: string;
  key?: Uint8Array;
  claims?: Record<string, unknown>;
  seconds?: number;
}

/** The claims of rosa's own token, until so many seconds from now. */
const claimsOf = (seconds: number) => ({ ...decodeJwt(rosa.token!), exp: Math.floor(Date.now() / 1000) + seconds });

/** A token for rosa that is right but for what is asked. */
function token({
  algorithm = 'HS256',
  key = server.house.tokenKey,
  claims = {},
  seconds = 60,
}: Forgery = {}): Promise<string> {
  return new SignJWT({ ...claimsOf(seconds), ...claims }).setProtectedHeader({ alg: algorithm }).sign(key);
}

const get = (path: string, authorization: string) => server.nobody.rest('GET', path, undefined, { authorization });

/** Expects every door to say the same of it. */
async function expectRefused(header: string, detail: string): Promise<void> {
  for (const path of ['/auth/me', '/icsr', '/icsr/1', '/icsr/eventos?ids=1', '/icsr/abc']) {
    const { status, headers, body } = await get(path, header);
    expect([path, status, body]).toEqual([path, 401, { detail }]);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{10}$/);
  }
  const graphql = await server.nobody.graphql('{ cases { nodes { id } } }', {}, { authorization: header });
  expect(graphql.status).toBe(401);
  expect(graphql.errors![0]!.extensions.code).toBe(detail === 'Token inválido' ? 'INVALID_TOKEN' : 'UNAUTHENTICATED');
}

test('a token made as ours are made is taken, whatever case the scheme is written in', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    expect((await get('/auth/me', `${scheme} ${await token()}`)).status).toBe(200);
  }
});

describe('Token inválido is said of', () => {
  const forgeries: [string, () => Promise<string> | string][] = [
    ['garbage', () => 'basura'],
    ['three parts of garbage', () => 'a.b.c'],
    ['an expired token', () => token({ seconds: -1 })],
    [
      'a token of another key',
      () => token({ key: new TextEncoder().encode('otra llave de treinta y dos bytes o mas') }),
    ],
    ['a token of another algorithm', () => token({ algorithm: 'HS512' })],
    ['a token without a person', () => token({ claims: { uid: undefined } })],
    ['a token whose person is a text', () => token({ claims: { uid: String(id) } })],
    ['a token for something else', () => token({ claims: { aud: 'file' } })],
    [
      'a token with a changed payload',
      async () => (await token()).replace(/\.[^.]+\./, `.${(await token({ seconds: 9999 })).split('.')[1]}.`),
    ],
    ['a token without its signature', async () => `${(await token()).split('.').slice(0, 2).join('.')}.`],
    ['an unsigned token (alg none)', () => new UnsecuredJWT(claimsOf(60)).encode()],
  ];
  test.each(forgeries)('%s is refused by every door', async (_what, make) => {
    await expectRefused(`Bearer ${await make()}`, 'Token inválido');
  });
});

test.each(['Basic cm9zYTpyb3Nh', 'Bearer', 'Bearer ', 'Token abc', 'bearerabc'])(
  'the header "%s" is no authentication',
  async (header) => {
    await expectRefused(header, 'Not authenticated');
  },
);

test('Usuario no encontrado is said to a good token of an account that is gone', async () => {
  const { status, headers, body } = await get('/auth/me', `Bearer ${await token({ claims: { uid: 2147483647 } })}`);
  expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(body).toEqual({ detail: 'Usuario no encontrado' });
});

test('a person who is made inactive is out within seconds', async () => {
  const sole = await server.as('sole');
  expect((await sole.rest('GET', '/icsr')).status).toBe(200);
  await server.query(`update users set is_active = false where username = 'sole'`);
  await wait(3100);
  expect(await sole.rest('GET', '/icsr')).toMatchObject({ status: 401, body: { detail: 'Token inválido' } });
});

test('who asks is settled before the body is read', async () => {
  const { status, body } = await server.nobody.rest('POST', '/icsr', '{ roto');
  expect([status, body]).toEqual([401, { detail: 'Not authenticated' }]);
});

test('X-Tenant, x-audit and x-actor change nothing', async () => {
  const headers = { 'x-tenant': 'otra', 'x-audit': '0', 'x-actor': 'nadie' };
  const made = await rosa.rest<{ id: number }>('POST', '/icsr', LEAST_CASE, headers);
  expect(made.status).toBe(201);
  const entries = await server.query<{ who: string }>('select who from audit_log where icsr_id = $1', [made.body.id]);
  expect(entries).toEqual([{ who: 'rosa@example.pe' }]);
});
