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

async function send(to: TestServer, body: string | undefined, headers: Record<string, string>) {
  const answer = await fetch(`${to.address}/graphql`, { method: 'POST', body, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

describe('a body that is no GraphQL request', () => {
  const login = `mutation { login(username: "rosa", password: "${PASSWORD}") { token } }`;
  const cases: [string, string | undefined, string | undefined, number[], string][] = [
    ['malformed JSON', '{"query": ', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['no body', undefined, 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['no body and no type', undefined, undefined, [400], 'DOCUMENT_REFUSED'],
    ['a batch', '[{"query":"{ me { id } }"},{"query":"{ me { id } }"}]', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['null', 'null', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['a number', '5', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['no query', '{"variables":{}}', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['a query that is no text', '{"query":{"me":1}}', 'application/json', [400], 'DOCUMENT_REFUSED'],
    ['a text as its variables', '{"query":"{ me { id } }","variables":"x"}', 'application/json', [400], ''],
    ['a list as its operation name', '{"query":"{ me { id } }","operationName":["x"]}', 'application/json', [400], ''],
    ['a plain text', JSON.stringify({ query: login }), 'text/plain', [400, 415], ''],
    ['a form', `query=${encodeURIComponent(login)}`, 'application/x-www-form-urlencoded', [400, 415], ''],
    ['XML', '<query/>', 'application/xml', [415], 'UNSUPPORTED_MEDIA_TYPE'],
  ];

  test.each(cases)('%s, gets a clear answer in the shape of GraphQL', async (_what, body, type, statuses, code) => {
    const headers: Record<string, string> = { authorization: `Bearer ${rosa.token}` };
    if (type) headers['content-type'] = type;
    const answer = await send(server, body, headers);
    expect(statuses).toContain(answer.status);
    const { errors, data } = JSON.parse(answer.text) as {
      errors: { message: string; extensions: { code: string } }[];
      data?: unknown;
    };
    expect(data ?? null).toBeNull();
    expect(errors[0]!.message).toMatch(/\w/);
    expect(errors[0]!.extensions.code).not.toBe('INTERNAL');
    if (code) expect(errors[0]!.extensions.code).toBe(code);
  });

  test('is not run for a web page that may only send forms and plain text', async () => {
    const bodies: [string, string][] = [
      ['text/plain', JSON.stringify({ query: login })],
      ['text/plain;application/json', JSON.stringify({ query: login })],
      ['application/x-www-form-urlencoded', `query=${encodeURIComponent(login)}`],
    ];
    for (const [type, body] of bodies) {
      const answer = await send(server, body, { 'content-type': type });
      expect(answer.text).not.toContain('token');
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  test('is too large past the limit', async () => {
    const body = JSON.stringify({ query: '{ me { id } }', variables: { x: 'x'.repeat(11_000_000) } });
    const answer = await send(server, body, {
      'content-type': 'application/json',
      authorization: `Bearer ${rosa.token}`,
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] });
  });
});

test('every answer has a request id: the one that was sent, or one of ours', async () => {
  const headers = { 'content-type': 'application/json', 'x-request-id': 'revision-7' };
  expect((await send(server, '{}', headers)).headers.get('x-request-id')).toBe('revision-7');
  expect((await send(server, '{}', { ...headers, 'x-request-id': 'a b <c>' })).headers.get('x-request-id')).toMatch(
    /^[0-9a-f]{10}$/,
  );
});

describe('in a browser', () => {
  test('the explorer opens outside production and needs nothing of another server', async () => {
    const answer = await fetch(`${server.address}/graphql`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await answer.text();
    expect(page).toContain('graphiql');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="(https?:)?\/\//);
  });
});

describe('in production', () => {
  let production: TestServer;
  let ana: Client;
  beforeAll(async () => {
    production = await startServer({ NODE_ENV: 'production', JWT_SECRET: 'Nb3kQ8vR2mZt6wYp4sXc9dLf1gHj7aUe5iOo' });
    ana = await production.as('ana');
  });
  afterAll(() => production.close());

  test.each(['{ __schema { types { name } } }', '{ __type(name: "Case") { name } }', '{ __typename }'])(
    'nobody in particular may not ask %s',
    async (document) => {
      expect(await production.nobody.graphql(document)).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    },
  );

  test('nor may ana look at the schema, though she may name a type', async () => {
    const answer = await ana.graphql('{ __schema { types { name } } }');
    expect(answer.status).toBe(400);
    expect(answer.errors?.[0]?.extensions.code).toMatch(/^(INTROSPECTION_DISABLED|GRAPHQL_VALIDATION_FAILED)$/);
    expect(await ana.ask('{ __typename }')).toEqual({ __typename: 'Query' });
  });

  test('a wrong name is not put right', async () => {
    const { errors } = await ana.graphql('{ case(id: 1) { pacienteInicial } }');
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(JSON.stringify(errors)).not.toMatch(/pacienteIniciales|Did you mean/);
  });

  test('there is no explorer', async () => {
    expect((await fetch(`${production.address}/graphql`)).status).toBe(404);
    expect((await fetch(`${production.address}/graphql?query={__typename}`)).status).toBe(404);
  });

  test('logging in works', async () => {
    const document = `mutation { login(username: "ana", password: "${PASSWORD}") { token } }`;
    expect((await production.nobody.graphql(document)).data).toMatchObject({ login: { token: expect.any(String) } });
  });
});

describe('an accident in the database', () => {
  const SECRETS = /secreto-\d|icsr_productos|relation|insert into|select |constraint|\/src\/|node_modules/i;
  let broken: TestServer;
  let person: Client;
  beforeAll(async () => {
    broken = await startServer();
    person = await broken.as('rosa');
    await makeCase(person);
    await broken.query('alter table icsr_productos rename to gone');
  });
  afterAll(() => broken.close());

  test.each([
    ['a read', 'query { case(id: 1) { products { id } } }', {}],
    ['a page', 'query { cases { nodes { products { id } } } }', {}],
    [
      'a change',
      'mutation ($input: CaseInput!) { updateCase(id: 1, input: $input) { id } }',
      { input: { pacienteDni: 'secreto-1', products: [{ nombreProducto: 'secreto-2' }] } },
    ],
  ])('of %s is INTERNAL and tells nothing', async (_what, document, variables) => {
    const { errors } = await person.graphql(document, variables);
    expect(errors).toMatchObject([{ message: 'Error interno', extensions: { code: 'INTERNAL' } }]);
    expect(Object.keys(errors![0]!.extensions)).toEqual(['code']);
    expect(JSON.stringify(errors)).not.toMatch(SECRETS);
  });

  test('of a REST request tells nothing either', async () => {
    const { status, body } = await person.rest('PUT', '/icsr/1', { productos: [{ nombre_producto: 'secreto-3' }] });
    expect([status, body]).toEqual([500, { detail: 'Error interno' }]);
  });

  test('leaves the rest of the document its answer, and the server its work', async () => {
    const { data, errors } = await person.graphql('{ me { username } case(id: 1) { products { id } } }');
    expect(data).toEqual({ me: { username: 'rosa' }, case: null });
    expect(errors).toMatchObject([{ path: ['case'] }]);
    expect(await person.ask('{ case(id: 1) { numero } }')).toMatchObject({ case: {} });
  });

  test('does not happen by a reason of change that no text can hold', async () => {
    await broken.query('alter table gone rename to icsr_productos');
    const answer = await person.rest('PUT', '/icsr/1', { gravedad: 'Leve' }, { 'x-change-reason': 'a%00b' });
    expect(answer.status).toBe(200);
  });
});
