import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  asWire,
  fault,
  LIST_ITEM_NAMES,
  namesOf,
  readByRest,
  ROW_NAMES,
  sorted,
  WHOLE_LIST_ITEM,
  type Wire,
  type WireCase,
} from './golden.js';

let server: TestServer;
let rosa: Client;
let first: WireCase;
let second: WireCase;

interface Page {
  items: WireCase[];
  total: number;
  page: number;
  page_size: number;
}

beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  await server.query(
    `insert into icsr (paciente_iniciales, paciente_edad, paciente_sexo, reportante_nombre, producto_sospechoso, descripcion_evento)
     select 'ZZ', 50, 'F', 'Relleno', 'Enalapril 10mg', 'Tos seca' from generate_series(1, 154)`,
  );
  second = (await makeCase(rosa, {
    ...LEAST_CASE,
    descripcion_evento: 'Paciente presentó dolor epigástrico severo',
    fecha_inicio_evento: '2024-01-31',
    gravedad: 'Grave',
    estado: 'En progreso',
    ea_causalidad: 'Posible',
    paciente_dni: '40302010',
    numero: 'N-100%_A',
    codigo_interno_lab: 'LAB-2024-077',
    cenafyt_codigo: 'CEN-55',
    productos: [{ nombre_producto: 'Ibuprofeno', ifa: 'Ibuprofeno', forma_farmaceutica: 'Tableta' }],
  })) as WireCase;
  first = (await makeCase(rosa, {
    ...DOCUMENTED_CASE,
    fecha_inicio_evento: '2024-01-01',
    estado: 'Cerrado',
    eventos: [{ texto: 'Rash eritematoso generalizado', meddra_pt_code: '10037844', meddra_pt_term: 'Rash' }],
  })) as WireCase;
});
afterAll(() => server.close());

const list = (query: string) => rosa.rest<Page>('GET', `/icsr?${query}`);
const idsOf = async (query: string) => (await list(query)).body.items.map(({ id }) => id);

async function byGraphql(variables: Wire): Promise<{ total: number; items: Wire[] }> {
  const { cases } = await rosa.ask<{ cases: { nodes: Wire[]; totalCount: { value: number } } }>(
    `query ($search: String, $filter: CaseFilter, $orderBy: CaseOrder, $first: Int) {
      cases(search: $search, filter: $filter, orderBy: $orderBy, first: $first) {
        totalCount { value } nodes { ${WHOLE_LIST_ITEM} } } }`,
    { first: 20, ...variables },
  );
  return { total: cases.totalCount.value, items: cases.nodes.map(asWire) };
}

describe('example 8: a page', () => {
  test('has the newest cases first, the exact total and its own place', async () => {
    const { status, body } = await list('page=1&page_size=20');
    expect(status).toBe(200);
    expect(namesOf(body)).toEqual(['items', 'page', 'page_size', 'total']);
    expect(body).toMatchObject({ total: 156, page: 1, page_size: 20 });
    expect(body.items).toHaveLength(20);
    expect(body.items.slice(0, 2).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await list('')).body).toEqual(body);
    expect(await byGraphql({})).toEqual({ total: 156, items: body.items });
  });

  test('shows each case with exactly the documented names and its rows whole', async () => {
    const [item, other] = (await list('page_size=2')).body.items as [WireCase, WireCase];
    expect(namesOf(item)).toEqual(sorted(LIST_ITEM_NAMES));
    expect(namesOf(other)).toEqual(sorted(LIST_ITEM_NAMES));
    for (const name of ['productos', 'concomitantes', 'eventos'] as const) {
      expect(namesOf(item[name][0]!)).toEqual(sorted(ROW_NAMES[name]));
    }
    expect(other).toMatchObject({ paciente_peso: null, fecha_fin_evento: null, concomitantes: [], eventos: [] });
    const whole = await readByRest(rosa, first.id);
    expect(item).toEqual(Object.fromEntries(Object.keys(item).map((name) => [name, whole[name]])));
  });

  test('is the last of eight with the sixteen oldest, and after it there is nothing', async () => {
    const last = (await list('page=8&page_size=20')).body;
    expect(last.items.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, place) => 16 - place));
    expect((await list('page=9&page_size=20')).body).toEqual({ items: [], total: 156, page: 9, page_size: 20 });
    expect((await list('page=999999999999999&page_size=200')).body.items).toEqual([]);
  });

  test('holds up to 200', async () => {
    expect((await list('page_size=200')).body.items).toHaveLength(156);
    expect((await list('page_size=100')).body.items).toHaveLength(100);
    expect((await list('page_size=1')).body.items).toHaveLength(1);
  });
});

