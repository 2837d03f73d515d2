import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { statementsOf } from './statements.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

interface Snapshot {
  id: string;
  reason: string;
  caseVersion: number;
}

const TAKE = `mutation ($id: ID!, $reason: String!) {
  takeSnapshot(caseId: $id, reason: $reason) { id icsrId reason caseVersion createdBy createdAt } }`;
const LIST = 'query ($id: ID!) { case(id: $id) { numero snapshots { id reason caseVersion } } }';
const DIFFERENCE = `query ($from: ID!, $to: ID!) {
  snapshotDifference(fromId: $from, toId: $to) { path label before after } }`;

const take = async (id: number, reason: string) =>
  (await rosa.ask<{ takeSnapshot: Snapshot }>(TAKE, { id, reason })).takeSnapshot;
const listOf = async (id: number) => (await rosa.ask<{ case: { snapshots: Snapshot[] } }>(LIST, { id })).case.snapshots;
const difference = async (from: string, to: string) =>
  (await rosa.ask<{ snapshotDifference: { path: string[] }[] }>(DIFFERENCE, { from, to })).snapshotDifference;

describe('a snapshot on demand', () => {
  test('keeps the case as it is, for the reason that rosa gives', async () => {
    const { id } = await makeCase(rosa, { gravedad: 'Leve' });
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
    const taken = await take(id, '  Antes de la inspección  ');
    const me = (await rosa.rest<{ id: number }>('GET', '/auth/me')).body.id;
    expect(taken).toEqual({
      id: expect.any(String),
      icsrId: id,
      reason: 'Antes de la inspección',
      caseVersion: 2,
      createdBy: me,
      createdAt: expect.stringMatching(/Z$/),
    });
    const { body } = await rosa.rest<{ content: object }>('GET', `/icsr/${id}/snapshots/${taken.id}`);
    expect(body.content).toEqual((await rosa.rest('GET', `/icsr/${id}`)).body);
  });

  test('is in the audit log of the case, and changes nothing of it', async () => {
    const made = await makeCase(rosa);
    await take(made.id, 'Inspección');
    expect((await rosa.rest('GET', `/icsr/${made.id}`)).body).toEqual(made);
    const entries = await server.query(
      `select who, changes #>> '{reason,after}' as reason from audit_log
       where icsr_id = $1 and table_name = 'icsr_detail_snapshots'`,
      [made.id],
    );
    expect(entries).toEqual([{ who: 'rosa@example.pe', reason: 'Inspección' }]);
  });

  test.each([
    ['', 'MISSING'],
    ['   ', 'MISSING'],
    ['x'.repeat(256), 'TOO_LONG'],
  ])('for the reason "%s" is refused', async (reason, code) => {
    const { id } = await makeCase(rosa);
    const { errors } = await rosa.graphql(TAKE, { id, reason });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['reason'], code }] } }]);
    expect(await listOf(id)).toHaveLength(1);
  });

  test('of an unknown case is not found, and is not for lucha, who may only read', async () => {
    const unknown = await rosa.graphql(TAKE, { id: 2_147_483_647, reason: 'x' });
    expect(unknown.errors).toMatchObject([{ extensions: { code: 'CASE_NOT_FOUND' } }]);
    const { id } = await makeCase(rosa);
    const refused = await (await server.as('lucha')).graphql(TAKE, { id, reason: 'x' });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'PERMISSION_DENIED' } }]);
  });

  test('taken while others change the case holds one version of it, whole', async () => {
    const { id } = await makeCase(rosa, { establecimiento: '0', productos: [{ nombre_producto: '0' }] });
    const edits = Array.from({ length: 12 }, (_, n) =>
      rosa.rest('PUT', `/icsr/${id}`, { establecimiento: `${n}`, productos: [{ nombre_producto: `${n}` }] }),
    );
    await Promise.all([...edits, ...Array.from({ length: 12 }, (_, n) => take(id, `Foto ${n}`))]);
    const kept = await server.query<{ version: number; one: string; other: string }>(
      `select case_version as version, content ->> 'establecimiento' as one, content #>> '{productos,0,nombre_producto}' as other
       from icsr_detail_snapshots where icsr_id = $1 and (content ->> 'version')::int = case_version`,
      [id],
    );
    expect(kept).toHaveLength(13);
    expect(kept.filter(({ one, other }) => one !== other)).toEqual([]);
  });
});

