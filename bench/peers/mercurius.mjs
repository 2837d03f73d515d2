// Mercurius with its compiler (jit) and loaders, over SQL written by hand.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { CASE_FIELDS, columnOf, ITEM, LISTS, NUMBERS } from '../operations.mjs';
import { openPool } from './connection.mjs';

const pool = openPool();
const columns = (fields) => ['id', ...fields].map((name) => `${columnOf(name)} as "${name}"`).join(', ');
const typed = (type, fields) =>
  fields.map((name) => `${name}: ${NUMBERS[type]?.includes(name) ? 'Int' : 'String'}`).join('\n');

const schema = `
  type Query { case(id: Int!): Case  cases(first: Int!, offset: Int!): [Case!]! }
  type Case { id: ID! ${typed('Case', CASE_FIELDS)} ${LISTS.map(({ name, type }) => `${name}: [${type}!]!`).join('\n')} }
  ${LISTS.map(({ type, fields }) => `type ${type} { id: ID! ${typed(type, fields)} }`).join('\n')}`;

const one = `select ${columns(CASE_FIELDS)} from icsr where id = $1`;
const page = `select ${columns(ITEM)} from icsr order by icsr.id desc limit $1 offset $2`;

const resolvers = {
  Query: {
    case: async (_, { id }) => (await pool.query({ name: 'one', text: one, values: [id] })).rows[0] ?? null,
    cases: async (_, { first, offset }) =>
      (await pool.query({ name: 'page', text: page, values: [first, offset] })).rows,
  },
};

/** The rows of one list for all the cases of a request at once. */
function loaderOf({ name, table, fields }) {
  const text = `select icsr_id as "caseId", ${columns(fields)} from ${table} where icsr_id = any($1) order by ${table}.id`;
  return async (queries) => {
    const { rows } = await pool.query({ name, text, values: [queries.map(({ obj }) => obj.id)] });
    const byCase = Map.groupBy(rows, ({ caseId }) => caseId);
    return queries.map(({ obj }) => byCase.get(obj.id) ?? []);
  };
}

const loaders = {
  Case: Object.fromEntries(LISTS.map((list) => [list.name, { loader: loaderOf(list), opts: { cache: false } }])),
};

const server = Fastify();
await server.register(mercurius, { schema, resolvers, loaders, jit: 1 });
console.log(await server.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', () => process.exit(0));