describe('example 9: looking for cases', () => {
  test.each([
    ['initials', 'JD'],
    ['initials in small letters', 'jd'],
    ['the DNI', '1234567'],
    ['the suspected product', 'AMOXICILINA 500'],
    ['the narrative', 'rash eritematoso generalizado 3'],
    ['the narrative without accents', 'desarrollo'],
    ['the name of the reporter', 'maria garcia'],
    ['the e-mail of the reporter', 'MGARCIA@'],
  ])('finds the documented case by %s', async (_what, q) => {
    const { body } = await list(`q=${encodeURIComponent(q)}`);
    expect([body.total, body.items.map(({ id }) => id)]).toEqual([1, [first.id]]);
    expect(await byGraphql({ search: q })).toEqual({ total: 1, items: body.items });
  });

  test.each([
    ['its number', 'n-100'],
    ['a percent sign', '0%'],
    ['an underscore', '%_'],
    ['the internal code', 'lab-2024-077'],
    ['the CENAFyT code', 'cen-55'],
    ['the name of a product row', 'ibuprofeno'],
    ['accents it does not need', 'DÓLOR EPÍGASTRICO'],
    ['accents in the other Unicode form', 'epigástrico'.normalize('NFD')],
  ])('finds the other case by %s', async (_what, q) => {
    const { body } = await list(`q=${encodeURIComponent(q)}`);
    expect([body.total, body.items.map(({ id }) => id)]).toEqual([1, [second.id]]);
    expect(await byGraphql({ search: q })).toEqual({ total: 1, items: body.items });
  });

  test('an underscore or a percent sign stands for itself alone', async () => {
    expect(await idsOf('q=Z_')).toEqual([]);
    expect(await idsOf('q=Z%25Z')).toEqual([]);
    expect(await idsOf(`q=${encodeURIComponent('\\')}`)).toEqual([]);
  });

  test.each([
    ['fecha_desde=2024-01-01&fecha_hasta=2024-01-31', { fechaDesde: '2024-01-01', fechaHasta: '2024-01-31' }, 2],
    ['date_from=2024-01-01&date_to=2024-01-31', { fechaDesde: '2024-01-01', fechaHasta: '2024-01-31' }, 2],
    ['fecha_desde=2024-01-02', { fechaDesde: '2024-01-02' }, 1],
    ['fecha_hasta=2024-01-30', { fechaHasta: '2024-01-30' }, 1],
    ['fecha_desde=2024-01-31&date_from=2020-01-01', { fechaDesde: '2024-01-31' }, 1],
    ['fecha_desde=2024-02-01&fecha_hasta=2024-01-01', { fechaDesde: '2024-02-01', fechaHasta: '2024-01-01' }, 0],
    ['estado=cerrado', { estado: 'cerrado' }, 1],
    ['gravedad=GRAVE', { gravedad: 'GRAVE' }, 1],
  ])('%s selects as GraphQL does', async (query, filter, total) => {
    const { body } = await list(query);
    expect(body.total).toBe(total);
    expect(await byGraphql({ filter })).toEqual({ total, items: body.items });
  });

  test('q=amoxicilina&order_by=gravedad&order_dir=asc, as documented', async () => {
    const { items, total } = (await list('q=amoxicilina&order_by=gravedad&order_dir=asc')).body;
    expect(items.map(({ id }) => id)).toEqual([first.id]);
    const orderBy = { field: 'GRAVEDAD', direction: 'ASC' };
    expect(await byGraphql({ search: 'amoxicilina', orderBy })).toEqual({ total, items });
  });
});

