import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { fault, type Wire } from './golden.js';

type WireProduct = Wire & { id: number };
interface Page {
  items: WireProduct[];
  total: number;
  offset: number;
  limit: number;
}
interface Upsert {
  created: number;
  updated: number;
  skipped: number;
  errors: { index: number; numero_registro: string | null; error: string }[];
  total_processed: number;
}

let server: TestServer;
let rosa: Client;
let quela: Client;
beforeAll(async () => {
  server = await startServer();
  [rosa, quela] = [await server.as('rosa'), await server.as('quela')];
});
afterAll(() => server.close());
beforeEach(() => server.query('delete from products'));

const AMOXICILLIN = {
  producto: 'Amoxicilina ABC 500 mg',
  ifa: 'Amoxicilina trihidrato',
  forma_farmaceutica: 'Cápsula',
  presentacion_farmaceutica: 'Caja x 100',
  via: 'Oral',
  estado_registro: 'Vigente',
  numero_registro: 'EE-123456',
  fecha_venc_registro: '2028-12-31',
  fecha_primer_registro: '2018-12-31',
  comercializa: true,
  pais_comercializacion: 'Perú',
  laboratorio_pais: 'Laboratorio ABC S.A. - Perú',
  ficha_tecnica_url: 'https://example.pe/ee-123456.pdf',
  comentarios: 'Renovado en 2023',
};
const LEAST = { producto: 'Ibuprofeno 400 mg', numero_registro: 'NG-1' };
const EMPTY = Object.fromEntries(Object.keys(AMOXICILLIN).map((name) => [name, null]));
const STAMPS = { created_at: expect.stringMatching(/^\d{4}-.*Z$/), updated_at: expect.stringMatching(/^\d{4}-.*Z$/) };

async function create(body: Wire): Promise<WireProduct> {
  const answer = await rosa.rest<WireProduct>('POST', '/products/', body);
  expect([answer.status, answer.body]).toMatchObject([201, {}]);
  return answer.body;
}
const bulk = async (rows: unknown, who = rosa) => (await who.rest<Upsert>('POST', '/products/bulk', rows)).body;
const read = async (id: number) => (await quela.rest<WireProduct>('GET', `/products/${id}`)).body;
const list = async (query: string) => (await quela.rest<Page>('GET', `/products/${query}`)).body;
const names = async (query: string) => (await list(query)).items.map(({ numero_registro }) => numero_registro);

