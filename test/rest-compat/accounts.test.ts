import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { type Client, clientFor } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { namesOf, type Wire } from './golden.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.as('rosa');
});
afterAll(() => server.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const login = (username: unknown, password: unknown = PASSWORD, headers?: Record<string, string>) =>
  server.nobody.rest('POST', '/auth/login', { username, password }, headers);

/** Somebody new, so that counting failures disturbs nobody else. */
async function newcomer(name: string, fields: Wire = {}): Promise<void> {
  await createAccount(server.house.database.query, {
    email: `${name}@example.pe`,
    username: name,
    roles: ['qf'],
    password: PASSWORD,
  });
  for (const [column, value] of Object.entries(fields)) {
    await server.query(`update users set ${column} = $2 where username = $1`, [name, value]);
  }
}

async function enter(name: string, password = PASSWORD): Promise<Client> {
  const { status, body } = await login(name, password);
  expect(status).toBe(200);
  return clientFor(server.address, body.access_token as string);
}

describe('POST /auth/login', () => {
  test.each(['rosa', 'ROSA', 'rosa@example.pe', 'Rosa@Example.PE', '  rosa '])(
    'rosa enters as "%s", by JSON and by form',
    async (name) => {
      const json = await login(name);
      const form = await server.nobody.rest(
        'POST',
        '/auth/login',
        new URLSearchParams({ grant_type: 'password', scope: '', username: name, password: PASSWORD }).toString(),
        { ...FORM, 'x-tenant': 'otra-empresa' },
      );
      for (const { status, body } of [json, form]) {
        expect(status).toBe(200);
        const id = (body.user as Wire).id;
        expect(body).toEqual({
          access_token: expect.any(String),
          token_type: 'bearer',
          user: { id, username: 'rosa', email: 'rosa@example.pe', role: 'responsable_fv', roles: ['responsable_fv'] },
        });
        const me = await clientFor(server.address, body.access_token as string).rest('GET', '/auth/me');
        expect([me.status, me.body.id]).toEqual([200, id]);
      }
    },
  );

  test('the token has the documented claims and lasts 480 minutes', async () => {
    const { body } = await login('rosa', PASSWORD, { 'x-request-id': 'pedido-1' });
    const [head, payload] = (body.access_token as string)
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(head!)).toMatchObject({ alg: 'HS256' });
    const claims = JSON.parse(payload!) as Wire & { exp: number; iat: number; uid: number };
    expect(claims).toMatchObject({
      username: 'rosa',
      email: 'rosa@example.pe',
      role: 'responsable_fv',
      tenant: 'legacy',
    });
    expect(claims).toMatchObject({ sub: String(claims.uid), roles: ['responsable_fv'], trace: 'pedido-1' });
    expect(claims.exp - claims.iat).toBe(480 * 60);
    const documented = ['email', 'exp', 'role', 'roles', 'sub', 'tenant', 'trace', 'uid', 'username'];
    const ours = ['generation', 'iat'];
    expect(namesOf(claims)).toEqual([...documented, ...ours].toSorted());
  });

  test('who is both qf and admin has admin as the first role', async () => {
    await newcomer('jefa', { roles: ['qf', 'admin'] });
    const { body } = await login('jefa');
    expect(body.user).toMatchObject({ role: 'admin', roles: ['qf', 'admin'] });
  });

  test.each([
    ['a wrong password', 'rosa', 'otra clave larga'],
    ['an unknown user', 'nadie', PASSWORD],
    ['a name that no database can hold', 'rosa\u0000', PASSWORD],
    ['half a character for a name', '\ud800', PASSWORD],
    ['a wild card for a name', '%', PASSWORD],
  ])('%s is a wrong credential', async (_what, username, password) => {
    const { status, headers, body } = await login(username, password);
    expect([status, body]).toEqual([401, { detail: 'Credenciales inválidas' }]);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an inactive account, and one without roles, are told so, but only with the right password', async () => {
    await newcomer('ida', { is_active: false });
    await newcomer('vacia', { roles: [] });
    const texts = {
      ida: 'Usuario inactivo',
      vacia: 'El usuario no tiene roles asignados. Contacte al administrador.',
    };
    for (const [name, detail] of Object.entries(texts)) {
      expect(await login(name)).toMatchObject({ status: 403, body: { detail } });
      expect(await login(name, 'otra clave larga')).toMatchObject({
        status: 401,
        body: { detail: 'Credenciales inválidas' },
      });
    }
  });

  test.each([
    ['nothing', {}],
    ['no password', { username: 'rosa' }],
    ['no name', { password: PASSWORD }],
    ['blanks', { username: ' ', password: '' }],
    ['null', { username: null, password: null }],
    ['objects where texts belong', { username: { $ne: '' }, password: ['x'] }],
  ])('a body with %s lacks what it needs', async (_what, body) => {
    const answer = await server.nobody.rest('POST', '/auth/login', body);
    expect([answer.status, answer.body]).toEqual([422, { detail: 'Usuario y contraseña requeridos' }]);
  });

  test.each(['', 'username=rosa', '&&&'])('the form "%s" lacks what it needs', async (form) => {
    const { status, body } = await server.nobody.rest('POST', '/auth/login', form, FORM);
    expect([status, body]).toEqual([422, { detail: 'Usuario y contraseña requeridos' }]);
  });
});

