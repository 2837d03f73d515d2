import { createRequire } from 'node:module';

// The `pg` of this folder: PostGraphile and Drizzle use the same one.
const pg = createRequire(import.meta.url)('pg');

const DATE = 1082;
const TIMESTAMPTZ = 1184;
// As text, as every API sends them: no peer shall pay for Date objects.
for (const type of [DATE, TIMESTAMPTZ]) pg.types.setTypeParser(type, (text) => text);

/** As many connections as one process of VIGIA reads with. */
export const CONNECTIONS_MAX = 10;

/** A pool on the database of the bench, which the runner names in the environment. */
export function openPool(more = {}) {
  return new pg.Pool({ ...JSON.parse(process.env.BENCH_CONNECTION), ...more, max: CONNECTIONS_MAX });
}

/** Listens on a free port of the loopback and says where. */
export function listen(server) {
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
  process.once('SIGTERM', () => process.exit(0));
}