describe('the order', () => {
  test.each([
    ['gravedad', 'GRAVEDAD', [() => second.id, () => first.id]],
    ['fecha_inicio_evento', 'FECHA_INICIO_EVENTO', [() => first.id, () => second.id]],
  ] as const)('by %s puts cases without a value last in both directions', async (name, field, ascending) => {
    const wanted = ascending.map((id) => id());
    const up = (await list(`order_by=${name}&order_dir=asc`)).body;
    expect(up.items.slice(0, 3).map(({ id }) => id)).toEqual([...wanted, 1]);
    const down = (await list(`order_by=${name}&order_dir=desc`)).body;
    expect(down.items.slice(0, 3).map(({ id }) => id)).toEqual([...wanted.toReversed(), 154]);
    expect((await byGraphql({ orderBy: { field, direction: 'ASC' } })).items).toEqual(up.items);
    expect((await byGraphql({ orderBy: { field, direction: 'DESC' } })).items).toEqual(down.items);
  });

  test.each([
    ['id', 'ID'],
    ['created_at', 'CREATED_AT'],
    ['estado', 'ESTADO'],
    ['paciente_iniciales', 'PACIENTE_INICIALES'],
  ])('by %s is the same by both doors, pages do not overlap, and nothing is left out', async (name, field) => {
    for (const direction of ['asc', 'desc']) {
      const pages = await Promise.all(
        [1, 2, 3, 4].map((page) => idsOf(`order_by=${name}&order_dir=${direction}&page=${page}&page_size=40`)),
      );
      expect(new Set(pages.flat()).size).toBe(156);
      const graphql = await byGraphql({ orderBy: { field, direction: direction.toUpperCase() }, first: 40 });
      expect(graphql.items.map(({ id }) => id)).toEqual(pages[0]);
    }
  });
});

describe('example 10: a wrong query', () => {
  test.each([
    ['page=0', 'page must be >= 1'],
    ['page=-1', 'page must be >= 1'],
    ['page_size=0', 'page_size must be between 1 and 200'],
    ['page_size=201', 'page_size must be between 1 and 200'],
  ])('?%s is told "%s"', async (query, text) => {
    const { status, body } = await list(query);
    expect([status, body]).toEqual([400, { detail: text }]);
  });

  test.each([
    ['page=abc', 'page'],
    ['page=1e3', 'page'],
    ['page=1.5', 'page'],
    ['page=', 'page'],
    ['page=99999999999999999999', 'page'],
    ['page_size=abc', 'page_size'],
  ])('?%s is no integer', async (query, name) => {
    const { status, body } = await list(query);
    expect([status, body]).toEqual([400, fault(['query', name], 'value is not a valid integer', 'type_error.integer')]);
  });

  test.each([
    ['fecha_desde=2024-13-01', 'fecha_desde'],
    ['fecha_hasta=2024-02-30', 'fecha_hasta'],
    ['fecha_desde=ayer', 'fecha_desde'],
    ['order_by=inventado', 'order_by'],
    ['order_by=constructor', 'order_by'],
    ['order_by=__proto__', 'order_by'],
    ['order_by=id;drop', 'order_by'],
    ['order_dir=arriba', 'order_dir'],
    ['order_dir=toString', 'order_dir'],
    [`q=${'a'.repeat(256)}`, 'q'],
  ])('?%s is refused with its place', async (query, name) => {
    const { status, body } = await rosa.rest('GET', `/icsr?${query}`);
    expect(status).toBe(400);
    expect(body.detail).toEqual([{ loc: ['query', name], msg: expect.any(String), type: expect.any(String) }]);
  });

  test.each(['%00', 'a%00b', '%ED%A0%80', '%FF', '%'])('q=%s is no accident of ours', async (q) => {
    const { status, body } = await list(`q=${q}`);
    expect(status, JSON.stringify(body)).toBeLessThan(500);
  });

  test('nobody is not authenticated, and who lacks icsr:list is told so', async () => {
    const nobody = await server.nobody.rest('GET', '/icsr');
    expect([nobody.status, nobody.body]).toEqual([401, { detail: 'Not authenticated' }]);
    const sole = await server.as('sole');
    await server.query(`update users set custom_permissions = '{"icsr": {"list": false}}' where username = 'sole'`);
    const { status, body } = await sole.rest('GET', '/icsr');
    expect([status, body]).toEqual([403, { detail: 'Permission denied: icsr:list required' }]);
    const { errors } = await sole.graphql('{ cases { nodes { id } } }');
    expect(errors![0]!.extensions.code).toBe('PERMISSION_DENIED');
  });
});
