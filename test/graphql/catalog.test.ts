import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { asWire, type Wire } from '../rest-compat/golden.js';
import { statementsOf } from './statements.js';

interface Connection {
  nodes: { producto: string }[];
  edges: { cursor: string; node: { producto: string } }[];
  totalCount?: { value: number; relation: string };
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const WHOLE = `id producto ifa formaFarmaceutica presentacionFarmaceutica via estadoRegistro numeroRegistro fechaVencRegistro
  fechaPrimerRegistro comercializa paisComercializacion laboratorioPais fichaTecnicaUrl comentarios createdAt updatedAt`;
const CREATE = `mutation ($input: CatalogProductInput!) { createCatalogProduct(input: $input) { ${WHOLE} } }`;
const UPDATE = `mutation ($id: ID!, $input: CatalogProductInput!) { updateCatalogProduct(id: $id, input: $input) { ${WHOLE} } }`;
const DELETE = 'mutation ($id: ID!) { deleteCatalogProduct(id: $id) { ok deletedId } }';
const UPSERT = `mutation ($products: [CatalogProductInput!]!) { upsertCatalogProducts(products: $products) {
  created updated skipped totalProcessed errors { index numeroRegistro error } } }`;
const PAGE = `query ($search: String, $estado: String, $comercializa: Boolean, $first: Int, $after: String) {
  catalogProducts(search: $search, estado: $estado, comercializa: $comercializa, first: $first, after: $after) {
    nodes { producto } edges { cursor node { producto } } totalCount { value relation }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const INPUT = {
  producto: 'Amoxicilina 500 mg',
  numeroRegistro: 'EE-1',
  comercializa: true,
  fechaVencRegistro: '2030-01-31',
};

let server: TestServer;
let rosa: Client;
let quela: Client;
beforeAll(async () => {
  server = await startServer();
  [rosa, quela] = [await server.as('rosa'), await server.as('quela')];
});
afterAll(() => server.close());
beforeEach(() => server.query('delete from products'));

const create = async (input: object) =>
  (await rosa.ask<{ createCatalogProduct: Wire }>(CREATE, { input })).createCatalogProduct;
const page = async (variables: object) =>
  (await quela.ask<{ catalogProducts: Connection }>(PAGE, variables as Wire)).catalogProducts;
const productsOf = async (variables: object) => (await page(variables)).nodes.map(({ producto }) => producto);
const codeOf = async (client: Client, document: string, variables: Wire) =>
  (await client.graphql(document, variables)).errors?.[0]?.extensions.code;

describe('a product', () => {
  test('is the same through both doors, by id and by registration', async () => {
    const made = await create(INPUT);
    const { body } = await quela.rest('GET', `/products/${made.id as string}`);
    expect(asWire(made)).toEqual(body);
    const document = `query ($id: ID!) { byId: catalogProduct(id: $id) { ${WHOLE} }
      byNumber: catalogProductByRegistration(numeroRegistro: " EE-1 ") { ${WHOLE} }
      none: catalogProduct(id: 2147483647) { id } nowhere: catalogProductByRegistration(numeroRegistro: "ee1") { id } }`;
    expect(await quela.ask(document, { id: made.id })).toEqual({
      byId: made,
      byNumber: made,
      none: null,
      nowhere: null,
    });
  });

  test('is changed in what is given alone, and deleted', async () => {
    const made = await create(INPUT);
    const { updateCatalogProduct: changed } = await rosa.ask<Record<string, Wire>>(UPDATE, {
      id: made.id,
      input: { via: 'Oral', fechaVencRegistro: null },
    });
    expect(changed).toEqual({ ...made, via: 'Oral', fechaVencRegistro: null, updatedAt: expect.any(String) });
    expect(await rosa.ask(DELETE, { id: made.id })).toEqual({ deleteCatalogProduct: { ok: true, deletedId: made.id } });
    expect(await codeOf(rosa, DELETE, { id: made.id })).toBe('PRODUCT_NOT_FOUND');
    expect(await codeOf(rosa, UPDATE, { id: made.id, input: {} })).toBe('PRODUCT_NOT_FOUND');
  });

  test('is refused with the code that says why', async () => {
    await create(INPUT);
    const { errors } = await rosa.graphql(CREATE, { input: INPUT });
    expect(errors).toMatchObject([
      { message: 'Ya existe un producto con ese número de registro', extensions: { code: 'REGISTRATION_TAKEN' } },
    ]);
    const wrong = await rosa.graphql(CREATE, { input: { numeroRegistro: ' ' } });
    expect(wrong.errors![0]!.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [
        { path: ['input', 'producto'], code: 'MISSING' },
        { path: ['input', 'numeroRegistro'], code: 'NULL_NOT_ALLOWED' },
      ],
    });
    expect(await codeOf(quela, CREATE, { input: INPUT })).toBe('PERMISSION_DENIED');
    expect(await codeOf(quela, UPSERT, { products: [] })).toBe('PERMISSION_DENIED');
    expect((await server.nobody.graphql('{ catalogProduct(id: 1) { id } }')).status).toBe(401);
  });
});

describe('the catalogue', () => {
  const PRODUCTS = ['Zinc', 'ácido fólico', 'Ñandú', 'Amoxicilina', 'Amoxicilina'];
  beforeEach(async () => {
    const products = PRODUCTS.map((producto, n) => ({
      producto,
      numeroRegistro: `R-${n}`,
      comercializa: n % 2 === 0,
      estadoRegistro: n < 2 ? 'Vigente' : null,
    }));
    await rosa.ask(UPSERT, { products });
  });

  test('is read in the order of the alphabet, page after page, and no product is lost or told twice', async () => {
    const whole = await page({});
    const sorted = ['ácido fólico', 'Amoxicilina', 'Amoxicilina', 'Ñandú', 'Zinc'];
    expect(whole.nodes.map(({ producto }) => producto)).toEqual(sorted);
    expect(whole.totalCount).toEqual({ value: 5, relation: 'EXACT' });
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { edges, pageInfo }: Connection = await page({ first: 2, after });
      seen.push(...edges.map(({ node }) => node.producto));
      expect(pageInfo).toMatchObject({ hasPreviousPage: after !== null, endCursor: edges.at(-1)!.cursor });
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(sorted);
  });

  test('is searched without case and accents, and filtered', async () => {
    expect(await productsOf({ search: 'ACIDO' })).toEqual(['ácido fólico']);
    expect(await productsOf({ search: 'r 2' })).toEqual(['Ñandú']);
    expect(await productsOf({ estado: 'vigente', comercializa: false })).toEqual(['ácido fólico']);
    expect(await productsOf({ comercializa: true, first: 1 })).toEqual(['Amoxicilina']);
    expect(await productsOf({ search: '%' })).toEqual([]);
  });

  test.each(['x', 'bnVsbA', 'WyJhIiwwXQ', 'WyJhXHUwMDAwIiwxXQ', 'eyJhIjoxfQ'])(
    'has no place for a cursor like %s',
    async (after) => {
      expect(await codeOf(quela, PAGE, { after })).toBe('INVALID_INPUT');
    },
  );

  test('costs one statement, with the fields and the total that are asked for alone', async () => {
    const one = await statementsOf(server, () => quela.ask('{ catalogProducts { nodes { via } } }'));
    expect(one).toHaveLength(1);
    expect(one[0]).not.toMatch(/comentarios|count\(/);
    expect(await statementsOf(server, () => page({ search: 'z' }))).toHaveLength(1);
    expect(await statementsOf(server, () => quela.ask('{ catalogProduct(id: 1) { via } }'))).toHaveLength(1);
    expect(await statementsOf(server, () => quela.rest('GET', '/products?q=z'))).toHaveLength(1);
  });
});

test('many are upserted at once, and those that do not fit are told of', async () => {
  await create(INPUT);
  const products = [{ ...INPUT, via: 'Oral' }, { producto: 'B', numeroRegistro: 'B-1' }, { numeroRegistro: 'C-1' }];
  expect(await rosa.ask(UPSERT, { products })).toEqual({
    upsertCatalogProducts: {
      created: 1,
      updated: 1,
      skipped: 0,
      totalProcessed: 3,
      errors: [{ index: 2, numeroRegistro: 'C-1', error: 'producto es obligatorio' }],
    },
  });
});
