import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCase } from '../support/make.js';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const CASES = 45;
const FIELDS = ['ID', 'CREATED_AT', 'FECHA_INICIO_EVENTO', 'GRAVEDAD', 'ESTADO', 'PACIENTE_INICIALES'] as const;
const DIRECTIONS = ['ASC', 'DESC'] as const;
type Field = (typeof FIELDS)[number];
type Direction = (typeof DIRECTIONS)[number];

interface Row {
  id: string;
  createdAt: string;
  fechaInicioEvento: string | null;
  gravedad: string | null;
  estado: string | null;
  pacienteIniciales: string;
}
interface Connection {
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: { value: number; relation: string };
}

const VALUE: Record<Field, (row: Row) => string | number | null> = {
  ID: ({ id }) => Number(id),
  CREATED_AT: ({ createdAt }) => createdAt,
  FECHA_INICIO_EVENTO: ({ fechaInicioEvento }) => fechaInicioEvento,
  GRAVEDAD: ({ gravedad }) => gravedad,
  ESTADO: ({ estado }) => estado,
  PACIENTE_INICIALES: ({ pacienteIniciales }) => pacienteIniciales,
};
const WORDS = ['Grave', 'grave', 'GRÁVE', 'Leve', 'Ñandú', 'Nube', 'Óbito', 'No grave', "d'Or", 'a_b', 'zeta'];
const spanish = new Intl.Collator('es');

let server: TestServer;
let lucha: Client;
beforeAll(async () => {
  server = await startServer();
  const rosa = await server.as('rosa');
  lucha = await server.as('lucha');
  for (let place = 0; place < CASES; place += 1) await makeCase(rosa, variety(place));
  await server.query(`update icsr set estado = null where id % 5 = 0`);
  // Ties, and moments that only microseconds tell apart.
  await server.query(
    `update icsr set created_at = timestamptz '2026-03-01 04:59:59.9999Z' + (id % 9) * interval '1 microsecond'`,
  );
});
afterAll(() => server.close());

