import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { makeCase } from '../support/make.js';
import type { Client } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { send, twoWays } from './two-ways.js';

let server: TestServer;
let production: TestServer;
let ana: Client;
let id: number;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(async () => {
  server = await startServer();
  const key = 'Nb3kQ8vR2mZt6wYp4sXc9dLf1gHj7aUe5iOo';
  production = await startServer({ NODE_ENV: 'production', JWT_SECRET: key, GRAPHQL_DEPTH_MAX: '5' });
  ana = await server.as('ana');
  ({ id } = await makeCase(ana));
  await makeCase(await production.as('ana'));
  process.on('unhandledRejection', note);
});
afterEach(() => void unhandled.splice(0));
afterAll(async () => {
  process.off('unhandledRejection', note);
  await production.close();
  await server.close();
});

const door = () => ({ address: server.address, token: ana.token });
const live = async () => ({ address: production.address, token: (await production.as('ana')).token });
const CASE = 'query ($id: ID!) { case(id: $id) { numero } }';

test('every header is as GraphQL itself sends it', async () => {
  const [direct, ordinary] = await twoWays(door(), { query: CASE, variables: { id } });
  expect(direct.headers).toEqual(ordinary.headers);
});

test('an answer tells the id of its request and is kept by nobody', async () => {
  const answer = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ana.token}`, 'x-request-id': 'revision-9' },
    body: JSON.stringify({ query: CASE, variables: { id } }),
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(await answer.text())),
    'cache-control': 'no-store',
    'x-request-id': 'revision-9',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
});

describe('what is accepted decides the form of the answer as ever', () => {
  test.each([
    '',
    '*/*',
    'application/*',
    'application/json',
    'APPLICATION/JSON',
    'text/html,application/json;q=0.9,*/*;q=0.8',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json;q=0.9',
    'application/graphql-response+json,application/json',
    'application/json, application/graphql-response+json;q=0.1',
    'application/json;q=0, application/graphql-response+json',
    'application/json-patch+json',
    'text/html',
    'text/*',
    'application/*;q=0',
  ])('Accept: %s', async (accept) => {
    const [direct, ordinary] = await twoWays(door(), { query: CASE, variables: { id } }, { accept });
    const form = ({ status, headers, data, errors }: typeof direct) => [status, headers['content-type'], data, errors];
    expect(form(direct)).toEqual(form(ordinary));
  });
});

describe('a body with a part of another kind is answered as it is with another query', () => {
  const odd = [null, false, true, 0, 1, '', 'x', [], ['x'], {}, { x: 1 }];
  const parts = ['variables', 'extensions', 'operationName'].flatMap((part) => odd.map((value) => ({ part, value })));

  test.each(parts)('$part: $value', async ({ part, value }) => {
    // Snapshots are never answered directly.
    const [direct, ordinary] = await Promise.all(
      ['{ cases { nodes { id } } }', '{ cases { nodes { id snapshots { id } } } }'].map((query) =>
        send(door(), { query, [part]: value }),
      ),
    );
    const outcome = ({ status, errors }: typeof direct & object) => [status, errors];
    expect(outcome(direct!)).toEqual(outcome(ordinary!));
  });
});

describe('a document is refused for what is wrong with it, run or not', () => {
  const wrong: [what: string, query: string, variables?: object, operationName?: string][] = [
    ['an unknown field', '{ cases { nodes { id nada } } }'],
    ['an unknown field of a page', '{ cases { nada } }'],
    ['a field without the fields below it', '{ cases { nodes { id products } } }'],
    ['an unused variable', 'query ($x: Int) { cases { nodes { id } } }'],
    ['an unknown argument', '{ case(id: 1, otro: 2) { id } }'],
    ['an argument of a field that has none', '{ case(id: 1) { numero(x: 1) } }'],
    ['two fields in one place', '{ case(id: 1) { a: numero a: estado } }'],
    ['a missing variable', CASE],
    ['a variable that does not fit', 'query ($n: Int) { cases(first: $n) { nodes { id } } }', { n: 'x' }],
    ['a null for an id', CASE, { id: null }],
    ['a list for an id', CASE, { id: [1] }],
    ['a page too large', '{ cases(first: 500) { nodes { id } } }'],
    ['first and last', '{ cases(first: 5, last: 5) { nodes { id } } }'],
    ['an id that is none', '{ case(id: "x") { id } }'],
    ['another operation', 'query A { case(id: 1) { id } } query B { nada }', {}, 'A'],
    ['another operation with the same name', 'query A { case(id: 1) { id } } query A { me { username } }', {}, 'A'],
    ['a nameless operation beside it', 'query A { case(id: 1) { id } } { me { username } }', {}, 'A'],
    ['an unused fragment', '{ case(id: 1) { id } } fragment F on Case { id }'],
    ['a wrong unused fragment', '{ case(id: 1) { id } } fragment F on Case { nada }'],
    ['a fragment of another type', '{ case(id: 1) { ...F } } fragment F on Product { id }'],
    ['a definition of a type', '{ case(id: 1) { id } } type X { a: Int }'],
    [
      'the schema in another operation',
      'query A { case(id: 1) { id } } query B { __schema { types { name } } }',
      {},
      'A',
    ],
    [
      'the schema in an unused fragment',
      '{ cases { nodes { id } } } fragment F on Query { __type(name: "Case") { name } }',
    ],
    ['many levels', `{ cases { edges { node { products { id ${'... { '.repeat(3)} x: id ${'}'.repeat(3)} } } } } }`],
    ['too many levels', '{ a: cases { nodes { snapshots { id { id { id { id { id { id { id } } } } } } } } } }'],
  ];

  test.each(wrong)('%s', async (_what, query, variables, operationName) => {
    for (const to of [door(), await live()]) {
      for (const language of ['es', 'en']) {
        const body = { query, variables, operationName };
        const [direct, ordinary] = await twoWays(to, body, { 'accept-language': language });
        expect(direct).toEqual({ ...ordinary, headers: direct.headers });
      }
    }
  });
});

test('nothing is left to fail unheard when one field cannot even be asked for', async () => {
  const query = 'query ($bad: ID!, $id: ID = 1) { a: case(id: $bad) { numero } b: case(id: $id) { numero } }';
  const [direct, ordinary] = await twoWays(door(), { query, variables: { bad: 'ninguno', id: null } });
  expect(direct.errors).toEqual(ordinary.errors);
  // Node ends the whole server for a promise that nobody waits for.
  expect(unhandled).toEqual([]);
});

test('one field that fails leaves the others their answers', async () => {
  const query =
    'query ($id: ID!) { a: case(id: "x") { numero } b: case(id: $id) { n: numero } c: case(id: 999999) { id } }';
  const [direct, ordinary] = await twoWays(door(), { query, variables: { id } });
  expect(direct).toEqual({ ...ordinary, headers: direct.headers });
  expect(JSON.parse(direct.data)).toMatchObject({
    a: null,
    b: { n: expect.stringMatching(/^ICSR-/) as string },
    c: null,
  });
});

describe('who may not read is told so', () => {
  test('without the permission', async () => {
    const account = { email: 'nadie@example.pe', username: 'nadie', fullName: 'Nadie', cargo: 'x' };
    const nadie = await createAccount(server.query, { ...account, roles: ['soporte'], password: PASSWORD });
    const login = { username: 'nadie', password: PASSWORD };
    const { body } = await server.nobody.rest<{ access_token: string }>('POST', '/auth/login', login);
    await server.query(`update users set roles = '{}' where id = $1`, [nadie]);
    server.house.forgetAccount(nadie);
    for (const query of ['{ case(id: 1) { numero } }', '{ cases { totalCount { value } } }']) {
      const [direct, ordinary] = await twoWays({ address: server.address, token: body.access_token }, { query });
      expect(direct).toEqual({ ...ordinary, headers: direct.headers });
      expect(direct.errors[0]).toContain('PERMISSION_DENIED');
    }
  });

  test('with a token that has ended, was made by others or was taken back', async () => {
    const rosa = await server.as('rosa');
    const query = '{ cases { nodes { id } } }';
    expect(await rosa.ask(query)).toMatchObject({ cases: { nodes: [{}] } });
    const seconds = Math.floor(Date.now() / 1000);
    const token = (key: Uint8Array, end: number) =>
      new SignJWT({ uid: 1, generation: 1 })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('1')
        .setIssuedAt(seconds - 60)
        .setExpirationTime(end)
        .sign(key);
    const ended = await token(server.house.tokenKey, seconds - 10);
    const strange = await token(new TextEncoder().encode('otra clave que no es la nuestra, larga'), seconds + 60);
    const ending = await token(server.house.tokenKey, Math.ceil(Date.now() / 1000) + 1);
    expect((await send({ address: server.address, token: ending }, { query })).status).toBe(200);
    const change = 'mutation ($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) }';
    await rosa.ask(change, { a: PASSWORD, b: 'otra clave bien larga' });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    for (const refused of [undefined, ended, strange, ending, rosa.token, 'x']) {
      const [direct, ordinary] = await twoWays({ address: server.address, token: refused }, { query });
      expect([direct.status, direct.data]).toEqual([401, undefined]);
      expect(direct).toEqual({ ...ordinary, headers: direct.headers });
    }
  });
});

test.each([
  ['GET', undefined, undefined],
  ['GET', 'application/json', undefined],
  ['POST', 'application/x-www-form-urlencoded', 'form'],
  ['POST', 'text/plain', 'text'],
  ['POST', 'application/json', 'batch'],
])('a %s of %s (%s) is not answered with cases', async (method, type, form) => {
  const query = '{ cases { nodes { id } } }';
  const bodies: Record<string, string> = {
    form: new URLSearchParams({ query }).toString(),
    text: JSON.stringify({ query }),
    batch: JSON.stringify([{ query }, { query }]),
  };
  const address = `${server.address}/graphql${method === 'GET' ? `?${new URLSearchParams({ query })}` : ''}`;
  const headers = { authorization: `Bearer ${ana.token}`, ...(type && { 'content-type': type }) };
  const answer = await fetch(address, { method, headers, body: form && bodies[form] });
  expect(await answer.text()).not.toContain('"data":{"cases"');
  expect(answer.status).toBeGreaterThanOrEqual(method === 'GET' ? 200 : 400);
});