describe('ten failures in fifteen minutes', () => {
  const wrong = (name: string) => login(name, 'adivinanza');

  test('shut the door, also to the right password, and not to other people', async () => {
    await newcomer('diez');
    for (let guess = 1; guess <= 10; guess += 1) expect((await wrong('diez')).status).toBe(401);
    const { status, headers, body } = await wrong('diez');
    expect(status).toBe(429);
    expect(body.detail).toMatch(/^Demasiados intentos/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login('DIEZ ')).status).toBe(429);
    expect((await login('rosa')).status).toBe(200);
  });

  test('count when they race', async () => {
    await newcomer('carrera');
    const statuses = (await Promise.all(Array.from({ length: 30 }, () => wrong('carrera')))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect((await login('carrera')).status).toBe(429);
  });

  test('count for the account, by whichever of its two names', async () => {
    await newcomer('doble');
    for (let guess = 1; guess <= 5; guess += 1) await wrong('doble');
    for (let guess = 1; guess <= 5; guess += 1) await wrong('doble@example.pe');
    expect((await login('doble')).status).toBe(429);
    expect((await login('doble@example.pe')).status).toBe(429);
  });

  test('count for GraphQL and REST together', async () => {
    await newcomer('puertas');
    const document = 'mutation ($u: String!, $p: String!) { login(username: $u, password: $p) { token } }';
    for (let guess = 1; guess <= 5; guess += 1) await server.nobody.graphql(document, { u: 'puertas', p: 'x' });
    for (let guess = 1; guess <= 5; guess += 1) await wrong('puertas');
    expect((await login('puertas')).status).toBe(429);
    const { errors } = await server.nobody.graphql(document, { u: 'puertas', p: PASSWORD });
    expect(errors![0]!.extensions.code).toBe('TOO_MANY_ATTEMPTS');
  });

  test('are forgotten after a login that succeeds', async () => {
    await newcomer('olvido');
    for (let guess = 1; guess <= 9; guess += 1) await wrong('olvido');
    expect((await login('olvido')).status).toBe(200);
    for (let guess = 1; guess <= 9; guess += 1) expect((await wrong('olvido')).status).toBe(401);
    expect((await login('olvido')).status).toBe(200);
  });
});

