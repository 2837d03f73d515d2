// The floor: the SQL that VIGIA sends, sent by bare pg behind bare node:http. No GraphQL, no checks, nobody logs in.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { listen, openPool } from './connection.mjs';

/** For each address the statements that VIGIA runs there, as the bench recorded them. */
const recorded = new Map(Object.entries(JSON.parse(readFileSync(process.env.BENCH_FLOOR_FILE, 'utf8'))));
const pool = openPool();

listen(
  createServer(async (request, response) => {
    try {
      let rows = [];
      for (const statement of recorded.get(request.url)) ({ rows } = await pool.query(statement));
      const texts = rows.map(({ row }) => row);
      const text = texts.length === 1 ? texts[0] : `[${texts.join(',')}]`;
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        .end(text);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }),
);
