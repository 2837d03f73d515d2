import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { type CaseAnswer, FULL_CASE, FULL_INPUT, LEAST_INPUT } from './inputs.js';
import { statementsOf, unitsOfWorkOf } from './statements.js';

let server: TestServer;
let ana: Client;
let full: CaseAnswer;
let least: CaseAnswer;
beforeAll(async () => {
  server = await startServer();
  ana = await server.as('ana');
  full = await created(FULL_INPUT);
  least = await created(LEAST_INPUT);
});
afterAll(() => server.close());

async function created(input: object): Promise<CaseAnswer> {
  const document = `mutation ($input: CaseInput!) { createCase(input: $input) { ...Full } } ${FULL_CASE}`;
  return (await ana.ask<{ createCase: CaseAnswer }>(document, { input })).createCase;
}

const statements = (document: string, variables?: object) =>
  statementsOf(server, () => ana.ask(document, variables as Record<string, unknown>));

describe('a root field costs one statement', () => {
  test.each([
    ['case', 1, `query ($id: ID!) { case(id: $id) { ...Full rsCatalogMap } } ${FULL_CASE}`],
    [
      'cases',
      1,
      `{ cases(first: 5) { totalCount { value } pageInfo { hasNextPage } nodes { ...Full } } } ${FULL_CASE}`,
    ],
    ['cases that are searched', 1, '{ cases(search: "amoxi", filter: { estado: "pendiente" }) { nodes { id } } }'],
    [
      'auditTrail',
      1,
      '{ auditTrail(first: 5) { totalCount { value } nodes { id who changes { field before after } } } }',
    ],
    ['auditVerification', 1, '{ auditVerification { whole entries faults { chain } } }'],
    ['vocabularies', 0, '{ vocabularies { name } }'],
  ])('%s', async (_field, expected, document) => {
    expect(await statements(document, document.includes('$id') ? { id: full.id } : {})).toHaveLength(expected);
  });

  test('and three root fields three', async () => {
    const document = '{ a: case(id: 1) { numero } b: case(id: 2) { numero } cases { nodes { id } } }';
    expect(await statements(document)).toHaveLength(3);
  });

  test('and one that is written twice, one', async () => {
    const document = '{ case(id: 1) { numero } case(id: 1) { estado products { id } } }';
    expect(await statements(document)).toHaveLength(1);
  });

  test('and no page of cases costs more than another, however many rows hang on them', async () => {
    for (const first of [1, 2, 200]) {
      expect(await statements(`{ cases(first: ${first}) { nodes { products { id } events { id } } } }`)).toHaveLength(
        1,
      );
    }
  });
});

describe('only what is asked for is read', () => {
  test('one field', async () => {
    const [sql] = await statements('query ($id: ID!) { case(id: $id) { pacienteIniciales } }', { id: full.id });
    expect(sql).toContain('paciente_iniciales');
    expect(sql).not.toMatch(/descripcion_evento|paciente_dni|icsr_|products c/);
  });

  test('one field of one list', async () => {
    const [sql] = await statements('query ($id: ID!) { case(id: $id) { products { nroLote } } }', { id: full.id });
    expect(sql).toContain('icsr_productos');
    expect(sql).toContain('nro_lote');
    expect(sql).not.toMatch(/nombre_producto|paciente_|icsr_eventos|icsr_concomitantes/);
  });

  test('the total only where it is wanted', async () => {
    const without = await statements('{ cases { nodes { id } } }');
    const skipped = await statements('{ cases { nodes { id } totalCount @skip(if: true) { value } } }');
    const wanted = await statements('{ cases { totalCount { value } } }');
    expect([without, skipped, wanted].map(([sql]) => sql!.includes('count(*)'))).toEqual([false, false, true]);
  });

  test('a list or a field that is skipped is left alone', async () => {
    const document = `query ($id: ID!, $no: Boolean = false, $yes: Boolean!) { case(id: $id) {
      numero events @include(if: $no) { texto } gravedad @skip(if: $yes)
      ... @include(if: $no) { pacienteDni } ...Rest @skip(if: $yes) } }
      fragment Rest on Case { descripcionEvento concomitants { id } }`;
    const [sql] = await statements(document, { id: full.id, yes: true });
    expect(sql).not.toMatch(/icsr_eventos|gravedad|paciente_dni|descripcion_evento|icsr_concomitantes/);
    const answer = await ana.ask(document, { id: full.id, yes: true });
    expect(answer).toEqual({ case: { numero: full.numero } });
  });

  test('what is included comes', async () => {
    const document = `query ($id: ID!, $yes: Boolean!) { case(id: $id) {
      events @include(if: $yes) { texto } gravedad @skip(if: false) ... @include(if: $yes) { pacienteEdad } } }`;
    const answer = await ana.ask(document, { id: full.id, yes: true });
    expect(answer).toEqual({
      case: { events: [{ texto: 'Rash' }, { texto: 'Prurito' }], gravedad: 'No grave', pacienteEdad: 45 },
    });
  });
});

