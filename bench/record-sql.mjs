// Loaded into our server before it starts: writes down every statement that it sends.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { Client } = createRequire(path.join(process.env.BENCH_ROOT, 'package.json'))('pg');
const { query } = Client.prototype;

Client.prototype.query = function recorded(statement, values, ...rest) {
  const { text = statement, name, values: own = values } = typeof statement === 'string' ? {} : statement;
  appendFileSync(
    process.env.BENCH_SQL_FILE,
    `${JSON.stringify({ name, text, values: Array.isArray(own) ? own : [] })}\n`,
  );
  return query.call(this, statement, values, ...rest);
};