describe('one product', () => {
  test('has exactly the documented fields, all of them when only two are sent', async () => {
    const whole = await create(AMOXICILLIN);
    expect(whole).toEqual({ id: expect.any(Number), ...AMOXICILLIN, ...STAMPS });
    const least = await create(LEAST);
    expect(least).toEqual({ id: expect.any(Number), ...EMPTY, ...LEAST, ...STAMPS });
    expect([await read(whole.id), await read(least.id)]).toEqual([whole, least]);
  });

  test('is found by its registration in the query, under both names, and in the path', async () => {
    const made = await create(AMOXICILLIN);
    const slashed = await create({ ...LEAST, numero_registro: 'E.N. 12/34 ñ' });
    for (const [product, number] of [[made, 'EE-123456'] as const, [slashed, 'E.N. 12/34 ñ'] as const]) {
      const sent = encodeURIComponent(number);
      for (const path of [`?registro=${sent}`, `?numero_registro=%20${sent}`, `/${sent}`]) {
        expect((await quela.rest('GET', `/products/by-registro${path}`)).body).toEqual(product);
      }
    }
    const { status, body } = await quela.rest('GET', '/products/by-registro/EE-9');
    expect([status, body]).toEqual([404, { detail: 'Producto no encontrado' }]);
    const without = await quela.rest('GET', '/products/by-registro');
    expect([without.status, without.body]).toEqual([
      400,
      fault(['query', 'numero_registro'], 'field required', 'value_error.missing'),
    ]);
  });

  test('is changed in what is sent alone; a change that is none leaves its time', async () => {
    const made = await create(AMOXICILLIN);
    const put = (body: Wire) => rosa.rest<WireProduct>('PUT', `/products/${made.id}`, body);
    const { status, body } = await put({ estado_registro: ' Vencido ', comercializa: 'no', ifa: '', id: 7, extra: 1 });
    expect([status, body]).toEqual([
      200,
      { ...made, estado_registro: 'Vencido', comercializa: false, ifa: null, updated_at: expect.any(String) },
    ]);
    expect(body.updated_at! > made.updated_at!).toBe(true);
    expect((await put({ estado_registro: 'Vencido' })).body).toEqual(body);
    expect((await put({})).body).toEqual(body);
    expect(await read(made.id)).toEqual(body);
  });

  test('is deleted for good, and cases no longer know of it', async () => {
    const made = await create(AMOXICILLIN);
    const products = [{ nombre_producto: 'A', registro_sanitario: 'ee 123456' }];
    const { id } = await makeCase(rosa, { productos: products });
    expect((await rosa.rest('GET', `/icsr/${id}`)).body.rs_catalog_map).toHaveProperty('EE123456');
    const gone = await rosa.rest('DELETE', `/products/${made.id}`);
    expect([gone.status, gone.body]).toEqual([200, { ok: true, deleted_id: made.id }]);
    expect((await rosa.rest('GET', `/icsr/${id}`)).body.rs_catalog_map).toEqual({});
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status, body } = await rosa.rest(method, `/products/${made.id}`, method === 'PUT' ? {} : undefined);
      expect([status, body]).toEqual([404, { detail: 'Producto no encontrado' }]);
    }
  });

  test('cannot have the registration of another', async () => {
    await create(AMOXICILLIN);
    const other = await create(LEAST);
    const taken = [409, { detail: 'Ya existe un producto con ese número de registro' }];
    const again = await rosa.rest('POST', '/products', { ...LEAST, numero_registro: ' EE-123456 ' });
    expect([again.status, again.body]).toEqual(taken);
    const moved = await rosa.rest('PUT', `/products/${other.id}`, { numero_registro: 'EE-123456' });
    expect([moved.status, moved.body]).toEqual(taken);
    expect(await read(other.id)).toEqual(other);
  });

  test('is refused with every fault at once', async () => {
    const wrong = {
      numero_registro: '',
      fecha_venc_registro: '31/12/2028',
      comercializa: 'tal vez',
      via: 'x'.repeat(256),
    };
    const { status, body } = await rosa.rest<{ detail: Wire[] }>('POST', '/products', wrong);
    expect(status).toBe(400);
    expect(body.detail.map(({ loc, type }) => [...(loc as string[]), type])).toEqual([
      ['body', 'producto', 'value_error.missing'],
      ['body', 'via', 'value_error.any_str.max_length'],
      ['body', 'numero_registro', 'type_error.none.not_allowed'],
      ['body', 'fecha_venc_registro', 'value_error.date'],
      ['body', 'comercializa', 'type_error.bool'],
    ]);
    const { id } = await create(LEAST);
    expect((await rosa.rest('PUT', `/products/${id}`, { producto: null })).body).toEqual(
      fault(['body', 'producto'], 'none is not an allowed value', 'type_error.none.not_allowed'),
    );
    for (const body of [[], 'texto', 5])
      expect((await rosa.rest('POST', '/products', JSON.stringify(body))).status).toBe(400);
  });

  test.each(['abc', '0', '-1', '2147483648', '1.5'])('has no id like %s', async (id) => {
    const { status, body } = await quela.rest('GET', `/products/${id}`);
    const wanted = fault(['path', 'product_id'], 'value is not a valid integer', 'type_error.integer');
    expect([status, body]).toEqual([400, wanted]);
  });
});

