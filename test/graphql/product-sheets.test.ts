import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { formWith, PDF, sendForm } from '../support/upload.js';

const CREATE = 'mutation ($input: CatalogProductInput!) { createCatalogProduct(input: $input) { id } }';
const READ = 'query ($id: ID!) { catalogProduct(id: $id) { fichaTecnicaUrl } }';
const REMOVE = 'mutation ($id: ID!) { removeProductSheet(id: $id) { id fichaTecnicaUrl } }';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

test('GraphQL shows where the stored sheet of a product is fetched, and removes it', async () => {
  const input = { producto: 'Amoxicilina', numeroRegistro: 'EE-1' };
  const { id } = (await rosa.ask<{ createCatalogProduct: { id: string } }>(CREATE, { input })).createCatalogProduct;
  const path = `/products/${id}/ficha-tecnica`;
  await sendForm(server.address, rosa, path, formWith(PDF));
  expect(await rosa.ask(READ, { id })).toEqual({ catalogProduct: { fichaTecnicaUrl: `/api/v1${path}` } });
  expect(await rosa.ask(REMOVE, { id })).toEqual({ removeProductSheet: { id, fichaTecnicaUrl: null } });
  expect((await rosa.rest('GET', path)).status).toBe(404);
  expect((await rosa.graphql(REMOVE, { id })).errors).toMatchObject([
    {
      message: 'El producto no tiene ficha técnica almacenada',
      extensions: { code: 'PRODUCT_SHEET_NOT_FOUND' },
    },
  ]);
});

test('a sheet that does not exist cannot be removed, nor by somebody who may not change the catalogue', async () => {
  const codeOf = async (client: Client) =>
    (await client.graphql(REMOVE, { id: 2_147_483_647 })).errors?.map(({ extensions }) => extensions.code);
  expect(await codeOf(rosa)).toEqual(['PRODUCT_NOT_FOUND']);
  expect(await codeOf(await server.as('quela'))).toEqual(['PERMISSION_DENIED']);
});
