import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { generateCases } from '../../src/storage/seed/generate.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

const MANY = 10_000;
/** What the reader of a search looks through before it asks the index. */
const HEAD = 2000;
const FIELDS = ['ID', 'CREATED_AT', 'FECHA_INICIO_EVENTO', 'GRAVEDAD', 'ESTADO', 'PACIENTE_INICIALES'] as const;
const COLUMNS = {
  ID: 'id',
  CREATED_AT: 'created_at',
  FECHA_INICIO_EVENTO: 'fecha_inicio_evento',
  GRAVEDAD: 'gravedad collate "es-x-icu"',
  ESTADO: 'estado collate "es-x-icu"',
  PACIENTE_INICIALES: 'paciente_iniciales collate "es-x-icu"',
};
const ORDERS = FIELDS.flatMap((field) => (['ASC', 'DESC'] as const).map((direction) => ({ field, direction })));

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  await makeCase(rosa, {
    descripcion_evento: 'Vértigo posicional con 100% de nistagmo',
    fecha_inicio_evento: '1999-01-01',
  });
  await generateCases(server.house.database, MANY - 1);
  await server.query(`update icsr set fecha_inicio_evento = null, gravedad = null, estado = null where id % 50 = 7`);
  // The index of texts puts new ones aside at first: autovacuum would sort them in within a minute or two.
  await server.query('vacuum analyze icsr');
  await server.query(`create table read_all as select t.id, ${READ_ALL} as whole from icsr t`);
});
afterAll(() => server.close());

/** Found by reading every field of every case: no index, no kept text. */
const READ_ALL = `vigia_fold(concat_ws(e'\\n', paciente_iniciales, paciente_dni, numero, codigo_interno_lab, cenafyt_codigo,
  producto_sospechoso, descripcion_evento, reportante_nombre, reportante_email, (select string_agg(p.nombre_producto, e'\\n'
  order by p.id) from icsr_productos p where p.icsr_id = t.id)))`;

async function found(words: string, order: (typeof ORDERS)[number]): Promise<number[]> {
  const { field, direction } = order;
  const sql = `select id from icsr join read_all using (id) where position(vigia_fold($1) in whole) > 0
    order by ${COLUMNS[field]} ${direction} nulls last, id ${direction}`;
  return (await server.query<{ id: number }>(sql, [words])).map(({ id }) => id);
}

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  totalCount: { value: number; relation: string };
}

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CaseOrder, $search: String, $filter: CaseFilter) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, search: $search, filter: $filter) {
    edges { cursor node { id } } totalCount { value relation } } }`;
const page = async (variables: object) =>
  (await rosa.ask<{ cases: Page }>(PAGE, variables as Record<string, unknown>)).cases;
const idsOf = ({ edges }: Page) => edges.map(({ node }) => Number(node.id));

const WORDS = [
  ['a common word', 'náusea'],
  ['a word of all cases', 'paciente de'],
  ['a rare word', 'sospecha'],
  ['a word of the oldest case alone', 'VERTIGO posicional'],
  ['a sign of the oldest case alone', '100%'],
  ['a word that no case has', 'zzzzq'],
  ['two letters', 'vo'],
  ['two letters that no case has', 'qx'],
  ['two words in their order', 'años que'],
] as const;

describe('a search among many is the same whether the head of the order or the index answers it', () => {
  test('and the words looked for are of both kinds', async () => {
    const order = ORDERS[0]!;
    const counts = Object.fromEntries(
      await Promise.all(WORDS.map(async ([what, words]) => [what, (await found(words, order)).length] as const)),
    );
    expect(counts).toMatchObject({ 'a word of the oldest case alone': 1, 'a word that no case has': 0 });
    expect(counts['a common word']).toBeGreaterThan(HEAD / 10);
    expect(counts['a rare word']).toBeLessThan(60);
    expect(counts['a rare word']).toBeGreaterThan(0);
  });

  test.each(ORDERS)('by $field $direction', async (orderBy) => {
    for (const [what, words] of WORDS) {
      const expected = await found(words, orderBy);
      const search = { search: words, orderBy };
      // Small enough for several pages of a rare word too: those the head of the order cannot fill.
      const size = Math.min(20, Math.ceil((expected.length + 1) / 3));
      const first = await page({ ...search, first: size });
      expect(idsOf(first), what).toEqual(expected.slice(0, size));
      expect(first.totalCount, what).toEqual({ value: expected.length, relation: 'EXACT' });
      const last = await page({ ...search, last: size });
      expect(idsOf(last), what).toEqual(expected.slice(-size));
      if (expected.length <= 2 * size) continue;
      const after = await page({ ...search, first: size, after: first.edges.at(-1)!.cursor });
      expect(idsOf(after), what).toEqual(expected.slice(size, 2 * size));
      const before = await page({ ...search, last: size, before: last.edges[0]!.cursor });
      expect(idsOf(before), what).toEqual(expected.slice(-2 * size, -size));
      // A page in the middle, that the head of the order cannot reach.
      const deep = Math.floor(expected.length / 2);
      const wire = { ID: 'id' }[orderBy.field as string] ?? orderBy.field.toLowerCase();
      const query = new URLSearchParams({
        q: words,
        order_by: wire,
        order_dir: orderBy.direction.toLowerCase(),
        page_size: String(size),
        page: String(Math.floor(deep / size) + 1),
      });
      const { body } = await rosa.rest<{ items: { id: number }[]; total: number }>('GET', `/icsr?${query}`);
      const start = Math.floor(deep / size) * size;
      expect(
        body.items.map(({ id }) => id),
        what,
      ).toEqual(expected.slice(start, start + size));
      expect(body.total, what).toBe(expected.length);
    }
  });
});

/** The statements that answer this, with their values, as PostgreSQL plans them. */
async function plansOf(work: () => Promise<unknown>): Promise<Node[]> {
  const spy = vi.spyOn(server.house.database.pool, 'query');
  await work();
  const calls = spy.mock.calls as unknown as [{ text: string; values: unknown[] }][];
  const read = calls.map(([call]) => call).filter(({ text }) => / icsr /.test(text));
  spy.mockRestore();
  expect(read).toHaveLength(1);
  const plans: Node[] = [];
  for (const { text, values } of read) {
    const rows = await server.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (analyze, format json) ${text}`,
      values,
    );
    plans.push(rows[0]!['QUERY PLAN'][0]!.Plan);
  }
  return plans.flatMap(nodesOf);
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const ran = ({ 'Actual Loops': loops }: Node) => loops > 0;
const readsAll = (node: Node) => ran(node) && node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'icsr';
const rowsIn = (node: Node) => (node.Plans ?? []).reduce((sum, below) => sum + below['Actual Rows'], 0);
const sortsMuch = (node: Node) => ran(node) && /Sort/.test(node['Node Type']) && rowsIn(node) > 1000;
const costly = (nodes: Node[]) => nodes.filter((node) => readsAll(node) || sortsMuch(node));

