import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { ALIASES, type Known, writeDocument } from './documents.js';
import { FULL_INPUT } from './inputs.js';
import { statementsOf } from './statements.js';
import { type Answer, send, twoWays } from './two-ways.js';

const HARD = `"comillas" \\barra\\ \\u0041 \n línea \t tab </script><!-- 😀 日本語 ñandú \u2028\u2029 \u007f \u0080 {"a":1} 'x' $1 %s`;
const LONG = `${'á"\\\n😀<b>'.repeat(11_000)}fin`;

let server: TestServer;
let ana: Client;
let known: Known;
beforeAll(async () => {
  server = await startServer({ GRAPHQL_ALIASES_MAX: '1000' });
  ana = await server.as('ana');
  await server.query(
    `insert into products (producto, numero_registro, laboratorio_pais, fecha_venc_registro) values ('A', 'EE-1', $1, '2030-02-28'), ('B', '0042', null, null)`,
    [HARD],
  );
  const input = {
    ...FULL_INPUT,
    descripcionEvento: LONG,
    examenesLaboratorio: HARD,
    pacienteFechaNacimiento: '1978-03-15',
    followupEntries: [{ numero: 1, fecha: '2024-02-29', comentarios: HARD }, {}],
    concomitants: [{ nombreProducto: HARD.slice(0, 20) }, { nombreProducto: 'Otro', fechaInicio: '2024-01-01' }],
    products: [
      { nombreProducto: HARD.slice(0, 9), registroSanitario: 'EE-1' },
      { nombreProducto: 'B', registroSanitario: '0042' },
      { nombreProducto: 'C', registroSanitario: '0042' },
    ],
  };
  const { createCase: rich } = await ana.ask<{ createCase: { id: string } }>(
    'mutation ($input: CaseInput!) { createCase(input: $input) { id } }',
    { input },
  );
  const { id: bare } = await makeCase(ana);
  const { id: empty } = await makeCase(ana, {
    productos: [{ nombre_producto: 'P' }, { nombre_producto: 'Q' }],
    eventos: [{ texto: 'E' }],
    concomitantes: [{ nombre_producto: 'C' }],
  });
  await server.query(`update icsr set estado = null, numero = null where id = $1`, [empty]);
  await server.query(`update icsr set paciente_peso = 72.50 where id = $1`, [bare]);
  const { cases } = await ana.ask<{ cases: { edges: { cursor: string }[] } }>('{ cases { edges { cursor } } }');
  known = { ids: [Number(rich.id), bare, empty], cursors: cases.edges.map(({ cursor }) => cursor) };
});
afterAll(() => server.close());

const door = () => ({ address: server.address, token: ana.token });

/** What a document is answered, after the ordinary answer was seen to be the same. */
async function same(query: string, variables?: object): Promise<Answer> {
  const [direct, ordinary] = await twoWays(door(), { query, variables });
  expect(direct).toEqual({ ...ordinary, headers: direct.headers });
  return direct;
}

test('the ways compared here are two: only the direct one has the database write the aliases', async () => {
  const query = '{ cases { nodes { singular: numero } } }';
  const read = await statementsOf(server, () => twoWays(door(), { query }));
  expect(read.map((sql) => sql.includes('singular'))).toEqual([true, false]);
});

test('any document is answered as GraphQL itself would answer it', async () => {
  let answered = 0;
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const { plain, included, variables } = writeDocument(g, known);
    const { data, errors } = await same(plain, variables);
    if (errors.length > 0) return;
    answered += 1;
    expect((await send(door(), { query: included, variables: { ...variables, yes: true } })).data).toBe(data);
  });
  await fc.assert(property, { numRuns: 250, endOnFailure: true });
  expect(answered).toBeGreaterThan(90);
});

test.each([
  `edges { __typename e: cursor node { __typename products { __typename } events { t: __typename } } }`,
  `nodes { followupEntries { __typename } concomitants { __typename } } edges { __typename cursor }`,
  `edges { cursor } pageInfo { __typename endCursor hasNextPage } totalCount { __typename value relation }`,
  `pageInfo { startCursor hasPreviousPage } totalCount { relation }`,
  `totalCount { __typename }`,
  `nodes { id } nodes { numero products { id } } nodes { products { nombreProducto } }`,
  `a: edges { cursor } b: edges { node { id } } c: edges { __typename }`,
])('the parts of a page: %s', async (parts) => {
  for (const size of ['first: 2', 'last: 2', 'first: 0', 'first: 2, search: "nada de eso"']) {
    const { data, errors } = await same(`{ __typename cases(${size}) { __typename ${parts} } }`);
    expect(errors).toEqual([]);
    const direct = await same(`{ cases(${size}) { __typename ${parts} } }`);
    expect(JSON.parse(data)).toEqual({ __typename: 'Query', ...(JSON.parse(direct.data) as object) });
  }
});

test.each(ALIASES)('%s is a name like any other, for a case and its parts', async (name) => {
  const { data } = await same(
    `query ($id: ID!) { ${name}: case(id: $id) { ${name}: numero lineas: followupEntries { fecha } }
       page: cases(first: 2) { ${name}: edges { ${name}: cursor caso: node { ${name}: gravedad } } }
       lists: case(id: $id) { ${name}: products { nombreProducto } } }`,
    { id: known.ids[0] },
  );
  const { [name]: found, page } = JSON.parse(data) as Record<string, Record<string, never>>;
  expect(Object.keys(found!)).toEqual([name, 'lineas']);
  expect(page).toMatchObject({ [name]: [{ [name]: expect.any(String) as string }, { caso: {} }] });
});

test.each(ALIASES)('%s is a name like any other, for a row', async (name) => {
  const rows = `events { icsrId ${name}: texto } products { ${name}: nombreProducto } followupEntries { ${name}: id }`;
  const query = `query ($id: ID!) { case(id: $id) { ${rows} } cases(last: 1) { nodes { ${rows} } } }`;
  const { data } = await same(query, { id: known.ids[0] });
  const { case: found } = JSON.parse(data) as { case: Record<string, unknown> };
  expect(found).toMatchObject({ events: [{ [name]: 'Rash' }, { [name]: 'Prurito' }], followupEntries: [{}, {}] });
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
  '%s is a name like any other too, in either way',
  async (name) => {
    const query = `query ($id: ID!) { case(id: $id) { ${name}: concomitants { ${name}: id } numero } }`;
    const answers = await twoWays(door(), { query, variables: { id: known.ids[0] } });
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      expect(data).toMatch(new RegExp(`^{"case":{"${name}":\\[{"${name}":"1"},{"${name}":"2"}],"numero":"ICSR-`));
    }
  },
);