describe('the snapshots of a case', () => {
  test('stand beside it, newest first, read in the same statement', async () => {
    const { id } = await makeCase(rosa);
    await rosa.rest('PUT', `/icsr/${id}`, { estado: 'Cerrado' });
    await take(id, 'A pedido');
    expect((await listOf(id)).map(({ reason, caseVersion }) => [reason, caseVersion])).toEqual([
      ['A pedido', 2],
      ['Cierre', 2],
      ['Creación', 1],
    ]);
    const statements = await statementsOf(server, () => rosa.ask(LIST, { id }));
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toMatch(/content|created_by/);
  });

  test('are read for a page of cases in one statement too, and not at all where they are not asked for', async () => {
    const page = '{ cases(first: 5) { nodes { snapshots { reason createdBy createdAt } } } }';
    expect(await statementsOf(server, () => rosa.ask(page))).toHaveLength(1);
    const [sql] = await statementsOf(server, () => rosa.ask('{ cases(first: 5) { nodes { id } } }'));
    expect(sql).not.toContain('icsr_detail_snapshots');
  });

  test('are in the answer of the change that made them', async () => {
    const { id } = await makeCase(rosa);
    const close = `mutation ($id: ID!) { updateCase(id: $id, input: { estado: "Cerrado" }) { snapshots { reason } } }`;
    expect(await rosa.ask(close, { id })).toEqual({
      updateCase: { snapshots: [{ reason: 'Cierre' }, { reason: 'Creación' }] },
    });
  });

  test('are at most the 200 newest', async () => {
    const { id } = await makeCase(rosa);
    await server.query(
      `insert into icsr_detail_snapshots (icsr_id, case_version, reason, content)
       select $1, 1, 'n' || n, '{}' from generate_series(1, 205) n`,
      [id],
    );
    const list = await listOf(id);
    expect([list.length, list[0]!.reason, list.at(-1)!.reason]).toEqual([200, 'n205', 'n6']);
  });
});

describe('the difference of two snapshots', () => {
  test('names every field that changed with its label, and rows by their ids', async () => {
    const made = await makeCase(rosa, {
      gravedad: 'Leve',
      ea_criterios_gravedad: [],
      productos: [{ nombre_producto: 'Amoxicilina', nro_lote: 'A' }, { nombre_producto: 'Ibuprofeno' }],
      eventos: [{ texto: 'Rash' }],
    });
    const [kept, gone] = made.productos as { id: number }[];
    const [creation] = await listOf(made.id);
    await rosa.rest('PUT', `/icsr/${made.id}`, {
      gravedad: 'Grave',
      productos: [{ id: kept!.id, nombre_producto: 'Amoxicilina', nro_lote: 'B' }, { nombre_producto: 'Paracetamol' }],
    });
    const now = await take(made.id, 'Comparar');
    const found = await difference(creation!.id, now.id);
    const current = (await rosa.rest<{ productos: { id: number }[] }>('GET', `/icsr/${made.id}`)).body;
    const [, added] = current.productos;
    expect(found).toContainEqual({ path: ['gravedad'], label: 'Gravedad', before: 'Leve', after: 'Grave' });
    expect(found).toContainEqual({
      path: ['productos', `${kept!.id}`, 'nro_lote'],
      label: 'Producto sospechoso: Lote',
      before: 'A',
      after: 'B',
    });
    expect(found).toContainEqual({
      path: ['productos', `${gone!.id}`],
      label: 'Producto sospechoso',
      before: expect.objectContaining({ nombre_producto: 'Ibuprofeno' }),
      after: null,
    });
    expect(found).toContainEqual({
      path: ['productos', `${added!.id}`],
      label: 'Producto sospechoso',
      before: null,
      after: expect.objectContaining({ nombre_producto: 'Paracetamol' }),
    });
    expect(found.map(({ path }) => path[0])).toEqual(
      expect.arrayContaining(['version', 'updated_at', 'gravedad', 'productos']),
    );
    expect(found).toHaveLength(6);
  });

  test('goes in either direction, and is nothing between a snapshot and itself', async () => {
    const { id } = await makeCase(rosa);
    await rosa.rest('PUT', `/icsr/${id}`, { estado: 'Cerrado' });
    const [closing, creation] = await listOf(id);
    expect(await difference(closing!.id, creation!.id)).toContainEqual({
      path: ['estado'],
      label: 'Estado',
      before: 'Cerrado',
      after: 'Pendiente',
    });
    expect(await difference(closing!.id, closing!.id)).toEqual([]);
  });

  test('is refused between two cases, and not found for an unknown snapshot', async () => {
    const [[one], [other]] = [await listOf((await makeCase(rosa)).id), await listOf((await makeCase(rosa)).id)];
    const between = await rosa.graphql(DIFFERENCE, { from: one!.id, to: other!.id });
    expect(between.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['toId'] }] } }]);
    const unknown = await rosa.graphql(DIFFERENCE, { from: one!.id, to: '2147483647' });
    expect(unknown.errors).toMatchObject([{ extensions: { code: 'SNAPSHOT_NOT_FOUND' } }]);
  });
});
