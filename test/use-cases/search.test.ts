import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

const CASES = 240;
const ORDERS = {
  ID: 'id',
  CREATED_AT: 'created_at',
  FECHA_INICIO_EVENTO: 'fecha_inicio_evento',
  GRAVEDAD: 'gravedad',
  ESTADO: 'estado',
  PACIENTE_INICIALES: 'paciente_iniciales',
} as const;
const TEXTS = ['gravedad', 'estado', 'paciente_iniciales'];
const DIRECTIONS = ['ASC', 'DESC'] as const;

const INITIALS = [
  'ñandú',
  'Nube',
  'Óbito',
  'a_b',
  'A%B',
  'd\\e',
  'ZZ',
  'zeta',
  'Ábaco',
  'abaco',
  'É',
  "d'Or",
  '10',
  '9',
];
const STATES = ['Pendiente', 'Cerrado', 'En progreso', 'cerrado', 'Ámbar'];
const SEVERITIES = [null, 'Grave', 'grave', 'No grave', 'Leve', 'Único'];
const PRODUCTS = [
  'Amoxicilina 500 mg',
  'Ácido clavulánico',
  'Paracetamol',
  '50% glucosa',
  'X_1',
  'Ñ',
  'Óxido\\nitroso',
];
const WORDS = [
  'amoxi',
  'AMOXICILINA 500',
  'acido clavulanico',
  'ÁCIDO',
  'nitroso',
  'paracetamol',
  'nada de eso',
  'dolor',
];
const SHORT = [
  'a',
  'ñ',
  'n',
  'ox',
  'É',
  '1',
  '%',
  '_',
  '\\',
  '%%',
  'a_b',
  '50%',
  'x_1',
  'o\\n',
  "d'",
  '0% g',
  ' zeta ',
  '  ',
];
const SEARCHES = [...WORDS, ...SHORT, 'caso 11', 'caso 1', 'ICSR-', 'medico 7', 'correo3@', 'lab-00', '12345'];

let server: TestServer;
let rosa: Client;
let rows: Row[];
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  for (let place = 0; place < CASES; place += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, more) => makeCase(rosa, variety(place + more))));
  }
  await server.query(`update icsr set estado = null where id % 7 = 0`);
  await server.query(`update icsr set created_at = '2026-03-01Z'::timestamptz + (id % 9) * interval '1 microsecond'`);
  await changeProducts();
  rows = await readRows();
});
afterAll(() => server.close());

const of = <Item>(list: readonly Item[], place: number, step: number) => list[(place * step + 3) % list.length]!;

function variety(place: number): Record<string, unknown> {
  return {
    paciente_iniciales: of(INITIALS, place, 5),
    paciente_dni: place % 3 === 0 ? undefined : String(12_345_000 + place),
    reportante_nombre: `Médico ${place}`,
    reportante_email: place % 4 === 0 ? undefined : `correo${place}@example.pe`,
    codigo_interno_lab: place % 5 === 0 ? `LAB-00${place}` : undefined,
    producto_sospechoso: of(PRODUCTS, place, 3),
    descripcion_evento: `Dolor en el caso ${place}`,
    estado: of(STATES, place, 3),
    gravedad: of(SEVERITIES, place, 5),
    fecha_inicio_evento: place % 3 === 0 ? null : `2025-0${1 + (place % 8)}-28`,
    productos: Array.from({ length: place % 4 }, (_, more) => ({ nombre_producto: of(PRODUCTS, place + more, 5) })),
  };
}

/** Products that come, go and are renamed after their case was made, by every door that leads to them. */
async function changeProducts(): Promise<void> {
  const update = 'mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, input: $input) { id } }';
  for (let id = 1; id <= CASES; id += 6) {
    const productos = [{ nombre_producto: 'Nuevo amoxi' }, { nombre_producto: of(PRODUCTS, id, 2) }];
    await rosa.rest('PUT', `/icsr/${id}`, { productos });
    await rosa.rest('PUT', `/icsr/${id + 1}/full`, id % 2 === 0 ? {} : { productos });
    const { body } = await rosa.rest<{ productos: object[] }>('GET', `/icsr/${id + 2}`);
    const renamed = body.productos.map((product) => ({ ...product, nombre_producto: 'Renombrado Ácido' }));
    await rosa.rest('PUT', `/icsr/${id + 2}`, { productos: renamed });
    await rosa.ask(update, { id: id + 3, input: { products: [{ nombreProducto: 'Por GraphQL 50% ox' }] } });
    await rosa.ask(update, { id: id + 4, input: { products: [], reportanteEmail: null, pacienteDni: '777' } });
    await rosa.rest('PUT', `/icsr/${id + 5}/eventos`, { eventos: [{ texto: 'amoxi en un evento no se busca' }] });
  }
}

interface Row {
  id: number;
  estado: string | null;
  gravedad: string | null;
  fecha: string | null;
  texts: (string | null)[];
}

/** Everything that a search looks at, straight from the tables. */
function readRows(): Promise<Row[]> {
  return server.query<Row>(`select id, estado, gravedad, fecha_inicio_evento::text as fecha,
    array[paciente_iniciales, paciente_dni, numero, codigo_interno_lab, cenafyt_codigo, producto_sospechoso,
      descripcion_evento, reportante_nombre, reportante_email]
      || array(select p.nombre_producto from icsr_productos p where p.icsr_id = t.id) as texts from icsr t`);
}

