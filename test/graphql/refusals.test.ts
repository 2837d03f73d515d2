import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const NOWHERE = 2_147_483_647;
const DELETE = 'mutation ($id: ID!, $password: String!) { deleteCase(id: $id, password: $password) { ok } }';
const UPDATE = 'mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, input: $input) { id } }';

const refused = async (document: string, variables: Record<string, unknown> = {}, client = rosa) => {
  const { errors } = await client.graphql(document, variables);
  return { message: errors?.[0]?.message, ...errors?.[0]?.extensions };
};

test('nobody is asked to log in, in the words of HTTP too', async () => {
  const answer = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ cases { nodes { id } } }' }),
  });
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});

test.each([
  ['is not summed up', 'query ($id: ID!) { deleteSummary(caseId: $id) { followups } }', {}],
  ['is not deleted', DELETE, { password: PASSWORD }],
  ['is not changed', UPDATE, { input: { gravedad: 'Leve' } }],
  ['is not replaced', UPDATE.replace('updateCase', 'replaceCase'), { input: {} }],
])('a case that is not there %s', async (_what, document, variables) => {
  expect(await refused(document, { id: NOWHERE, ...variables })).toMatchObject({
    code: 'CASE_NOT_FOUND',
    message: 'ICSR no encontrado',
  });
});

describe('the password for a delete', () => {
  test('must be sent', async () => {
    const { id } = await makeCase(rosa);
    expect(await refused(DELETE, { id })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused('mutation { deleteCase(id: 1) { ok } }')).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await refused(DELETE, { id, password: '' })).toMatchObject({ code: 'WRONG_CREDENTIALS' });
  });

  test('may be wrong ten times, by both doors together, and then the right one is refused too', async () => {
    const ana = await server.as('ana');
    const { id } = await makeCase(rosa);
    const answers: unknown[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      answers.push((await refused(DELETE, { id, password: 'adivinanza' }, ana)).code);
      answers.push((await ana.rest('DELETE', `/icsr/${id}`, { password: 'adivinanza' })).status);
    }
    expect(answers).toEqual(Array.from({ length: 5 }, () => ['WRONG_CREDENTIALS', 401]).flat());
    expect(await refused(DELETE, { id, password: PASSWORD }, ana)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect((await ana.rest('DELETE', `/icsr/${id}`, { password: PASSWORD })).status).toBe(429);
    expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(200);
  });
});

test.each([
  ['numero', 'CASE_NUMBER_TAKEN', 'Ya existe un ICSR con ese número'],
  ['codigoInternoLab', 'INTERNAL_CODE_TAKEN', 'Ya existe un ICSR con ese código interno'],
])('a case is not given the %s of another', async (name, code, message) => {
  const [one, other] = [await makeCase(rosa), await makeCase(rosa)];
  await rosa.ask(UPDATE, { id: one.id, input: { [name]: `${name}-1` } });
  const input = { [name]: `${name}-1`, gravedad: 'Grave' };
  expect(await refused(UPDATE, { id: other.id, input })).toMatchObject({ code, message });
  expect((await rosa.rest('GET', `/icsr/${other.id}`)).body).toEqual(other);
});

test('checking an internal code needs one', async () => {
  const check = 'query ($code: String!) { internalCodeAvailable(code: $code) }';
  for (const [code, fault] of [
    ['', 'MISSING'],
    ['  ', 'MISSING'],
    ['x'.repeat(256), 'TOO_LONG'],
  ]) {
    expect(await refused(check, { code })).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['code'], code: fault }],
    });
  }
});

describe('a list', () => {
  test.each([
    ['a day that does not exist', '{ cases(filter: { fechaDesde: "2024-13-01" }) { nodes { id } } }', '2024-13-01'],
    ['a day written otherwise', '{ cases(filter: { fechaHasta: "31/01/2024" }) { nodes { id } } }', '31/01/2024'],
    ['an unknown order', '{ cases(orderBy: { field: INVENTADO }) { nodes { id } } }', 'INVENTADO'],
    ['an unknown direction', '{ cases(orderBy: { field: ID, direction: ARRIBA }) { nodes { id } } }', 'ARRIBA'],
    ['an unknown filter', '{ cases(filter: { productoId: 1 }) { nodes { id } } }', 'productoId'],
  ])('is refused for %s, which is named', async (_what, document, name) => {
    const { code, message } = await refused(document);
    expect([code, message]).toEqual(['GRAPHQL_VALIDATION_FAILED', expect.stringContaining(name)]);
  });

  test.each([201, -1])('of products has no page of %i', async (first) => {
    const document = 'query ($first: Int) { catalogProducts(first: $first) { nodes { id } } }';
    expect(await refused(document, { first })).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['first'] }] });
  });
});