describe('the list', () => {
  beforeEach(async () => {
    await bulk([
      { ...AMOXICILLIN },
      { producto: 'ácido fólico', numero_registro: 'NG-2', comercializa: false, estado_registro: 'vencido' },
      {
        producto: 'Zinc 100%',
        numero_registro: 'NG_3',
        laboratorio_pais: 'Genéricos del Sur',
        estado_registro: 'Vigente',
      },
      { producto: 'Ñandú', numero_registro: 'NG-4', fecha_venc_registro: '2026-01-01', comercializa: 'si' },
    ]);
  });

  test('has its documented shape, with and without the slash, in the order of the alphabet', async () => {
    const page = await list('');
    expect(Object.keys(page).toSorted()).toEqual(['items', 'limit', 'offset', 'total']);
    expect(page).toMatchObject({ total: 4, offset: 0, limit: 50 });
    expect(page.items.map(({ producto }) => producto)).toEqual([
      'ácido fólico',
      'Amoxicilina ABC 500 mg',
      'Ñandú',
      'Zinc 100%',
    ]);
    expect(page.items[1]).toEqual({ id: expect.any(Number), ...AMOXICILLIN, ...STAMPS });
    expect((await quela.rest('GET', '/products')).body).toEqual(page);
  });

  test.each([
    ['?q=ACIDO', ['NG-2']],
    ['?q=amoxicilína trihid', ['EE-123456']],
    ['?q=genericos', ['NG_3']],
    ['?q=100%25', ['NG_3']],
    ['?q=NG_', ['NG_3']],
    ['?q=ee 123456', ['EE-123456']],
    ['?q=nada', []],
    ['?q=%00', ['NG-2', 'EE-123456', 'NG-4', 'NG_3']],
    ['?estado=VIGENTE', ['EE-123456', 'NG_3']],
    ['?comercializa=si', ['EE-123456', 'NG-4']],
    ['?comercializa=no', ['NG-2']],
    ['?comercializa=all&estado=vencido', ['NG-2']],
    ['?numero_registro=ee123456', ['EE-123456']],
    ['?sort=fecha_venc_registro&order=DESC', ['EE-123456', 'NG-4', 'NG-2', 'NG_3']],
    ['?sort=numero_registro', ['EE-123456', 'NG-2', 'NG-4', 'NG_3']],
    ['?limit=2&offset=1', ['EE-123456', 'NG-4']],
    ['?offset=999999999999', []],
    ['search?term=acido', ['NG-2']],
    ['search?q=acido', ['NG-2']],
    ['search?term=ng&limit=1', ['NG-2']],
  ])('%s finds what it asks for', async (query, wanted) => {
    expect(await names(query)).toEqual(wanted);
  });

  test.each([
    ['limit=0', ['query', 'limit']],
    ['limit=201', ['query', 'limit']],
    ['limit=x', ['query', 'limit']],
    ['offset=-1', ['query', 'offset']],
    ['sort=search_text', ['query', 'sort']],
    ['order=up', ['query', 'order']],
    ['comercializa=quizas', ['query', 'comercializa']],
  ])('?%s is refused with its place', async (query, loc) => {
    const { status, body } = await quela.rest<{ detail: { loc: unknown }[] }>('GET', `/products?${query}`);
    expect([status, body.detail.map((one) => one.loc)]).toEqual([400, [loc]]);
  });
});