interface Wanted {
  search?: string;
  filter: { estado?: string; gravedad?: string; fechaDesde?: string; fechaHasta?: string };
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The law: what fits, case by case, without any index. */
function fits({ search, filter }: Wanted): (row: Row) => boolean {
  const words = folded(search ?? '').trim();
  return (row) =>
    (words === '' || row.texts.some((text) => text !== null && folded(text).includes(words))) &&
    (!filter.estado || (row.estado !== null && folded(row.estado) === folded(filter.estado))) &&
    (!filter.gravedad || (row.gravedad !== null && folded(row.gravedad) === folded(filter.gravedad))) &&
    (!filter.fechaDesde || (row.fecha !== null && row.fecha >= filter.fechaDesde)) &&
    (!filter.fechaHasta || (row.fecha !== null && row.fecha <= filter.fechaHasta));
}

/** Every id in the order that PostgreSQL itself gives. */
async function inOrder(column: string, direction: string): Promise<number[]> {
  const collated = TEXTS.includes(column) ? `${column} collate "es-x-icu"` : column;
  const sql = `select id from icsr order by ${collated} ${direction} nulls last, id ${direction}`;
  return (await server.query<{ id: number }>(sql)).map(({ id }) => id);
}

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: { value: number; relation: string };
}

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CaseOrder, $filter: CaseFilter, $search: String) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, filter: $filter, search: $search) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { value relation } } }`;
const page = async (variables: object) =>
  (await rosa.ask<{ cases: Page }>(PAGE, variables as Record<string, unknown>)).cases;
const idsOf = (pages: Page[]) => pages.flatMap(({ edges }) => edges.map(({ node }) => Number(node.id)));

async function forward(size: number, wanted: object): Promise<Page[]> {
  const pages = [await page({ ...wanted, first: size })];
  for (let last = pages[0]!; last.pageInfo.hasNextPage; pages.push(last)) {
    last = await page({ ...wanted, first: size, after: last.pageInfo.endCursor });
  }
  return pages;
}

async function backward(size: number, wanted: object): Promise<Page[]> {
  const pages = [await page({ ...wanted, last: size })];
  for (let first = pages[0]!; first.pageInfo.hasPreviousPage; pages.unshift(first)) {
    first = await page({ ...wanted, last: size, before: first.pageInfo.startCursor });
  }
  return pages;
}

async function numbered(size: number, { search, filter }: Wanted, by: string, direction: string) {
  const query = new URLSearchParams({ order_by: by, order_dir: direction.toLowerCase(), page_size: String(size) });
  if (search !== undefined) query.set('q', search);
  const names = { estado: 'estado', gravedad: 'gravedad', fechaDesde: 'fecha_desde', fechaHasta: 'fecha_hasta' };
  for (const [name, value] of Object.entries(filter)) query.set(names[name as keyof typeof names], value);
  const ids: number[] = [];
  for (let number = 1; ; number += 1) {
    query.set('page', String(number));
    const { body } = await rosa.rest<{ items: { id: number }[]; total: number }>('GET', `/icsr?${query}`);
    ids.push(...body.items.map(({ id }) => id));
    if (body.items.length < size) return { ids, total: body.total };
  }
}

const option = <Item>(items: readonly Item[]) => fc.option(fc.constantFrom(...items), { nil: undefined, freq: 1 });
const wantedPages = fc.record({
  search: fc.option(fc.constantFrom(...SEARCHES), { nil: undefined, freq: 6 }),
  filter: fc.record(
    {
      estado: fc.constantFrom('pendiente', 'CERRADO', 'ambar', 'En progreso'),
      gravedad: fc.constantFrom('grave', 'unico', 'no grave'),
      fechaDesde: fc.constantFrom('2025-03-28', '2025-06-01'),
      fechaHasta: fc.constantFrom('2025-05-28', '2025-02-01'),
    },
    { requiredKeys: [] },
  ),
  narrow: option([true]),
  size: fc.integer({ min: 5, max: 60 }),
});

describe.each(
  Object.entries(ORDERS).flatMap(([field, by]) => DIRECTIONS.map((direction) => ({ field, by, direction }))),
)('cases by $field $direction', ({ field, by, direction }) => {
  const orderBy = { field, direction };

  test('are the same ones in the same order, however they are searched, filtered and paged', async () => {
    const order = await inOrder(by, direction);
    const property = fc.asyncProperty(wantedPages, async ({ search, filter, narrow, size }) => {
      const wanted = { search, filter: narrow ? filter : {} };
      const found = new Set(rows.filter(fits(wanted)).map(({ id }) => id));
      const expected = order.filter((id) => found.has(id));
      const [ahead, back] = [await forward(size, { ...wanted, orderBy }), await backward(size, { ...wanted, orderBy })];
      expect(idsOf(ahead)).toEqual(expected);
      expect(idsOf(back)).toEqual(expected);
      expect(await numbered(size, wanted, by, direction)).toEqual({ ids: expected, total: expected.length });
      const totals = [...ahead, ...back].map(({ totalCount }) => totalCount);
      expect(new Set(totals.map((total) => JSON.stringify(total)))).toEqual(
        new Set([JSON.stringify({ value: expected.length, relation: 'EXACT' })]),
      );
    });
    await fc.assert(property, { numRuns: 4 });
  });
});

test.each(SEARCHES)('a search for "%s" finds what holds it, and nothing else', async (search) => {
  const expected = rows.filter(fits({ search, filter: {} })).map(({ id }) => id);
  const { ids, total } = await numbered(200, { search, filter: {} }, 'id', 'asc');
  expect(ids).toEqual(expected.toSorted((a, b) => a - b));
  expect(total).toBe(expected.length);
});
