import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

test('however many selections clients think of, only so many are kept prepared, and our own statements still are', async () => {
  const rosa = await server.as('rosa');
  const { id } = await makeCase(rosa);
  // One after the other, so that they share a connection.
  for (let n = 0; n < 130; n += 1) {
    expect(await rosa.ask(`query ($id: ID!) { case(id: $id) { a${n}: numero } }`, { id })).toMatchObject({ case: {} });
  }
  await rosa.rest('GET', `/icsr/${id}`);
  await rosa.rest('GET', '/icsr?page_size=5');
  const kept = await server.query<{ name: string; statement: string }>(
    'select name, statement from pg_prepared_statements',
  );
  const chosen = kept.filter(({ statement }) => /as "a\d+"/.test(statement));
  // The process may know a few from before, of other databases.
  expect(chosen.length).toBeGreaterThan(0);
  expect(kept.filter(({ name }) => name.startsWith('c')).length).toBeLessThanOrEqual(100);
  expect(kept.some(({ statement }) => statement.includes('"rs_catalog_map"') && statement.includes('t.id = $1'))).toBe(
    true,
  );
  expect(kept.some(({ statement }) => statement.includes('left join'))).toBe(true);
});