describe('POST /products/bulk', () => {
  test('adds, changes in what is sent, and leaves what is the same', async () => {
    const { id } = await create(AMOXICILLIN);
    const kept = await create(LEAST);
    const rows = [
      { producto: 'Amoxicilina', numero_registro: 'EE-123456', via: '' },
      { ...LEAST, extra: 'x' },
      { producto: 'Nuevo', numero_registro: 'NG-9' },
    ];
    const { status, body } = await rosa.rest<Upsert>('POST', '/products/bulk', rows);
    const counts = { created: 1, updated: 1, skipped: 1, errors: [], total_processed: 3 };
    expect([status, body]).toEqual([200, counts]);
    expect(await read(id)).toMatchObject({ ...AMOXICILLIN, producto: 'Amoxicilina', via: null });
    expect(await read(kept.id)).toEqual(kept);
    for (const name of ['items', 'products', 'productos']) {
      expect(await bulk({ [name]: rows })).toEqual({ ...counts, created: 0, updated: 0, skipped: 3 });
    }
  });

  test('reports rows that do not fit with their place, and lets the others in', async () => {
    const answer = await bulk([
      { producto: 'Uno', numero_registro: 'A-1' },
      { producto: 'Dos' },
      { numero_registro: 'A-3', fecha_venc_registro: '2026-02-30' },
      { producto: 'Otra vez', numero_registro: ' A-1 ' },
      null,
      'texto',
      { producto: 'Siete', numero_registro: 7 },
    ]);
    expect(answer).toEqual({
      created: 2,
      updated: 0,
      skipped: 0,
      errors: [
        { index: 1, numero_registro: null, error: 'numero_registro es obligatorio' },
        {
          index: 2,
          numero_registro: 'A-3',
          error: 'producto es obligatorio; fecha_venc_registro debe ser una fecha AAAA-MM-DD',
        },
        { index: 3, numero_registro: 'A-1', error: 'numero_registro está repetido en este envío' },
        { index: 4, numero_registro: null, error: 'debe ser un objeto' },
        { index: 5, numero_registro: null, error: 'debe ser un objeto' },
      ],
      total_processed: 7,
    });
    expect(await names('?sort=id')).toEqual(['A-1', '7']);
  });

  test('takes none, and 5000 at once, and no more', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ producto: `P${n}`, numero_registro: `R${n}` }));
    expect(await bulk([])).toEqual({ created: 0, updated: 0, skipped: 0, errors: [], total_processed: 0 });
    expect(await bulk(many(5000))).toMatchObject({ created: 5000, errors: [] });
    expect(await bulk(many(5000).map((row) => ({ ...row, via: 'Oral' })))).toMatchObject({ updated: 5000 });
    const { status, body } = await rosa.rest('POST', '/products/bulk', many(5001));
    const wanted = fault(
      ['body', 'productos'],
      'ensure this value has at most 5000 items',
      'value_error.list.max_items',
    );
    expect([status, body]).toEqual([400, wanted]);
    for (const none of [{}, { items: 'x' }, '"x"', '3']) {
      expect((await rosa.rest('POST', '/products/bulk', none)).status).toBe(400);
    }
  });

  test('20 at once with the same registrations: no error, one row each, and everything counted once', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => ({ producto: `P${n}`, numero_registro: `R${n}` }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        bulk((place % 2 ? rows : rows.toReversed()).map((row) => ({ ...row, via: `V${place}` }))),
      ),
    );
    expect(answers.filter(({ errors }) => errors.length > 0)).toEqual([]);
    expect(answers.map(({ created }) => created).toSorted((a, b) => a - b)).toEqual([...Array(19).fill(0), 50]);
    expect(answers.map(({ updated }) => updated).toSorted((a, b) => a - b)).toEqual([0, ...Array(19).fill(50)]);
    const page = await list('?limit=200');
    expect([page.total, new Set(page.items.map(({ via }) => via)).size]).toEqual([50, 1]);
  });

  test('beside people who add, change and delete the same products: nobody is told of an internal error', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => ({ producto: `P${n}`, numero_registro: `R${n}` }));
    const made = await Promise.all(rows.map((row) => create(row)));
    const statuses = await Promise.all([
      ...Array.from({ length: 10 }, (_, n) =>
        rosa.rest(
          'POST',
          '/products/bulk',
          rows.map((row) => ({ ...row, via: `V${n}` })),
        ),
      ),
      ...made.map(({ id }) => rosa.rest('PUT', `/products/${id}`, { via: 'otra' })),
      ...made.slice(0, 10).map(({ id }) => rosa.rest('DELETE', `/products/${id}`)),
      ...rows.map((row) => rosa.rest('POST', '/products', row)),
    ]);
    expect(statuses.filter(({ status }) => ![200, 201, 404, 409].includes(status))).toEqual([]);
    expect(statuses.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(200));
  });
});

