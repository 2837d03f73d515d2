import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientFor } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

const LIMITS = { GRAPHQL_TOKENS_MAX: '200', GRAPHQL_DEPTH_MAX: '4', GRAPHQL_ALIASES_MAX: '5', GRAPHQL_COST_MAX: '300' };

let small: TestServer;
let rosa: Client;
beforeAll(async () => {
  small = await startServer(LIMITS);
  rosa = await small.as('rosa');
  await makeCase(rosa);
});
afterAll(() => small.close());

const refusal = (status: number, code: string, message?: unknown) => ({
  status,
  errors: [{ ...(message !== undefined && { message }), extensions: { code } }],
});
const REFUSED = (message?: unknown) => refusal(400, 'DOCUMENT_REFUSED', message);
const LOGIN_FIELDS = '(username: "rosa", password: "no es la clave") { token }';

describe('a document past a limit is refused before anything of it runs', () => {
  test('too many tokens', async () => {
    const answer = await rosa.graphql(`{ me { ${'id '.repeat(200)} } }`);
    expect(answer).toMatchObject(REFUSED(expect.stringContaining('200 símbolos')));
    expect(answer).not.toHaveProperty('data');
    expect(await rosa.graphql(`{ me { ${'id '.repeat(150)} } }`)).toMatchObject({ status: 200, data: { me: {} } });
  });

  test('too deep, by fields or by fragments', async () => {
    const deep = '{ cases { edges { node { products { nroLote } } } } }';
    const hidden =
      '{ cases { ...A } } fragment A on CaseConnection { edges { ...B } } fragment B on CaseEdge { node { ... { products { nroLote } } } }';
    expect(await rosa.graphql(deep)).toMatchObject(REFUSED(expect.stringContaining('4 niveles')));
    expect(await rosa.graphql(hidden)).toMatchObject(REFUSED(expect.stringContaining('4 niveles')));
    expect((await rosa.graphql('{ cases { nodes { products { nroLote } } } }')).errors).toBeUndefined();
  });

  test('too many aliases, wherever they stand', async () => {
    const aliases = (count: number) => Array.from({ length: count }, (_, place) => `a${place}: id`).join(' ');
    expect(await rosa.graphql(`{ me { ${aliases(6)} } }`)).toMatchObject(REFUSED(expect.stringContaining('5 alias')));
    const thrice = `{ me { ...A } x: me { ...A } y: me { ...A } } fragment A on Me { ${aliases(2)} }`;
    expect(await rosa.graphql(thrice)).toMatchObject(REFUSED(expect.stringContaining('5 alias')));
    expect((await rosa.graphql(`{ me { ${aliases(5)} } }`)).errors).toBeUndefined();
  });

  describe('too many objects', () => {
    const TOO_MUCH = REFUSED(expect.stringContaining('300 objetos'));
    test.each([
      ['by a page size', '{ cases(first: 150) { nodes { products { id } } } }', {}],
      ['by a page size from the end', '{ cases(last: 150) { nodes { products { id } } } }', {}],
      [
        'by a page size in a variable',
        'query ($n: Int) { cases(first: $n) { nodes { products { id } } } }',
        { n: 150 },
      ],
      [
        'by a page size in the default of a variable',
        'query ($n: Int = 150) { cases(first: $n) { nodes { products { id } } } }',
        {},
      ],
      ['by pages of no given size', '{ cases { nodes { products { id } events { id } concomitants { id } } } }', {}],
      [
        'by a null page size',
        '{ cases(first: null) { nodes { products { id } events { id } concomitants { id } } } }',
        {},
      ],
      [
        'by a page size of nought',
        '{ cases(first: 0) { nodes { products { id } events { id } concomitants { id } } } }',
        {},
      ],
      [
        'by a page that is described in a fragment',
        '{ cases { ...P } } fragment P on CaseConnection { nodes { products { id } events { id } concomitants { id } } }',
        {},
      ],
      ['by the lists of a page', '{ auditTrail(first: 150) { nodes { changes { field } } } }', {}],
    ])('%s', async (_how, document, variables) => {
      expect(await rosa.graphql(document, variables)).toMatchObject(TOO_MUCH);
    });

    test('while a smaller page passes', async () => {
      expect((await rosa.graphql('{ cases(first: 40) { nodes { products { id } } } }')).errors).toBeUndefined();
    });
  });

  test('a refused mutation changes nothing', async () => {
    const { id } = await makeCase(rosa);
    const aliases = Array.from(
      { length: 6 },
      (_, n) => `a${n}: updateCase(id: ${id}, input: { gravedad: "Leve" }) { id }`,
    );
    expect(await rosa.graphql(`mutation { ${aliases.join(' ')} }`)).toMatchObject(REFUSED());
    expect((await rosa.rest('GET', `/icsr/${id}`)).body).toMatchObject({ version: 1, gravedad: null });
  });
});