function variety(place: number): Record<string, unknown> {
  return {
    paciente_iniciales: WORDS[(place * 7) % WORDS.length],
    gravedad: place % 4 === 0 ? null : WORDS[(place * 5) % WORDS.length],
    estado: WORDS[(place * 3) % WORDS.length],
    fecha_inicio_evento: place % 3 === 0 ? null : `2025-${String(1 + (place % 8)).padStart(2, '0')}-28`,
  };
}

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CaseOrder, $filter: CaseFilter, $search: String) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, filter: $filter, search: $search) {
    edges { cursor node { id createdAt fechaInicioEvento gravedad estado pacienteIniciales } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { value relation } } }`;

async function page(variables: object): Promise<Connection> {
  return (await lucha.ask<{ cases: Connection }>(PAGE, variables as Record<string, unknown>)).cases;
}

const idsOf = ({ edges }: Connection) => edges.map(({ node }) => node.id);

async function forward(orderBy: object | undefined, size: number, extra: object = {}): Promise<Connection[]> {
  const pages = [await page({ ...extra, orderBy, first: size })];
  while (pages.at(-1)!.pageInfo.hasNextPage) {
    pages.push(await page({ ...extra, orderBy, first: size, after: pages.at(-1)!.pageInfo.endCursor }));
  }
  return pages;
}

async function backward(orderBy: object | undefined, size: number): Promise<Connection[]> {
  const pages = [await page({ orderBy, last: size })];
  while (pages[0]!.pageInfo.hasPreviousPage) {
    pages.unshift(await page({ orderBy, last: size, before: pages[0]!.pageInfo.startCursor }));
  }
  return pages;
}

/** What the order promises of two neighbours: nulls last both ways, ids break ties in the direction of the order. */
function inOrder(field: Field, direction: Direction, one: Row, next: Row): boolean {
  const [a, b] = [VALUE[field](one), VALUE[field](next)];
  const sign = direction === 'ASC' ? 1 : -1;
  const byId = () => (Number(one.id) - Number(next.id)) * sign < 0;
  if (a === b && field !== 'CREATED_AT') return byId();
  if (a === null || b === null) return b === null;
  if (field === 'CREATED_AT') return moment(one) === moment(next) ? byId() : (moment(one) - moment(next)) * sign < 0;
  const difference = typeof a === 'number' ? a - Number(b) : spanish.compare(a, String(b));
  return difference * sign <= 0;
}

/** Microseconds do not show in an answer; they follow from how the cases were made. */
const moment = ({ id }: Row) => Number(id) % 9;

describe.each(FIELDS.flatMap((field) => DIRECTIONS.map((direction) => ({ field, direction }))))(
  'cases by $field $direction',
  ({ field, direction }) => {
    const orderBy = { field, direction };
    const wire = { ID: 'id', CREATED_AT: 'created_at' }[field as string] ?? field.toLowerCase();

    test('come in the documented order', async () => {
      const rows = (await page({ orderBy, first: 200 })).edges.map(({ node }) => node);
      const wrong = rows.slice(1).filter((row, place) => !inOrder(field, direction, rows[place]!, row));
      expect(wrong).toEqual([]);
      expect(rows).toHaveLength(CASES);
    });

    test('come once each, forwards and backwards, by sevens', async () => {
      const expected = idsOf(await page({ orderBy, first: 200 }));
      const ahead = await forward(orderBy, 7);
      const back = await backward(orderBy, 7);
      expect(ahead.flatMap(idsOf)).toEqual(expected);
      expect(back.flatMap(idsOf)).toEqual(expected);
      expect(ahead.map(({ edges }) => edges.length)).toEqual([7, 7, 7, 7, 7, 7, 3]);
      expect(back.map(({ edges }) => edges.length)).toEqual([3, 7, 7, 7, 7, 7, 7]);
      expect(ahead.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([
        false,
        true,
        true,
        true,
        true,
        true,
        true,
      ]);
      expect(back.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, true, true, true, true, false]);
    });

    test('come in the same order by page number over REST', async () => {
      const expected = idsOf(await page({ orderBy, first: 200 }));
      const found: string[] = [];
      for (let number = 1; number <= 7; number += 1) {
        const query = `order_by=${wire}&order_dir=${direction.toLowerCase()}&page=${number}&page_size=7`;
        const { body } = await lucha.rest<{ items: { id: number }[]; total: number }>('GET', `/icsr?${query}`);
        expect(body.total).toBe(CASES);
        found.push(...body.items.map(({ id }) => String(id)));
      }
      expect(found).toEqual(expected);
    });
  },
);

describe('a page', () => {
  test('of any size, in any order and direction, is a piece of the whole', async () => {
    const whole = new Map<string, string[]>();
    const order = fc.record({ field: fc.constantFrom(...FIELDS), direction: fc.constantFrom(...DIRECTIONS) });
    const law = fc.asyncProperty(
      order,
      fc.integer({ min: 1, max: 50 }),
      fc.nat(CASES - 1),
      fc.boolean(),
      async (orderBy, size, from, back) => {
        const key = JSON.stringify(orderBy);
        if (!whole.has(key)) whole.set(key, idsOf(await page({ orderBy, first: 200 })));
        const ids = whole.get(key)!;
        const cursor = (await page({ orderBy, first: from + 1 })).edges[from]!.cursor;
        const got = await page(
          back ? { orderBy, last: size, before: cursor } : { orderBy, first: size, after: cursor },
        );
        const expected = back ? ids.slice(Math.max(0, from - size), from) : ids.slice(from + 1, from + 1 + size);
        expect(idsOf(got)).toEqual(expected);
        if (back) expect(got.pageInfo.hasPreviousPage).toBe(from > size);
        else expect(got.pageInfo.hasNextPage).toBe(from + 1 + size < CASES);
      },
    );
    await fc.assert(law, { numRuns: 40 });
  });

  test('is twenty of the newest when nothing is said', async () => {
    const answer = await page({});
    expect(idsOf(answer)).toEqual(idsOf(await page({ orderBy: { field: 'ID', direction: 'DESC' }, first: 20 })));
    expect(answer.edges).toHaveLength(20);
    expect(answer.totalCount).toEqual({ value: CASES, relation: 'EXACT' });
  });

  test('names its first and its last row by their cursors', async () => {
    const { edges, pageInfo } = await page({ first: 3 });
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]!.cursor, edges[2]!.cursor]);
  });

  test('between two cursors holds what lies between', async () => {
    const ids = idsOf(await page({ first: 45 }));
    const { edges } = await page({ first: 45 });
    const between = { after: edges[9]!.cursor, before: edges[15]!.cursor };
    expect(idsOf(await page({ ...between, first: 100 }))).toEqual(ids.slice(10, 15));
    expect(idsOf(await page({ ...between, last: 2 }))).toEqual(ids.slice(13, 15));
  });

  test('past the end is empty and says so', async () => {
    const { pageInfo } = await page({ last: 1 });
    const beyond = await page({ first: 5, after: pageInfo.endCursor });
    expect(beyond).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, endCursor: null },
    });
    expect(beyond.totalCount.value).toBe(CASES);
  });

  test('goes on where it was when the row of its cursor is gone', async () => {
    const rosa = await server.as('rosa');
    const { id } = await makeCase(rosa, variety(1));
    const at = await page({ first: 1 });
    expect(idsOf(at)).toEqual([String(id)]);
    await server.query('delete from icsr where id = $1', [id]);
    const after = await page({ first: 45, after: at.pageInfo.endCursor });
    expect(idsOf(after)).toHaveLength(CASES);
  });

  test('counts what fits the filter, on every page the same', async () => {
    const filter = { gravedad: 'gráve', fechaDesde: '2025-02-01' };
    const pages = await forward({ field: 'ESTADO', direction: 'ASC' }, 2, { filter });
    const rows = pages.flatMap(({ edges }) => edges.map(({ node }) => node));
    expect(rows.length).toBeGreaterThan(2);
    expect(pages.map(({ totalCount }) => totalCount.value)).toEqual(pages.map(() => rows.length));
    expect(
      rows.every(
        ({ gravedad, fechaInicioEvento }) => /^gr[aá]ve$/i.test(gravedad!) && fechaInicioEvento! >= '2025-02-01',
      ),
    ).toBe(true);
  });

  test('of a search takes % and _ for what they are', async () => {
    const found = (await page({ first: 200, search: 'A_B' })).edges.map(({ node }) => node.pacienteIniciales);
    expect(new Set(found)).toEqual(new Set(['a_b']));
    expect(idsOf(await page({ search: '%' }))).toEqual([]);
  });
});

describe('a page is refused', () => {
  const refused = async (variables: object) => {
    const { data, errors } = await lucha.graphql(PAGE, variables as Record<string, unknown>);
    expect(data).toBeNull();
    return errors![0]!.extensions as { code: string; issues: { path: unknown[]; message: string }[] };
  };
  const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

  test.each([
    ['text', 'nada'],
    ['another shape', cursor({ id: 1 })],
    ['no id', cursor(['x'])],
    ['half an id', cursor([null, 1.5])],
    ['a number for a value', cursor([1, 1])],
    ['an id that no case can have', cursor([null, 99_999_999_999])],
  ])('for a cursor that is %s', async (_what, wrong) => {
    for (const place of [
      { first: 5, after: wrong },
      { last: 5, before: wrong },
    ]) {
      const name = 'after' in place ? 'after' : 'before';
      const message = 'no es un cursor de esta lista';
      expect(await refused(place)).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: [name], message }] });
    }
  });

  test('for the cursor of another order, where its value makes no sense', async () => {
    const byState = await page({ first: 1, orderBy: { field: 'ESTADO', direction: 'ASC' } });
    for (const field of ['CREATED_AT', 'FECHA_INICIO_EVENTO', 'ID']) {
      const wrong = { first: 1, after: byState.pageInfo.endCursor, orderBy: { field, direction: 'ASC' } };
      expect(await refused(wrong)).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['after'] }] });
    }
  });

  test('for more than 200 rows, or fewer than none', async () => {
    expect(await refused({ first: 201 })).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['first'] }] });
    expect(await refused({ last: 201 })).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['last'] }] });
    expect(await refused({ first: -1 })).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['first'] }] });
    expect((await page({ first: 200 })).edges).toHaveLength(CASES);
  });

  test('for first and last at once', async () => {
    expect(await refused({ first: 5, last: 5 })).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('for a search that no text can hold', async () => {
    const { errors } = await lucha.graphql(PAGE, { search: 'a\u0000b' });
    expect(errors?.map(({ extensions }) => extensions.code) ?? []).not.toContain('INTERNAL');
  });

  test('and none is none: first 0 gives no rows and still counts', async () => {
    const answer = await page({ first: 0 });
    expect(idsOf(answer)).toEqual([]);
    expect(answer.totalCount.value).toBe(CASES);
  });
});
