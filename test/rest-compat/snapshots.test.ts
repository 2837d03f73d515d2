import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeSnapshot } from '../../src/storage/snapshots.js';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { fault, namesOf, readByRest, rowCounts, type Wire } from './golden.js';

let server: TestServer;
let rosa: Client;
let rosaId: number;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  rosaId = (await rosa.rest<{ id: number }>('GET', '/auth/me')).body.id;
});
afterAll(() => server.close());

interface Snapshot extends Wire {
  id: number;
  case_version: number;
  reason: string;
}

const snapshots = (id: number, query = '') =>
  rosa.rest<{ items: Snapshot[]; total: number }>('GET', `/icsr/${id}/snapshots${query}`);
const itemsOf = async (id: number) => (await snapshots(id)).body.items;
const contentOf = async (id: number, snapshot: number) =>
  (await rosa.rest<{ content: Wire }>('GET', `/icsr/${id}/snapshots/${snapshot}`)).body.content;
const put = (id: number, fields: Wire) => rosa.rest('PUT', `/icsr/${id}`, fields);

const FULL = {
  ...DOCUMENTED_CASE,
  seguimientos: [{ numero: 1, comentarios: 'Llamada: «ñandú» 😀' }],
  eventos: [{ texto: 'Rash', meddra_pt_code: '10037844' }, { texto: 'Prurito' }],
};

describe('a snapshot is taken', () => {
  test('when a case is created: the whole case as it is answered, with version, reason and author', async () => {
    await server.query(
      `insert into products (producto, numero_registro, laboratorio_pais, fecha_venc_registro)
       values ('Amoxicilina', 'EE 123456', 'Laboratorio ABC S.A.', '2026-12-31')`,
    );
    const made = await makeCase(rosa, FULL);
    const { status, body } = await snapshots(made.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      total: 1,
      items: [
        {
          id: expect.any(Number),
          icsr_id: made.id,
          case_version: 1,
          reason: 'Creación',
          created_by: rosaId,
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      ],
    });
    const whole = await rosa.rest<Wire>('GET', `/icsr/${made.id}/snapshots/${body.items[0]!.id}`);
    expect(whole.body).toEqual({ ...body.items[0], content: await readByRest(rosa, made.id) });
    expect(whole.body.content).toMatchObject({ rs_catalog_map: { EE123456: { rs_vencimiento: '2026-12-31' } } });
  });

  test('in the transaction of the creation: no case, no snapshot', async () => {
    const { numero } = await makeCase(rosa);
    const before = await rowCounts(server);
    expect((await rosa.rest('POST', '/icsr', { ...LEAST_CASE, numero })).status).toBe(409);
    expect(await rowCounts(server)).toEqual(before);
    const sql = `select count(*)::int as lonely from icsr t where not exists
      (select from icsr_detail_snapshots s where s.icsr_id = t.id and s.case_version = 1 and s.reason = 'Creación')`;
    expect(await server.query(sql)).toEqual([{ lonely: 0 }]);
  });

  test('when a case is closed, in whatever letters, with the change in it', async () => {
    const { id } = await makeCase(rosa, FULL);
    await put(id, { estado: ' CERRADO.', gravedad: 'Grave', productos: [{ nombre_producto: 'Otro' }] });
    const [closing, ...others] = await itemsOf(id);
    expect(closing).toMatchObject({ reason: 'Cierre', case_version: 2, created_by: rosaId });
    expect(others.map(({ reason }) => reason)).toEqual(['Creación']);
    expect(await contentOf(id, closing!.id)).toEqual(await readByRest(rosa, id));
    expect(await contentOf(id, closing!.id)).toMatchObject({
      gravedad: 'Grave',
      productos: [{ nombre_producto: 'Otro' }],
    });
  });

  test('each time it is closed anew, by both updates, and at no other change', async () => {
    const { id } = await makeCase(rosa);
    await put(id, { estado: 'En progreso' });
    await put(id, { gravedad: 'Leve' });
    await put(id, { estado: 'Cerrado' });
    await put(id, { estado: 'cerrado' });
    await put(id, { gravedad: 'Grave' });
    await put(id, { estado: 'Pendiente' });
    await rosa.rest('PUT', `/icsr/${id}/full`, { estado: 'Cerrado' });
    expect((await itemsOf(id)).map(({ reason, case_version: version }) => [reason, version])).toEqual([
      ['Cierre', 8],
      ['Cierre', 4],
      ['Creación', 1],
    ]);
  });

  test('not when closing it was refused', async () => {
    const { id, numero } = await makeCase(rosa);
    const other = await makeCase(rosa);
    expect((await put(other.id, { estado: 'Cerrado', numero })).status).toBe(409);
    const stale = await rosa.rest('PUT', `/icsr/${id}`, { estado: 'Cerrado' }, { 'if-match': '"9"' });
    expect(stale.status).toBe(412);
    expect([(await snapshots(id)).body.total, (await snapshots(other.id)).body.total]).toEqual([1, 1]);
  });

  test('once where two people close a case at the same moment', async () => {
    const { id } = await makeCase(rosa);
    await Promise.all(Array.from({ length: 8 }, () => put(id, { estado: 'Cerrado' })));
    expect((await itemsOf(id)).map(({ reason }) => reason)).toEqual(['Cierre', 'Creación']);
  });

  test('of a case that is not there, as nothing', async () => {
    expect(await takeSnapshot(server.query, 2_147_483_647, 'prueba', null)).toBeUndefined();
  });
});

