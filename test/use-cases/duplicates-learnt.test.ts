import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.js';
import { generateCases } from '../../src/storage/seed/generate.js';
import { enqueue } from '../../src/storage/queue.js';
import { until } from '../channels/mail-server.js';
import { groupOf } from '../support/alike.js';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

/** More than one job deals with at once, and no more than two. */
const CASES = 450;
/** More than two jobs check. */
const FOLLOWERS = 250;
const LONG = { timeout: 180_000 };

let server: TestServer;
let rosa: Client;
let worker: { stop(): Promise<void> };

beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  await generateCases(server.house.database, CASES);
  worker = await startWorker(server.house);
});
afterAll(async () => {
  await worker.stop();
  await server.close();
});

const count = async (sql: string, values: unknown[] = []) =>
  (await server.query<{ count: number }>(`select count(*)::int as count from ${sql}`, values))[0]!.count;
const STALE = 'icsr_match_keys where not fresh';
const CHECKS = `graphile_worker.jobs where task_identifier = 'duplicate.keep'`;
const learn = () => enqueue(server.query, 'duplicate.learn', {});

describe('cases of before duplicates were looked for', LONG, () => {
  test('are made findable in the background, all of them, as if they had been stored today', async () => {
    // As an import may leave it: a long way behind the others comes a new one, which has its job at once.
    await server.query(`select setval(pg_get_serial_sequence('icsr', 'id'), 5000)`);
    await groupOf(rosa)();
    await until(async () => (await count(CHECKS)) === 0, 50_000);
    const keys = () => server.query('select * from icsr_match_keys order by icsr_id');
    const stored = await keys();
    await server.query(`update icsr_match_keys set fresh = false, iniciales = null, nacimiento = null, evento = null,
      productos = '{}', words = 0, bits = repeat('0', 512)::bit(512), marks = '{}'`);
    await learn();
    await until(
      async () => (await count(STALE)) + (await count('icsr')) - (await count('duplicate_case')) === 0,
      50_000,
    );
    expect(stored).toHaveLength(CASES + 1);
    expect(await keys()).toEqual(stored);
  });

  test('are found by what they say now', async () => {
    const { id } = await groupOf(rosa)();
    const learnt = 'icsr t join duplicate_case d on d.icsr_id = t.id and d.version = t.version where t.id = $1';
    await learn();
    await until(async () => (await count(learnt, [id])) === 1, 50_000);
    await rosa.rest('PUT', `/icsr/${id}`, { paciente_iniciales: 'OTRAS' });
    await until(async () => (await count(learnt, [id])) === 1, 50_000);
  });

  test('are left alone while somebody changes them', async () => {
    const [{ id }, { id: other }] = [await groupOf(rosa)(), await groupOf(rosa)()];
    await learn();
    await until(async () => (await count('duplicate_case where icsr_id = any($1)', [[id, other]])) === 2, 50_000);
    await server.query('update icsr_match_keys set fresh = false where icsr_id = any($1)', [[id, other]]);
    const client = await server.house.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('select from icsr where id = $1 for update', [id]);
      await learn();
      await until(async () => (await count(`${STALE} and icsr_id = $1`, [other])) === 0, 50_000);
      expect(await count(`${STALE} and icsr_id = $1`, [id])).toBe(1);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

test('the best match of very many is followed in pieces: no job takes longer the more they are', LONG, async () => {
  const { id } = await groupOf(rosa)();
  await until(async () => (await count(CHECKS)) === 0, 50_000);
  await server.query(
    `insert into duplicate_check (icsr_id, score, best_id, checked_at) select id, 100, $1, now() from icsr where id <> $1 limit $2
     on conflict (icsr_id) do update set best_id = $1`,
    [id, FOLLOWERS],
  );
  await rosa.rest('PUT', `/icsr/${id}`, { descripcion_evento: 'otra cosa' });
  await until(async () => (await count(CHECKS)) === 0, 100_000);
  expect(await count('duplicate_check where best_id = $1', [id])).toBe(0);
  expect(await count('(select distinct xmin::text from duplicate_check) x')).toBeGreaterThan(FOLLOWERS / 100);
});