describe('a document that would never end is refused at once', () => {
  const quickly = async (document: string) => {
    const started = performance.now();
    const answer = await (await big.as('rosa')).graphql(document);
    expect(performance.now() - started).toBeLessThan(1500);
    return answer;
  };
  let big: TestServer;
  beforeAll(async () => {
    big = await startServer({ GRAPHQL_DEPTH_MAX: '50' });
    await big.as('rosa');
  });
  afterAll(() => big.close());

  test('a fragment that holds itself', async () => {
    expect(await quickly('{ me { ...A } } fragment A on Me { id ...A }')).toMatchObject(REFUSED());
  });

  test('fragments that hold each other', async () => {
    const ring = 'fragment A on Me { ...B } fragment B on Me { ...C } fragment C on Me { ...A }';
    expect(await quickly(`{ me { ...A } } ${ring}`)).toMatchObject(REFUSED());
  });

  test('a cycle that nothing uses', async () => {
    expect((await quickly('{ me { id } } fragment A on Me { ...B } fragment B on Me { ...A }')).status).toBe(400);
  });

  test('fragments that double at every step', async () => {
    const steps = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Me { ...F${n + 1} ...F${n + 1} }`);
    const bomb = `{ me { ...F0 } } ${steps.join(' ')} fragment F40 on Me { id }`;
    expect(await quickly(bomb)).toMatchObject(REFUSED());
  });

  test('one field thousands of times', async () => {
    expect((await quickly(`{ me { ${'id '.repeat(4900)} } }`)).status).toBeLessThan(500);
  });

  test('one object hundreds of times', async () => {
    const once = '... { nodes { products { id nroLote } } } ';
    expect((await quickly(`{ cases { ${once.repeat(350)} } }`)).status).toBeLessThan(500);
  });

  test('a fragment that is not there', async () => {
    expect(await quickly('{ me { ...Nada } }')).toMatchObject(REFUSED(expect.stringContaining('Nada')));
  });
});

describe('nobody in particular', () => {
  const UNAUTHENTICATED = refusal(401, 'UNAUTHENTICATED');
  const dangerous = [
    ['a query', '{ me { id } }'],
    ['a syntax error', '{ me { id '],
    ['a wrong field', '{ nada }'],
    ['a mutation', 'mutation { deleteCase(id: 1, password: "x") { ok } }'],
    ['a document past every limit', `{ me { ${'id '.repeat(10_000)} } }`],
    ['a login with something beside it', `mutation { login${LOGIN_FIELDS} deleteCase(id: 1, password: "x") { ok } }`],
    ['two logins', `mutation { a: login${LOGIN_FIELDS} b: login${LOGIN_FIELDS} }`],
    [
      'two logins, one in a fragment',
      `mutation { login${LOGIN_FIELDS} ...L } fragment L on Mutation { b: login${LOGIN_FIELDS} }`,
    ],
    [
      'two logins in a fragment',
      `mutation { ...L } fragment L on Mutation { a: login${LOGIN_FIELDS} b: login${LOGIN_FIELDS} }`,
    ],
    ['something called login', 'mutation { login: deleteCase(id: 1, password: "x") { ok } }'],
    ['a query that only speaks of login', '{ me { id } } # login'],
    ['a look at the schema with something beside it', '{ __typename me { id } }'],
    ['a subscription', 'subscription { caseChanged { caseId } } # login __'],
    ['an empty document', ''],
  ];

  test.each(dangerous)('is turned away with %s', async (_what, document) => {
    const answer = await small.nobody.graphql(document);
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer).not.toHaveProperty('data');
  });

  test('is told how to come back', async () => {
    const answer = await fetch(`${small.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('cannot run another operation of a document that also logs in', async () => {
    const query = `mutation A { login${LOGIN_FIELDS} } mutation B { deleteCase(id: 1, password: "x") { ok } }`;
    for (const operationName of ['B', undefined, '']) {
      const answer = await raw(small, JSON.stringify({ query, operationName }));
      expect([400, 401]).toContain(answer.status);
      expect(answer.body).not.toHaveProperty('data');
    }
  });

  test('may log in', async () => {
    const answer = await small.nobody.graphql(
      `mutation { login(username: "rosa", password: "${PASSWORD}") { token } }`,
    );
    expect(answer).toMatchObject({ status: 200, data: { login: { token: expect.any(String) } } });
  });

  test('may look at the schema in development, within the limits', async () => {
    expect(await small.nobody.graphql('{ __schema { queryType { name } } }')).toMatchObject({ status: 200 });
    expect(await small.nobody.graphql('{ __typename }')).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });

  test.each([
    ['a forged token', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA'],
    ['no token at all', 'Bearer nada'],
  ])('with %s is told that it does not hold, but may log in anew', async (_what, authorization) => {
    expect(await small.nobody.graphql('{ me { id', {}, { authorization })).toMatchObject(refusal(401, 'INVALID_TOKEN'));
    const login = `mutation { login(username: "rosa", password: "${PASSWORD}") { token } }`;
    const answer = await small.nobody.graphql(login, {}, { authorization });
    expect(answer).toMatchObject({ status: 200, data: { login: { token: expect.any(String) } } });
  });

  test('with the header of another scheme is nobody', async () => {
    const answer = await small.nobody.graphql('{ me { id } }', {}, { authorization: 'Basic cm9zYTp4' });
    expect(answer).toMatchObject(UNAUTHENTICATED);
  });
});

async function raw(server: TestServer, body: string | undefined, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) as Record<string, unknown> };
}

test('a document of rosa with a syntax error is refused with the place of the error, and no data', async () => {
  const answer = await clientFor(small.address, rosa.token).graphql('{ me { id ');
  expect(answer).toMatchObject(REFUSED(expect.stringMatching(/Syntax Error/)));
});