describe('no page is found by reading or sorting all cases', () => {
  test.each(ORDERS)('by $field $direction, from either end and from deep inside', async (orderBy) => {
    const deep = await rosa.ask<{ cases: Page }>(PAGE, { first: 200, orderBy });
    let cursor = deep.cases.edges.at(-1)!.cursor;
    for (let jump = 0; jump < 4; jump += 1) {
      cursor = (await page({ first: 200, after: cursor, orderBy })).edges.at(-1)!.cursor;
    }
    const document = PAGE.replace('totalCount { value relation }', '');
    for (const start of [{ first: 20 }, { last: 20 }, { first: 20, after: cursor }, { last: 20, before: cursor }]) {
      const nodes = await plansOf(() => rosa.ask(document, { ...start, orderBy }));
      expect(costly(nodes), JSON.stringify(start)).toEqual([]);
    }
  });

  test.each(ORDERS)('by $field $direction, for a common word and a rare one', async (orderBy) => {
    const document = PAGE.replace('totalCount { value relation }', '');
    for (const search of ['náusea', 'sospecha', 'vertigo', 'zzzzq']) {
      const nodes = await plansOf(() => rosa.ask(document, { first: 20, search, orderBy }));
      expect(costly(nodes), search).toEqual([]);
    }
  });
});

test('a total is exact up to ten thousand and a lower bound above; REST is always exact', async () => {
  expect((await page({ first: 1 })).totalCount).toEqual({ value: MANY, relation: 'EXACT' });
  expect((await page({ first: 1, search: 'a' })).totalCount).toEqual({ value: MANY, relation: 'EXACT' });
  await makeCase(rosa);
  expect((await page({ first: 1 })).totalCount).toEqual({ value: MANY, relation: 'AT_LEAST' });
  expect((await page({ first: 1, search: 'a' })).totalCount).toEqual({ value: MANY, relation: 'AT_LEAST' });
  const fewer = (await page({ first: 1, filter: { estado: 'pendiente' } })).totalCount;
  const [counted] = await server.query<{ n: number }>(`select count(*)::int as n from icsr where estado = 'Pendiente'`);
  expect(fewer).toEqual({ value: counted!.n, relation: 'EXACT' });
  const { body } = await rosa.rest('GET', '/icsr?page_size=1&page=10001');
  expect(body).toMatchObject({ total: MANY + 1, items: [{ id: expect.any(Number) as number }] });
  expect((await rosa.rest('GET', '/icsr?page_size=1&page=10002')).body).toMatchObject({ total: MANY + 1, items: [] });
});