describe('no entity is made for reading', () => {
  test.each([
    ['case', `query ($id: ID!) { case(id: $id) { ...Full } } ${FULL_CASE}`],
    [
      'cases',
      `query ($id: ID) { cases { nodes { ...Full } } auditTrail(filter: { caseId: $id }) { nodes { id } } } ${FULL_CASE}`,
    ],
    ['me', 'query ($id: ID) { me { username } auditTrail(filter: { caseId: $id }) { nodes { id } } }'],
  ])('%s', async (_field, document) => {
    expect(await unitsOfWorkOf(server, () => ana.ask(document, { id: full.id }))).toBe(0);
  });

  test('nor for the REST reads, while a change does make one', async () => {
    const rest = async () => {
      await ana.rest('GET', `/icsr/${full.id}`);
      await ana.rest('GET', '/icsr?q=amoxi');
    };
    expect(await unitsOfWorkOf(server, rest)).toBe(0);
    expect(await unitsOfWorkOf(server, () => ana.rest('PUT', `/icsr/${least.id}`, { gravedad: 'Leve' }))).toBe(1);
  });
});

describe('a document may be written in many ways', () => {
  test('with aliases', async () => {
    const answer = await ana.ask(
      'query ($a: ID!, $b: ID!) { uno: case(id: $a) { n: numero i: pacienteIniciales } dos: case(id: $b) { n: numero } }',
      {
        a: full.id,
        b: least.id,
      },
    );
    expect(answer).toEqual({ uno: { n: full.numero, i: 'JD' }, dos: { n: least.numero } });
  });

  test('with one list under two aliases, each with fields of its own', async () => {
    const answer = await ana.ask(
      'query ($id: ID!) { case(id: $id) { lotes: products { nroLote } products { nombreProducto } mas: products { lote: nroLote via: viaAdministracion } } }',
      { id: full.id },
    );
    expect(answer).toEqual({
      case: {
        lotes: [{ nroLote: 'LOTE-1' }, { nroLote: 'LOTE-2' }],
        products: [{ nombreProducto: 'Amoxicilina' }, { nombreProducto: 'Ácido clavulánico' }],
        mas: [
          { lote: 'LOTE-1', via: null },
          { lote: 'LOTE-2', via: 'Oral' },
        ],
      },
    });
  });

  test('with one field in several places, which are put together', async () => {
    const answer = await ana.ask(
      `query ($id: ID!) { case(id: $id) { products { nroLote } ...A } case(id: $id) { products { ifa } events { texto } } }
       fragment A on Case { products { nombreProducto } events { gravedad } }`,
      { id: full.id },
    );
    expect(answer).toMatchObject({
      case: {
        products: [
          { nroLote: 'LOTE-1', ifa: null, nombreProducto: 'Amoxicilina' },
          { nombreProducto: 'Ácido clavulánico' },
        ],
        events: [
          { texto: 'Rash', gravedad: 'Leve' },
          { texto: 'Prurito', gravedad: null },
        ],
      },
    });
  });

  test('with the rows of a page asked for in its edges and in its nodes, each with fields of its own', async () => {
    const { cases } = await ana.ask<{ cases: { edges: { node: object }[]; nodes: object[] } }>(
      `{ cases(first: 2) {
        edges { node { numero products { nroLote } events { texto } } }
        nodes { gravedad products { nombreProducto } } } }`,
    );
    expect(cases.edges[1]!.node).toEqual({
      numero: full.numero,
      products: [{ nroLote: 'LOTE-1' }, { nroLote: 'LOTE-2' }],
      events: [{ texto: 'Rash' }, { texto: 'Prurito' }],
    });
    expect(cases.nodes[1]).toMatchObject({ gravedad: 'No grave', products: [{ nombreProducto: 'Amoxicilina' }, {}] });
  });

  test('with fragments on fragments and inline ones, typed or not', async () => {
    const answer = await ana.ask(
      `query ($id: ID!) { case(id: $id) { ...Outer } cases(last: 1) { ...Page } }
       fragment Outer on Case { ...Inner ... on Case { pacienteEdad ... { pacienteSexo } } }
       fragment Inner on Case { numero products { ...Lot } }
       fragment Lot on Product { nroLote ... on Product { nombreProducto } }
       fragment Page on CaseConnection { ...Edges }
       fragment Edges on CaseConnection { edges { ...Edge } }
       fragment Edge on CaseEdge { node { ...Inner } }`,
      { id: full.id },
    );
    const products = FULL_INPUT.products.map(({ nombreProducto, nroLote }) => ({ nombreProducto, nroLote }));
    expect(answer).toEqual({
      case: { numero: full.numero, products, pacienteEdad: 45, pacienteSexo: 'M' },
      cases: { edges: [{ node: { numero: full.numero, products } }] },
    });
  });

  test('with __typename everywhere', async () => {
    const answer = await ana.ask(
      `query ($id: ID!) { __typename case(id: $id) { __typename products { __typename } events { kind: __typename texto } }
        cases(first: 1) { __typename edges { __typename node { __typename } } nodes { __typename } pageInfo { __typename } totalCount { __typename } }
        me { __typename } vocabularies { __typename } }`,
      { id: full.id },
    );
    expect(answer).toMatchObject({
      __typename: 'Query',
      case: {
        __typename: 'Case',
        products: [{ __typename: 'Product' }, { __typename: 'Product' }],
        events: [{ kind: 'AdverseEvent', texto: 'Rash' }, { texto: 'Prurito' }],
      },
      cases: {
        __typename: 'CaseConnection',
        edges: [{ __typename: 'CaseEdge', node: { __typename: 'Case' } }],
        nodes: [{ __typename: 'Case' }],
        pageInfo: { __typename: 'PageInfo' },
        totalCount: { __typename: 'TotalCount' },
      },
      me: { __typename: 'Me' },
    });
  });

  test('with several operations, of which one is named', async () => {
    const answer = await ana.rest('GET', '/auth/me');
    expect(answer.status).toBe(200);
    const query = 'query Uno { me { username } } query Dos { vocabularies { name } }';
    const send = (operationName?: string) =>
      fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ana.token}` },
        body: JSON.stringify({ query, operationName }),
      });
    expect(await (await send('Uno')).json()).toEqual({ data: { me: { username: 'ana' } } });
    expect(await (await send()).json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_REFUSED' } }] });
    expect(await (await send('Tres')).json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_REFUSED' } }] });
  });
});

describe('a wrong document', () => {
  test.each([
    ['an unknown field', '{ case(id: 1) { pacienteInicial } }', 'pacienteInicial'],
    ['an unknown root field', '{ casos { id } }', 'casos'],
    ['an unknown argument', '{ case(numero: 1) { id } }', 'numero'],
    ['a field of no object', '{ case(id: 1) { numero { id } } }', 'numero'],
    ['an object without fields', '{ case(id: 1) { products } }', 'products'],
    ['an unknown fragment type', '{ case(id: 1) { ... on Caso { id } } }', 'Caso'],
    ['a hidden column', '{ me { passwordHash } }', 'passwordHash'],
  ])('with %s is refused before anything runs, and its name is told', async (_what, document, name) => {
    const seen = await statementsOf(server, async () => {
      const { status, errors, data } = await ana.graphql(document);
      expect(status).toBe(400);
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(errors?.[0]?.message).toContain(name);
    });
    expect(seen).toEqual([]);
  });

  test('with two answers under one name is refused', async () => {
    const { errors } = await ana.graphql('{ x: case(id: 1) { id } x: case(id: 2) { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});
