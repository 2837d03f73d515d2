import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { fault, namesOf, type Wire } from './golden.js';

interface Page {
  total: number;
  items: (Wire & { id: number; extra: { cambios: Record<string, Wire> } })[];
}

const NAMES = ['action', 'created_at', 'detail', 'extra', 'id', 'ip', 'module', 'ua', 'who_email'];
const TRAIL = `query ($filter: AuditFilter, $first: Int, $after: String) {
  auditTrail(filter: $filter, first: $first, after: $after) {
    nodes { id who action ip at icsrId tableName rowId reason changes { field before after } }
    totalCount { value } pageInfo { hasNextPage endCursor } } }`;

let server: TestServer;
let rosa: Client;
let quela: Client;
let caseId: number;
beforeAll(async () => {
  server = await startServer();
  [rosa, quela] = [await server.as('rosa'), await server.as('quela')];
  ({ id: caseId } = await makeCase(rosa, { gravedad: 'Leve', establecimiento: 'Hospital Aguja' }));
  await rosa.rest('PUT', `/icsr/${caseId}`, { gravedad: 'Grave' }, { 'x-change-reason': 'Llamada' });
  await (await server.as('quique')).rest('PUT', `/icsr/${caseId}`, { estado: 'Cerrado' });
  await server.query(
    `insert into audit_log (chain, place, at, who, action, table_name, changes, hash)
     select -1, n, timestamptz '2019-05-01 12:00Z' + n * interval '1 day', 'antigua', 'ICSR_UPDATE', 'icsr', '{}', ''
     from generate_series(1, 60) n`,
  );
});
afterAll(() => server.close());

const list = async (query = '') => (await quela.rest<Page>('GET', `/security/audit?${query}`)).body;