describe('who am I', () => {
  test('GET /auth/me tells rosa what she may do', async () => {
    const { status, body } = await (await server.as('rosa')).rest('GET', '/auth/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.any(Number),
      email: 'rosa@example.pe',
      username: 'rosa',
      full_name: 'rosa de Prueba',
      role: 'responsable_fv',
      roles: ['responsable_fv'],
      permissions: expect.objectContaining({
        icsr: { list: true, read: true, create: true, update: true, delete: true, export: true },
        audit: { read: false },
      }),
      is_active: true,
      empleado_id: null,
    });
    const { me } = await (
      await server.as('rosa')
    ).ask<{ me: Wire }>('{ me { id email username fullName roles isActive empleadoId } }');
    expect(me).toEqual({
      id: String(body.id),
      email: body.email,
      username: body.username,
      fullName: body.full_name,
      roles: body.roles,
      isActive: true,
      empleadoId: null,
    });
  });

  test('GET /auth/whoami tells less', async () => {
    const { status, body } = await (await server.as('rosa')).rest('GET', '/auth/whoami');
    expect(status).toBe(200);
    expect(namesOf(body)).toEqual(['email', 'empleado_id', 'full_name', 'id', 'role', 'roles', 'username']);
    expect(body).toMatchObject({ username: 'rosa', role: 'responsable_fv' });
  });

  test.each(['me', 'whoami'])('GET /auth/%s is not for nobody', async (path) => {
    const { status, headers, body } = await server.nobody.rest('GET', `/auth/${path}`);
    expect([status, body]).toEqual([401, { detail: 'Not authenticated' }]);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('POST /auth/change-password', () => {
  const change = (client: Client, current_password: unknown, new_password: unknown) =>
    client.rest('POST', '/auth/change-password', { current_password, new_password });

  test('takes the new password, voids the old one and every token issued before', async () => {
    await newcomer('nueva');
    const [one, two] = [await enter('nueva'), await enter('nueva')];
    await wait(1100);
    expect(await change(one, PASSWORD, 'clave nueva')).toMatchObject({ status: 200, body: { ok: true } });
    for (const client of [one, two]) {
      const { status, headers, body } = await client.rest('GET', '/auth/me');
      expect([status, body, headers.get('www-authenticate')]).toEqual([401, { detail: 'Token inválido' }, 'Bearer']);
      expect((await client.graphql('{ me { id } }')).status).toBe(401);
    }
    expect((await login('nueva')).status).toBe(401);
    expect((await (await enter('nueva', 'clave nueva')).rest('GET', '/auth/me')).status).toBe(200);
  });

  test('voids tokens at once, even while word of it travels slowly', async () => {
    await newcomer('sorda');
    const client = await enter('sorda');
    expect((await client.rest('GET', '/auth/me')).status).toBe(200);
    await server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
    );
    expect((await change(client, PASSWORD, 'clave nueva')).status).toBe(200);
    expect((await client.rest('GET', '/auth/me')).status).toBe(401);
  });

  test('voids a token that was issued in the same second', async () => {
    await newcomer('rapida');
    await wait(1000 - (Date.now() % 1000));
    const client = await enter('rapida');
    expect((await change(client, PASSWORD, 'clave nueva')).status).toBe(200);
    expect((await client.rest('GET', '/auth/me')).status).toBe(401);
    expect((await (await enter('rapida', 'clave nueva')).rest('GET', '/auth/me')).status).toBe(200);
  });

  test.each([
    ['a wrong present one', 'otra clave larga', 'clave nueva', 401, 'Contraseña actual incorrecta'],
    ['no present one', undefined, 'clave nueva', 401, 'Contraseña actual incorrecta'],
    ['a short new one', PASSWORD, 'corta', 422, 'Nueva contraseña muy corta (mín 6)'],
    ['no new one', PASSWORD, undefined, 422, 'Nueva contraseña muy corta (mín 6)'],
    ['a number for a new one', PASSWORD, 123456789, 422, 'Nueva contraseña muy corta (mín 6)'],
  ])('with %s is refused and changes nothing', async (_what, current, wanted, status, detail) => {
    const rosa = await server.as('rosa');
    expect(await change(rosa, current, wanted)).toMatchObject({ status, body: { detail } });
    expect((await rosa.rest('GET', '/auth/me')).status).toBe(200);
    expect((await login('rosa')).status).toBe(200);
  });

  test('is shut after ten wrong ones, also when they race', async () => {
    await newcomer('terca');
    const client = await enter('terca');
    const guesses = Array.from({ length: 20 }, () => change(client, 'adivinanza', 'clave nueva'));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect((await change(client, PASSWORD, 'clave nueva')).status).toBe(429);
    expect((await login('terca')).status).toBe(200);
  });

  test('is not for nobody', async () => {
    expect(await change(server.nobody, PASSWORD, 'clave nueva')).toMatchObject({
      status: 401,
      body: { detail: 'Not authenticated' },
    });
  });
});
