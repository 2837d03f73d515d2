import { asWire, forGraphql, type Wire, type WireCase } from '../rest-compat/golden.js';
import type { Client } from '../support/client.js';

/** What became of a request: the case, in the names of REST, or why not: a REST status or the code of a GraphQL error. */
export interface Outcome {
  refusal: string | null;
  record: WireCase;
}

/** The same deeds, by either door. */
export interface Door {
  kind: 'REST' | 'GraphQL';
  create(body: Wire): Promise<Outcome>;
  /** Id, version, comments and products of a case. */
  read(id: number): Promise<WireCase>;
  /** Changes a case that must still have this version; or whatever it has become, without one. */
  change(id: number, fields: Wire, version?: number): Promise<Outcome>;
  nextCode(): Promise<string>;
  /** Adds to the catalogue. Gives why not. */
  addProduct(producto: string): Promise<string | null>;
}

export function restDoor(client: Client): Door {
  const outcome = ({ status, body }: { status: number; body: WireCase }, expected: number): Outcome => ({
    refusal: status === expected ? null : String(status),
    record: body,
  });
  return {
    kind: 'REST',
    create: async (body) => outcome(await client.rest<WireCase>('POST', '/icsr', body), 201),
    read: async (id) => (await client.rest<WireCase>('GET', `/icsr/${id}`)).body,
    async change(id, fields, version) {
      const headers: Record<string, string> = version ? { 'if-match': `"${version}"` } : {};
      return outcome(await client.rest<WireCase>('PUT', `/icsr/${id}`, fields, headers), 200);
    },
    nextCode: async () =>
      (await client.rest<{ codigo: string }>('GET', '/icsr/codigo-interno/next?prefix=LAB')).body.codigo,
    async addProduct(producto) {
      const { status } = await client.rest('POST', '/products', { producto, numero_registro: producto });
      return status === 201 ? null : String(status);
    },
  };
}

const SEEN = 'id numero version establecimiento comentariosAdicionales products { id nombreProducto }';
const CREATE = `mutation ($input: CaseInput!) { made: createCase(input: $input) { ${SEEN} } }`;
const READ = `query ($id: ID!) { case(id: $id) { ${SEEN} } }`;
const CHANGE = `mutation ($id: ID!, $input: CaseInput!, $version: Int) {
  made: updateCase(id: $id, input: $input, version: $version) { ${SEEN} }
}`;
const ADD_PRODUCT =
  'mutation ($producto: String!) { made: createCatalogProduct(input: { producto: $producto, numeroRegistro: $producto }) { id } }';
const NEXT_CODE = 'mutation { nextInternalCode(prefix: "LAB") }';

export function graphqlDoor(client: Client): Door {
  const outcome = async (document: string, variables: Wire): Promise<Outcome> => {
    const { data, errors } = await client.graphql<{ made: Wire }>(document, variables);
    return {
      refusal: errors?.[0]?.extensions.code ?? null,
      record: (data?.made ? asWire(data.made) : {}) as WireCase,
    };
  };
  return {
    kind: 'GraphQL',
    create: (body) => outcome(CREATE, { input: forGraphql(body) }),
    read: async (id) => asWire((await client.ask<{ case: Wire }>(READ, { id })).case) as WireCase,
    change: (id, fields, version) => outcome(CHANGE, { id, version, input: forGraphql(withoutIds(fields)) }),
    nextCode: async () => (await client.ask<{ nextInternalCode: string }>(NEXT_CODE)).nextInternalCode,
    addProduct: async (producto) => (await outcome(ADD_PRODUCT, { producto })).refusal,
  };
}

/** Rows have no id in GraphQL's inputs: a list that is sent is a new list. */
function withoutIds(fields: Wire): Wire {
  const row = (one: Wire) => Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'id'));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.map(row) : value]),
  );
}