interface Trail {
  nodes: (Wire & { changes: { field: string; before: unknown; after: unknown }[] })[];
  totalCount: { value: number };
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const trail = async (variables: Wire) => (await quela.ask<{ auditTrail: Trail }>(TRAIL, variables)).auditTrail;

/** An entry as GraphQL gives it, in the shape of REST, without what REST puts into words. */
function asItem({ who, at, icsrId, tableName, rowId, reason, changes, id, ...same }: Trail['nodes'][number]): Wire {
  const cambios = Object.fromEntries(changes.map(({ field, ...sides }) => [field, sides]));
  const extra = { icsr_id: icsrId, tabla: tableName, fila: rowId, cambios, motivo: reason };
  return { ...same, id: Number(id), who_email: who, created_at: at, extra };
}

/** The same entry as REST gives it, with both sides of every change. */
function withoutWords({ module: _module, detail: _detail, ua: _ua, extra, ...item }: Page['items'][number]): Wire {
  const both = ({ before = null, after = null }: Wire) => ({ before, after });
  const cambios = Object.fromEntries(Object.entries(extra.cambios).map(([field, sides]) => [field, both(sides)]));
  return { ...item, extra: { ...extra, cambios } };
}

describe('GET /security/audit', () => {
  test.each([
    ['user=antigua', { user: 'antigua' }, 60],
    ['user=QUIQUE&query=status', { user: 'QUIQUE', query: 'status' }, 1],
    ['query=aguja', { query: 'aguja' }, 1],
    ['action=ICSR_STATUS_CHANGE', { action: 'ICSR_STATUS_CHANGE' }, 1],
    ['user=antigua&from=2019-06-01', { user: 'antigua', from: '2019-06-01' }, 30],
    ['user=antigua&to=2019-06-01', { user: 'antigua', to: '2019-06-01' }, 31],
    ['from=2019-05-10&to=2019-05-11', { from: '2019-05-10', to: '2019-05-11' }, 2],
    ['from=2019-05-11&to=2019-05-10', { from: '2019-05-11', to: '2019-05-10' }, 0],
    ['user=nadie', { user: 'nadie' }, 0],
  ])('?%s gives what GraphQL gives', async (query, filter, total) => {
    const body = await list(`${query}&limit=200`);
    expect([body.total, body.items.length]).toEqual([total, total]);
    const { nodes, totalCount } = await trail({ filter, first: 60 });
    expect(totalCount.value).toBe(total);
    expect(nodes.map(asItem)).toEqual(body.items.map(withoutWords));
  });

  test('tells of one entry under the documented names', async () => {
    const { items } = await list('action=ICSR_STATUS_CHANGE');
    expect(namesOf(items[0]!)).toEqual(NAMES);
    const wanted = { detail: 'estado Pendiente → Cerrado', module: 'icsr', ip: '127.0.0.1', ua: null };
    expect(items).toMatchObject([{ who_email: 'quique@example.pe', ...wanted }]);
    const [changed] = (await list('user=rosa&query=grave')).items;
    expect(changed!.extra).toMatchObject({ icsr_id: caseId, motivo: 'Llamada' });
  });

  test('has pages of 50, newest first, which do not overlap', async () => {
    const all = (await list('user=antigua&limit=10000')).items.map(({ id }) => id);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    const [first, second] = [await list('user=antigua'), await list('user=antigua&offset=50')];
    expect([first.total, first.items.length, second.total, second.items.length]).toEqual([60, 50, 60, 10]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all);
    expect((await list('user=antigua&offset=60')).items).toEqual([]);
    const ahead = await trail({ filter: { user: 'antigua' }, first: 45 });
    const rest = await trail({ filter: { user: 'antigua' }, first: 45, after: ahead.pageInfo.endCursor });
    expect([ahead.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
    expect([...ahead.nodes, ...rest.nodes].map(({ id }) => Number(id))).toEqual(all);
  });

  test.each([
    ['limit=0', 'limit', 'ensure this value is greater than or equal to 1', 'value_error.number.not_ge'],
    ['limit=10001', 'limit', 'ensure this value is less than or equal to 10000', 'value_error.number.not_le'],
    ['limit=x', 'limit', 'value is not a valid integer', 'type_error.integer'],
    ['offset=-1', 'offset', 'ensure this value is greater than or equal to 0', 'value_error.number.not_ge'],
    ['from=ayer', 'from', 'invalid date format', 'value_error.date'],
    ['to=2024-02-30', 'to', 'invalid date format', 'value_error.date'],
  ])('?%s is refused with its place', async (query, name, msg, type) => {
    const { status, body } = await quela.rest('GET', `/security/audit?${query}`);
    expect([status, body]).toEqual([400, fault(['query', name], msg, type)]);
  });

  test('is for those who may read the log: ana, quela and tito', async () => {
    for (const person of ['ana', 'quela', 'tito'] as const) {
      expect((await (await server.as(person)).rest('GET', '/security/audit')).status).toBe(200);
    }
    for (const person of ['rosa', 'quique', 'lucha', 'sole'] as const) {
      const client = await server.as(person);
      const { status, body } = await client.rest('GET', '/security/audit');
      expect([status, body]).toEqual([403, { detail: 'Permission denied: audit:read required' }]);
      expect((await client.graphql(TRAIL)).errors).toMatchObject([{ extensions: { code: 'PERMISSION_DENIED' } }]);
    }
  });
});

const NO_DAY = '{ auditTrail(filter: { from: "2024-02-30" }) { nodes { id } } }';
test.each([
  ['a day that does not exist', NO_DAY, 'GRAPHQL_VALIDATION_FAILED'],
  ['a page of none', '{ auditTrail(first: 0) { nodes { id } } }', 'INVALID_INPUT'],
  ['a cursor that is none', '{ auditTrail(after: "x") { nodes { id } } }', 'INVALID_INPUT'],
])('the trail is refused for %s', async (_what, document, code) => {
  expect((await quela.graphql(document)).errors).toMatchObject([{ extensions: { code } }]);
});

test('an entry cannot be changed or deleted by any door: there is none for it', async () => {
  const [{ id }] = (await list('user=rosa')).items as [Page['items'][number]];
  for (const method of ['PUT', 'DELETE', 'POST']) {
    expect((await quela.rest(method, `/security/audit/${id}`, {})).status).toBe(404);
  }
  await expect(server.query('delete from audit_log where id = $1', [id])).rejects.toMatchObject({ code: '42501' });
});
