// GraphQL Yoga with a Pothos schema over Drizzle, as their documentation puts them together.
import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DrizzlePlugin from '@pothos/plugin-drizzle';
import { defineRelations } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { getTableConfig, integer, pgTable, serial, text } from 'drizzle-orm/pg-core';
import { createYoga } from 'graphql-yoga';
import { CASE_FIELDS, columnOf, LISTS, NUMBERS } from '../operations.mjs';
import { listen, openPool } from './connection.mjs';

const column = (type, name) => (NUMBERS[type]?.includes(name) ? integer : text)(columnOf(name));
const columns = (type, fields) => Object.fromEntries(fields.map((name) => [name, column(type, name)]));

const tables = {
  icsr: pgTable('icsr', { id: serial('id').primaryKey(), ...columns('Case', CASE_FIELDS) }),
  ...Object.fromEntries(
    LISTS.map(({ name, type, table, fields }) => [
      name,
      pgTable(table, { id: serial('id').primaryKey(), icsrId: integer('icsr_id'), ...columns(type, fields) }),
    ]),
  ),
};
const relations = defineRelations(tables, (r) => ({
  icsr: Object.fromEntries(LISTS.map(({ name }) => [name, r.many[name]({ from: r.icsr.id, to: r[name].icsrId })])),
}));
const database = drizzle({ client: openPool(), relations });
const builder = new SchemaBuilder({
  plugins: [DrizzlePlugin],
  drizzle: { client: database, getTableConfig, relations },
});

const exposed = (t, type, fields) =>
  Object.fromEntries(
    fields.map((name) => [name, t[NUMBERS[type]?.includes(name) ? 'exposeInt' : 'exposeString'](name)]),
  );

for (const { name, type, fields } of LISTS) {
  builder.drizzleObject(name, { name: type, fields: (t) => ({ id: t.exposeID('id'), ...exposed(t, type, fields) }) });
}
builder.drizzleObject('icsr', {
  name: 'Case',
  fields: (t) => ({
    id: t.exposeID('id'),
    ...exposed(t, 'Case', CASE_FIELDS),
    ...Object.fromEntries(LISTS.map(({ name }) => [name, t.relation(name, { query: { orderBy: { id: 'asc' } } })])),
  }),
});
builder.queryType({
  fields: (t) => ({
    case: t.drizzleField({
      type: 'icsr',
      nullable: true,
      args: { id: t.arg.int({ required: true }) },
      resolve: (query, _root, { id }) => database.query.icsr.findFirst(query({ where: { id } })),
    }),
    cases: t.drizzleField({
      type: ['icsr'],
      args: { first: t.arg.int({ required: true }), offset: t.arg.int({ required: true }) },
      resolve: (query, _root, { first, offset }) =>
        database.query.icsr.findMany(query({ orderBy: { id: 'desc' }, limit: first, offset })),
    }),
  }),
});

listen(createServer(createYoga({ schema: builder.toSchema(), graphiql: false, logging: false })));
