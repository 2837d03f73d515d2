import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PERMISSIONS } from '../../src/domain/permissions.js';
import { ROUTES } from '../../src/rest-compat/routes.js';
import { createSchema } from '../../src/schema/build.js';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { USE_CASES } from '../../src/use-cases/index.js';
import { type Client, clientFor } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { sources } from './sources.js';

let server: TestServer;
let schema: GraphQLSchema;
let powerless: Client;

beforeAll(async () => {
  server = await startServer();
  schema = await createSchema();
  powerless = await somebodyWithoutPermissions();
});
afterAll(() => server.close());

/** Has a role, so may log in, and every permission taken away. */
async function somebodyWithoutPermissions(): Promise<Client> {
  const account = { email: 'nadie@example.pe', username: 'nadie', roles: ['soporte'], password: PASSWORD };
  const id = await createAccount(server.query, account);
  const nothing = { icsr: { list: false, read: false, export: false }, followup: { read: false, send: false } };
  await server.query('update users set custom_permissions = $2 where id = $1', [id, JSON.stringify(nothing)]);
  const { body } = await server.nobody.rest('POST', '/auth/login', { username: 'nadie', password: PASSWORD });
  return clientFor(server.address, (body as { access_token: string }).access_token);
}

test('every verb is in the list, under a name of its own and with a permission that exists', () => {
  const written = sources().flatMap(({ path, text }) =>
    path.startsWith('use-cases/')
      ? [...text.matchAll(/= (?:reading|watching|changing|writing)\(\{\s+name: '([^']+)'/g)].map(([, name]) => name)
      : [],
  );
  const listed = USE_CASES.map(({ definition }) => definition.name);
  expect(listed.toSorted(), 'add the verb to src/use-cases/index.ts').toEqual(written.toSorted());
  expect(new Set(listed).size).toBe(listed.length);
  const known = [...Object.keys(PERMISSIONS), 'signed-in', 'anyone'];
  expect(USE_CASES.filter(({ definition }) => !known.includes(definition.permission))).toEqual([]);
});

test('only logging in and following a link to a document or a message are open to anyone', () => {
  const open = USE_CASES.filter(({ definition }) => definition.permission === 'anyone').map(
    ({ definition }) => definition.name,
  );
  expect(open.toSorted()).toEqual(['account.login', 'export.download', 'inbound.download']);
});

describe('REST', () => {
  const guarded = ROUTES.filter(({ useCase }) => useCase.definition.permission !== 'anyone');

  test.each(guarded.map((row) => [`${row.method} ${row.path}`, row] as const))(
    '%s is refused to nobody',
    async (_name, row) => {
      const { status, body, headers } = await server.nobody.rest(row.method, addressOf(row.path), bodyFor(row.method));
      expect({ status, body }).toEqual({ status: 401, body: { detail: 'Not authenticated' } });
      expect(headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  const permitted = guarded.filter(({ useCase }) => useCase.definition.permission !== 'signed-in');

  test.each(permitted.map((row) => [`${row.method} ${row.path}`, row] as const))(
    '%s is refused without its permission',
    async (_name, row) => {
      const { status, body } = await powerless.rest(row.method, addressOf(row.path), bodyFor(row.method));
      expect({ status, body }).toEqual({
        status: 403,
        body: { detail: `Permission denied: ${row.useCase.definition.permission} required` },
      });
    },
  );
});

/** Root fields of the schema that ask for no permission: one's own account, and what is known to everybody inside. */
const OPEN_FIELDS = new Set([
  'login',
  'me',
  'changePassword',
  'vocabularies',
  'catalogProduct',
  'catalogProductByRegistration',
  'catalogProducts',
  'mySignature',
  'updateSignature',
  'setSignatureImage',
  'signingAuthority',
  'lastEventId',
]);

describe('GraphQL', () => {
  test('every query and mutation is refused to nobody and to somebody without permissions', async () => {
    for (const { kind, field } of rootFields(['query', 'mutation'])) {
      const document = documentFor(kind, field);
      if (field.name !== 'login') {
        expect((await server.nobody.graphql(document)).status, field.name).toBe(401);
      }
      if (OPEN_FIELDS.has(field.name)) continue;
      const { errors } = await powerless.graphql(document);
      expect(
        errors?.map(({ extensions }) => extensions.code),
        `${field.name}: ${document}`,
      ).toEqual(['PERMISSION_DENIED']);
    }
  });

  test('every subscription is refused to somebody without permissions', async () => {
    const client = createClient({
      url: `${server.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${powerless.token}` },
      retryAttempts: 0,
    });
    for (const { kind, field } of rootFields(['subscription'])) {
      const refusal = await new Promise((resolve) =>
        client.subscribe(
          { query: documentFor(kind, field) },
          { next: resolve, error: resolve, complete: () => resolve('nothing') },
        ),
      );
      expect(refusal, field.name).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'PERMISSION_DENIED' } }],
      });
    }
    await client.dispose();
  });
});

function addressOf(path: string): string {
  return path.replace('\\:', ':').replace(/:(\w+_id|numero)/g, '1');
}

function bodyFor(method: string): object | undefined {
  return method === 'GET' ? undefined : {};
}

type Root = 'query' | 'mutation' | 'subscription';

function rootFields(kinds: Root[]): { kind: Root; field: GraphQLField<unknown, unknown> }[] {
  const types = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  return kinds.flatMap((kind) => Object.values(types[kind]?.getFields() ?? {}).map((field) => ({ kind, field })));
}

/** The shortest valid document that asks for one root field. */
function documentFor(kind: Root, field: GraphQLField<unknown, unknown>): string {
  const given = field.args
    .filter(({ type }) => isNonNullType(type))
    .map(({ name, type }) => `${name}: ${literalOf(type)}`);
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  return `${kind} { ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${selection} }`;
}

function literalOf(type: GraphQLInputType): string {
  const plain = getNullableType(type);
  if (isListType(plain)) return '[]';
  if (isInputObjectType(plain)) return '{}';
  if (isEnumType(plain)) return plain.getValues()[0]!.name;
  return getNamedType(plain).name === 'Int' ? '1' : '"1"';
}
