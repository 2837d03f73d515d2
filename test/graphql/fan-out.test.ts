import { type DocumentNode, parse, subscribe } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSchema } from '../../src/schema/build.js';
import { openContext } from '../../src/server/context.js';
import { announce, call } from '../../src/storage/notify.js';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { type Person, startServer, type TestServer } from '../support/server.js';
import { statementsOf } from './statements.js';
import { addressOf, bareSocket, listenersOf, subscriber } from './subscriber.js';

let server: TestServer;
let rosa: Client;
let id: number;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  id = Number((await makeCase(rosa, DOCUMENTED_CASE)).id);
  await call(server.query);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => server.close());

async function change(caseId = id): Promise<void> {
  await announce(server.query, { topic: 'case', id: caseId, kind: 'UPDATED', version: 1 });
  await call(server.query);
}

/** A subscriber that keeps the very text of what it is sent. */
async function texts(
  client: Client,
  operationId: string,
  query: string,
  language = 'es',
  variables = {},
): Promise<string[]> {
  const { socket, say } = await bareSocket(addressOf(server), { language });
  closing.push(() => socket.terminate());
  const heard: string[] = [];
  const acknowledged = new Promise((resolve) => socket.once('message', resolve));
  say({ type: 'connection_init', payload: { authorization: `Bearer ${client.token}` } });
  await acknowledged;
  socket.on('message', (data) => heard.push(String(data)));
  const others = listenersOf(server);
  say({ id: operationId, type: 'subscribe', payload: { query, variables } });
  await vi.waitFor(() => expect(listenersOf(server)).toBeGreaterThan(others), 3000);
  return heard;
}

const first = async (heard: string[]) => {
  await vi.waitFor(() => expect(heard).not.toEqual([]), { timeout: 3000, interval: 5 });
  return heard[0]!;
};

/** What GraphQL alone answers to the next event. */
async function plain(client: Client, document: DocumentNode, variables = {}): Promise<() => Promise<object>> {
  const authorization = `Bearer ${client.token}`;
  const contextValue = await openContext(server.house, { authorization, requestId: 'x', ip: null });
  const schema = await createSchema();
  const answers = (await subscribe({
    schema,
    document,
    variableValues: variables,
    contextValue,
  })) as AsyncGenerator<object>;
  closing.push(() => answers.return(undefined));
  return async () => (await answers.next()).value as object;
}

const DOCUMENTS: [string, string, object][] = [
  ['plain data', 'subscription { caseChanged { caseId kind version } }', {}],
  [
    'other names, fragments and rows',
    `subscription S($id: ID) { algo: caseChanged(caseId: $id) { __typename caseId ...f case { otro: numero ...g } } }
     fragment f on CaseChange { kind version } fragment g on Case { __typename descripcionEvento products { nombreProducto nroLote }
     events { id texto } concomitants { id } pacientePeso createdAt }`,
    { id: '1' },
  ],
  [
    'directives',
    'subscription ($no: Boolean = false) { caseChanged { caseId kind @include(if: $no) case @skip(if: $no) { id } } }',
    {},
  ],
  [
    'what is answered to each person alone',
    'subscription { caseChanged { case { exports { id url } snapshots { id reason } } } }',
    {},
  ],
];

describe('an answer', () => {
  test.each(DOCUMENTS)(
    'of %s is, to the letter, what GraphQL alone would say, whatever the operation is called',
    async (_what, query, variables) => {
      const names = ['1', 'un "nombre"\\ ñandú \u2028', '7f3c'];
      const heard = await Promise.all(names.map((name) => texts(rosa, name, query, 'es', variables)));
      const alone = await plain(rosa, parse(query), variables);
      await change();
      const expected = await alone();
      for (const [place, name] of names.entries()) {
        const text = await first(heard[place]!);
        const { extensions } = (JSON.parse(text) as { payload: { extensions: object } }).payload;
        expect(text).toBe(JSON.stringify({ id: name, type: 'next', payload: { ...expected, extensions } }));
      }
    },
  );

  test('is read once for all who ask the same, and once more for those who ask something else', async () => {
    const query = 'subscription { caseChanged { case { numero products { nombreProducto } } } }';
    const people = await Promise.all((['rosa', 'quique', 'tito'] as const).map((person) => server.as(person)));
    const same = await Promise.all([...people, ...people].map((person, place) => texts(person, String(place), query)));
    const other = await texts(rosa, 'o', 'subscription { caseChanged { case { numero } } }');
    const statements = await statementsOf(server, async () => {
      await change();
      for (const heard of [...same, other]) await first(heard);
    });
    // Rosa and Quique may do different things, Tito others again: three times the one, and the other.
    expect(statements.filter((sql) => /from icsr\b/.test(sql))).toHaveLength(4);
  });

  test('about a message is read by one statement, however different the documents are', async () => {
    const documents = ['id body', 'id', 'channel', 'body: direction', 'createdAt'].map(
      (fields) => `subscription { followupReceived { ${fields} } }`,
    );
    const heard = await Promise.all(documents.map((query, place) => texts(rosa, String(place), query)));
    const sql = `insert into followup_messages (icsr_id, channel, direction, status, body) values ($1, 'email', 'in', 'received', 'Hola') returning id`;
    const statements = await statementsOf(server, async () => {
      const [made] = await server.query<{ id: number }>(sql, [id]);
      await announce(server.query, { topic: 'followup', id, kind: 'CREATED', messageId: made!.id });
      await call(server.query);
      for (const one of heard) await first(one);
    });
    expect(statements.filter((text) => /from followup_messages/.test(text))).toHaveLength(1);
  });

  test('is of each one own: rights and language are not mixed up', async () => {
    const query = 'subscription { caseChanged { case { numero exports { url } } } }';
    await rosa.graphql('mutation ($id: ID!) { exportCase(caseId: $id, kind: MODELO_B_DOCX) { id } }', { id });
    const quela = await server.as('quela');
    await server.query(`update users set custom_permissions = '{"icsr":{"export":false}}' where username = 'quela'`);
    await announce(server.query, { topic: 'user', id: 0, kind: 'UPDATED' });
    server.house.forgetAccount(await idOf('quela'));
    const heard = await Promise.all([texts(rosa, 'a', query), texts(quela, 'a', query)]);
    await change();
    const [hers, other] = await Promise.all(heard.map(first));
    expect(hers).toMatch(/"url":"\/files\//);
    expect(other).toContain('"url":null');
    await server.query('alter table icsr_productos rename to gone');
    const broken = 'subscription { caseChanged { case { products { id } } } }';
    const both = await Promise.all([texts(rosa, 'a', broken), texts(rosa, 'a', broken, 'en')]);
    await change();
    const [spanish, english] = await Promise.all(both.map(first));
    await server.query('alter table gone rename to icsr_productos');
    expect(spanish).toContain('Error interno');
    expect(english).toContain('Internal error');
  });
});

async function idOf(person: Person): Promise<number> {
  return (await server.query<{ id: number }>('select id from users where username = $1', [person]))[0]!.id;
}

test('a person may have twenty sockets here, and a place that is given up is free', async () => {
  const lucha = await server.as('lucha');
  const many = Array.from({ length: 21 }, () => subscriber(server, lucha.token));
  closing.push(...many.map((one) => () => one.end()));
  const refused = await Promise.race(many.map((one) => one.closed));
  expect(refused.code).toBe(4403);
  await Promise.all(many.map((one) => one.end()));
  const again = subscriber(server, lucha.token);
  closing.push(() => again.end());
  await vi.waitFor(() => again.listen('subscription { caseChanged { kind } }'), 3000);
});
