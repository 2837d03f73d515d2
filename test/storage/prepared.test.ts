import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

test('however many selections clients think of, only so many are kept prepared, and our own statements still are', async () => {
  // Names are given anew after ten minutes: the process may have given some of these away, in other tests.
  const real = performance.now.bind(performance);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => real() + 600_000);
  onTestFinished(() => later.mockRestore());
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
  expect(chosen).toHaveLength(100);
  expect(kept.some(({ statement }) => statement.includes('"rs_catalog_map"') && statement.includes('t.id = $1'))).toBe(
    true,
  );
  expect(kept.some(({ statement }) => statement.includes('left join'))).toBe(true);
});
