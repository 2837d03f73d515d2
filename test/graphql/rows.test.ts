import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { LEAST_INPUT } from './inputs.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const CREATE = 'mutation ($input: CaseInput!) { createCase(input: $input) { id products { id } events { id } } }';
const UPDATE = `mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, input: $input) {
  products { id nombreProducto nroLote } events { id texto } } }`;

interface Rows {
  id: string;
  products: { id: string; nombreProducto?: string }[];
  events: { id: string }[];
}

test('rows sent back with their ids stay the rows they are, and only what is different is written down', async () => {
  const input = {
    ...LEAST_INPUT,
    products: [{ nombreProducto: 'Uno' }, { nombreProducto: 'Dos' }],
    events: [{ texto: 'Rash' }],
  };
  const made = (await rosa.ask<{ createCase: Rows }>(CREATE, { input })).createCase;
  const [one, two] = made.products;
  const change = {
    products: [
      { ...one, nombreProducto: 'Uno' },
      { ...two, nombreProducto: 'Dos', nroLote: 'L-2' },
      { nombreProducto: 'Tres' },
    ],
    events: [{ id: made.events[0]!.id, texto: 'Rash' }],
  };
  const { updateCase } = await rosa.ask<{ updateCase: Rows }>(UPDATE, { id: made.id, input: change });
  expect(updateCase).toEqual({
    products: [
      { id: one!.id, nombreProducto: 'Uno', nroLote: null },
      { id: two!.id, nombreProducto: 'Dos', nroLote: 'L-2' },
      { id: expect.stringMatching(/^\d+$/), nombreProducto: 'Tres', nroLote: null },
    ],
    events: [{ id: made.events[0]!.id, texto: 'Rash' }],
  });
  const written = await server.query(
    `select table_name, row_id, changes from audit_log where icsr_id = $1 and action = 'ICSR_UPDATE' order by place`,
    [made.id],
  );
  expect(written).toEqual([
    {
      table_name: 'icsr_productos',
      row_id: Number(updateCase.products[2]!.id),
      changes: { nombre_producto: { after: 'Tres' } },
    },
    { table_name: 'icsr_productos', row_id: Number(two!.id), changes: { nro_lote: { after: 'L-2' } } },
  ]);
});

test('an id of another case is no row of this one: the row is a new one', async () => {
  const other = (
    await rosa.ask<{ createCase: Rows }>(CREATE, { input: { ...LEAST_INPUT, products: [{ nombreProducto: 'A' }] } })
  ).createCase;
  const mine = (await rosa.ask<{ createCase: Rows }>(CREATE, { input: LEAST_INPUT })).createCase;
  const input = { products: [{ id: other.products[0]!.id, nombreProducto: 'B' }] };
  const { updateCase } = await rosa.ask<{ updateCase: Rows }>(UPDATE, { id: mine.id, input });
  expect(updateCase.products).toMatchObject([{ nombreProducto: 'B' }]);
  expect(updateCase.products[0]!.id).not.toBe(other.products[0]!.id);
  const [kept] = await server.query('select nombre_producto from icsr_productos where id = $1', [
    other.products[0]!.id,
  ]);
  expect(kept).toEqual({ nombre_producto: 'A' });
});