test('20 people who add the same product leave one', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => rosa.rest('POST', '/products', LEAST)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(19).fill(409)]);
});

test('everybody inside may read; only holders of catalog:write may write', async () => {
  const { id } = await create(LEAST);
  const writes: [string, string, unknown][] = [
    ['POST', '/products', AMOXICILLIN],
    ['POST', '/products/', AMOXICILLIN],
    ['POST', '/products/bulk', [AMOXICILLIN]],
    ['PUT', `/products/${id}`, { via: 'Oral' }],
    ['DELETE', `/products/${id}`, undefined],
  ];
  for (const person of ['quela', 'tito', 'lucha', 'sole'] as const) {
    const client = await server.as(person);
    expect((await client.rest('GET', `/products/${id}`)).status).toBe(200);
    for (const [method, path, body] of writes) {
      const answer = await client.rest(method, path, body);
      expect([answer.status, answer.body]).toEqual([403, { detail: 'Permission denied: catalog:write required' }]);
    }
  }
  for (const path of ['', '/', '/search', '/1', '/by-registro', '/by-registro/NG-1']) {
    expect((await server.nobody.rest('GET', `/products${path}`)).status).toBe(401);
  }
  expect(await names('')).toEqual(['NG-1']);
  for (const person of ['ana', 'quique'] as const) {
    expect((await (await server.as(person)).rest('PUT', `/products/${id}`, { via: person })).status).toBe(200);
  }
});

test('every change is in the audit log, in a chain that is whole', async () => {
  const [last] = await server.query<{ id: number }>('select coalesce(max(id), 0)::int as id from audit_log');
  const headers = { 'x-request-id': 'cat-1', 'x-change-reason': 'Renovaci%C3%B3n' };
  const { body } = await rosa.rest<WireProduct>('POST', '/products', LEAST, headers);
  await rosa.rest('PUT', `/products/${body.id}`, { via: 'Oral' });
  await rosa.rest('PUT', `/products/${body.id}`, { via: 'Oral' });
  await bulk([
    { ...LEAST, via: 'Tópica' },
    { producto: 'Otro', numero_registro: 'NG-2' },
  ]);
  await rosa.rest('DELETE', `/products/${body.id}`);
  const entries = await server.query<Wire>(
    `select who, action, table_name, row_id, icsr_id, changes, reason, request_id from audit_log where id > $1 order by id`,
    [last!.id],
  );
  expect(entries).toMatchObject([
    {
      who: 'rosa@example.pe',
      action: 'PRODUCTS_CREATE',
      table_name: 'products',
      row_id: body.id,
      icsr_id: null,
      changes: { producto: { after: 'Ibuprofeno 400 mg' }, numero_registro: { after: 'NG-1' } },
      reason: 'Renovación',
      request_id: 'cat-1',
    },
    { action: 'PRODUCTS_UPDATE', changes: { via: { after: 'Oral' } } },
    { action: 'PRODUCTS_CREATE', changes: { producto: { after: 'Otro' } } },
    { action: 'PRODUCTS_UPDATE', changes: { via: { before: 'Oral', after: 'Tópica' } } },
    { action: 'PRODUCTS_DELETE', changes: { producto: { before: 'Ibuprofeno 400 mg' }, via: { before: 'Tópica' } } },
  ]);
  expect(entries.flatMap(({ changes }) => Object.keys(changes as object))).not.toContain('search_text');
  expect(await server.query('select * from audit_verify() where chain = 0')).toEqual([]);
});