describe('the list of snapshots', () => {
  test('goes by pages of at most 200, newest first, with the exact total', async () => {
    const { id } = await makeCase(rosa);
    for (let place = 1; place <= 4; place += 1) await takeSnapshot(server.query, id, `Prueba ${place}`, null);
    const reasons = async (query: string) => {
      const { items, total } = (await snapshots(id, query)).body;
      return [total, ...items.map(({ reason }) => reason)];
    };
    expect(await reasons('')).toEqual([5, 'Prueba 4', 'Prueba 3', 'Prueba 2', 'Prueba 1', 'Creación']);
    expect(await reasons('?limit=2')).toEqual([5, 'Prueba 4', 'Prueba 3']);
    expect(await reasons('?limit=2&offset=4')).toEqual([5, 'Creación']);
    expect(await reasons('?offset=9')).toEqual([5]);
  });

  test.each([
    ['?limit=0', 'limit', 'ensure this value is greater than or equal to 1', 'value_error.number.not_ge'],
    ['?limit=201', 'limit', 'ensure this value is less than or equal to 200', 'value_error.number.not_le'],
    ['?limit=x', 'limit', 'value is not a valid integer', 'type_error.integer'],
    ['?offset=-1', 'offset', 'ensure this value is greater than or equal to 0', 'value_error.number.not_ge'],
  ])('%s is refused', async (query, name, msg, type) => {
    const { status, body } = await snapshots(1, query);
    expect([status, body]).toEqual([400, fault(['query', name], msg, type)]);
  });

  test('of an unknown case, an unknown snapshot, or one of another case is not found', async () => {
    const [one, other] = [await makeCase(rosa), await makeCase(rosa)];
    const [snapshot] = await itemsOf(other.id);
    const get = async (path: string) => {
      const { status, body } = await rosa.rest('GET', `/icsr/${path}`);
      return [status, body.detail];
    };
    const unknown = [404, 'Instantánea no encontrada para este ICSR'];
    expect(await get('2147483647/snapshots')).toEqual([404, 'ICSR no encontrado']);
    expect(await get('2147483647/snapshots/1')).toEqual([404, 'ICSR no encontrado']);
    expect(await get(`${one.id}/snapshots/2147483647`)).toEqual(unknown);
    expect(await get(`${one.id}/snapshots/${snapshot!.id}`)).toEqual(unknown);
    expect((await rosa.rest('GET', `/icsr/${one.id}/snapshots/abc`)).body).toEqual(
      fault(['path', 'snapshot_id'], 'value is not a valid integer', 'type_error.integer'),
    );
  });
});

test('a case shows its snapshots in no other REST answer', async () => {
  const made = await makeCase(rosa);
  const list = (await rosa.rest<{ items: Wire[] }>('GET', `/icsr?q=${String(made.numero)}`)).body.items;
  expect(list).toHaveLength(1);
  for (const answer of [made, await readByRest(rosa, made.id), list[0]!]) {
    expect(namesOf(answer)).not.toContain('snapshots');
  }
  const [snapshot] = await itemsOf(made.id);
  expect(namesOf(await contentOf(made.id, snapshot!.id))).not.toContain('snapshots');
});

test('a snapshot stays as it was taken: not even the owner of the tables changes one by mistake', async () => {
  const { id } = await makeCase(rosa);
  const change = server.query(`update icsr_detail_snapshots set content = '{}' where icsr_id = $1`, [id]);
  await expect(change).rejects.toMatchObject({ code: '42501' });
  expect(await itemsOf(id)).toHaveLength(1);
});

test('the summary before a delete counts them, and they go with their case', async () => {
  const { id } = await makeCase(rosa);
  await put(id, { estado: 'Cerrado' });
  expect((await rosa.rest('GET', `/icsr/${id}/delete-summary`)).body).toEqual({ followups: 0, snapshots: 2 });
  expect((await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD })).status).toBe(200);
  expect(await server.query('select from icsr_detail_snapshots where icsr_id = $1', [id])).toEqual([]);
});
