// A case with its rows written in one statement by bare pg behind bare node:http: nothing is checked, numbered or noted.
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { listen, openPool } from './connection.mjs';

const pool = openPool(process.env.BENCH_TRIGGERS === 'off' ? { options: '-c session_replication_role=replica' } : {});
const run = process.pid;
let numbered = 0;

function statementOf({ productos, eventos, ...fields }) {
  const values = [];
  const add = (value) => `$${values.push(value)}`;
  const row = (value) => `(${value.map(([, inner]) => inner).join(', ')})`;
  const cells = (object) => Object.entries(object).map(([name, value]) => [name, add(value)]);
  const own = cells({ ...fields, numero: `BARE-${run}-${(numbered += 1)}`, estado: 'Pendiente' });
  const child = (table, rows) => {
    const given = rows.map(cells);
    const names = given[0].map(([name]) => name);
    const types = names.map((name) => (name.startsWith('fecha') ? `v.${name}::date` : `v.${name}`));
    return `insert into ${table} (icsr_id, ${names.join(', ')})
      select made.id, ${types.join(', ')} from made, (values ${given.map(row).join(', ')}) v (${names.join(', ')})`;
  };
  const text = `with made as (insert into icsr (${own.map(([name]) => name).join(', ')}) values ${row(own)} returning id),
    p as (${child('icsr_productos', productos)}), e as (${child('icsr_eventos', eventos)}) select id from made`;
  return { name: 'create', text, values };
}

listen(
  createServer(async (request, response) => {
    try {
      const { rows } = await pool.query(statementOf(JSON.parse(await textOf(request))));
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(rows[0]));
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: String(error) }));
    }
  }),
);
