import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Announcements } from '../../src/storage/announcements.js';
import { type Announcement, CALL } from '../../src/storage/notify.js';
import { queryOn } from '../../src/storage/query.js';
import { transaction } from '../../src/storage/transaction.js';
import type { Client } from '../support/client.js';
import { LEAST_CASE } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let second: TestServer;
let ana: Client;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  server = await startServer();
  second = await startServer({}, server);
  ana = await server.as('ana');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await second.close();
  await server.close();
});

const INSERT = `insert into announcement (topic, subject_id, kind) values ('case', $1, 'UPDATED')`;

/** A listener of its own, and the numbers that it heard of. */
async function listener(): Promise<{ heard: number[]; troubles: Error[] }> {
  const troubles: Error[] = [];
  const announcements = new Announcements(server.house.database, (error) => void troubles.push(error));
  const heard = heardBy(announcements);
  await announcements.start();
  closing.push(() => announcements.close());
  return { heard, troubles };
}

/** Numbers of the cases that are told of, of one kind or of any. */
function heardBy(announcements: Announcements, only?: string): number[] {
  const heard: number[] = [];
  const stop = announcements.on(({ topic, id, kind }) => {
    if (topic === 'case' && (only ?? kind) === kind) heard.push(id);
  });
  closing.push(async () => stop());
  return heard;
}

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(server.house.database.connection);
  await client.connect();
  closing.push(() => client.end());
  return client;
}

const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

describe('what is announced', () => {
  test('is heard though it took its number first and was committed last, and each once', async () => {
    const { heard } = await listener();
    const [slow, quick] = [await connected(), await connected()];
    await slow.query('begin');
    await slow.query(INSERT, [1001]);
    for (const id of [1002, 1003]) await quick.query(INSERT, [id]);
    await quick.query(CALL);
    await vi.waitFor(() => expect(heard).toEqual([1002, 1003]), 2000);
    await slow.query(CALL);
    await slow.query('commit');
    await vi.waitFor(() => expect(heard).toEqual([1002, 1003, 1001]), 2000);
    await quick.query(INSERT, [1004]);
    await quick.query(CALL);
    await sleep(300);
    expect(heard).toEqual([1002, 1003, 1001, 1004]);
  });

  test('before the start is old, unless it is committed only afterwards', async () => {
    const [slow, quick] = [await connected(), await connected()];
    await quick.query(INSERT, [2000]);
    await slow.query('begin');
    await slow.query(INSERT, [2001]);
    await quick.query(INSERT, [2002]);
    const { heard } = await listener();
    await quick.query(INSERT, [2003]);
    await quick.query(CALL);
    await vi.waitFor(() => expect(heard).toEqual([2003]), 2000);
    await slow.query('commit');
    await quick.query(CALL);
    await vi.waitFor(() => expect(heard).toEqual([2003, 2001]), 2000);
  });

  test('is never heard when it was rolled back, to the end or to a savepoint', async () => {
    const { heard } = await listener();
    const client = await connected();
    await client.query('begin');
    await client.query(INSERT, [3001]);
    await client.query(CALL);
    await client.query('rollback');
    await client.query('begin');
    await client.query('savepoint a');
    await client.query(INSERT, [3002]);
    await client.query('rollback to a');
    await client.query(INSERT, [3003]);
    await client.query(CALL);
    await client.query('commit');
    await vi.waitFor(() => expect(heard).toEqual([3003]), 2000);
    await client.query(INSERT, [3004]);
    await client.query(CALL);
    await sleep(300);
    expect(heard).toEqual([3003, 3004]);
  });

  test('is heard within six seconds though nobody calls', async () => {
    const { heard } = await listener();
    await sleep(300);
    await server.query(INSERT, [4001]);
    await vi.waitFor(() => expect(heard).toEqual([4001]), { timeout: 6000, interval: 100 });
  });

  test('in thousands by one transaction is heard whole, and in order', async () => {
    const { heard } = await listener();
    const many = `insert into announcement (topic, subject_id, kind)
      select 'case', n, 'UPDATED' from generate_series(1, 3500) n`;
    await server.query(many);
    await server.query(CALL);
    await vi.waitFor(() => expect(heard).toHaveLength(3500), 3000);
    expect(heard).toEqual(Array.from({ length: 3500 }, (_, n) => n + 1));
  });
});

test('two servers hear all of 500 creations made through both at once, each once', async () => {
  // What the tests before have announced may still be on its way.
  const [here, there] = [server, second].map(({ house }) => heardBy(house.announcements, 'CREATED'));
  const { heard: beside } = await listener();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ana.token}` };
  const create = async (address: string) => {
    const request = { method: 'POST', headers, body: JSON.stringify(LEAST_CASE) };
    return ((await (await fetch(`${address}/api/v1/icsr`, request)).json()) as { id: number }).id;
  };
  const ids = await Promise.all(
    Array.from({ length: 500 }, (_, n) => create(n % 2 === 0 ? server.address : second.address)),
  );
  const expected = ascending(ids);
  expect(new Set(expected).size).toBe(500);
  for (const heard of [here!, there!, beside]) {
    await vi.waitFor(() => expect(ascending(heard)).toEqual(expected), 7000);
  }
});

test('whoever loses the connection in the middle, again and again, hears everything once', async () => {
  const { heard } = await listener();
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'vigia-listen' and datname = current_database()`;
  const slow = await connected();
  await slow.query('begin');
  await slow.query(INSERT, [6000]);
  for (let round = 0; round < 3; round += 1) {
    for (let n = 1; n <= 40; n += 1) {
      await server.query(INSERT, [6000 + round * 40 + n]);
      await server.query(CALL);
      if (n === 20) await server.query(kill);
    }
    await sleep(400);
  }
  await slow.query('commit');
  await server.query(CALL);
  await vi.waitFor(() => expect(heard).toHaveLength(121), 12_000);
  expect(ascending(heard)).toEqual(Array.from({ length: 121 }, (_, n) => 6000 + n));
});

describe('a transaction', () => {
  const audit = { actorId: null, who: 'prueba@example.pe', requestId: 'r' };
  const told: Announcement = { topic: 'case', id: 7001, kind: 'UPDATED', version: 2 };
  const run = <Output>(work: Parameters<typeof transaction<Output>>[3], announced = [told]) =>
    transaction(server.house.database.pool, audit, announced, work);
  const tables = () => server.query(`select relname from pg_class where relname like 'prueba\\_%' order by 1`);

  test('that is committed gives what it made, and what it announced is heard with its version', async () => {
    const heard: Announcement[] = [];
    const stop = server.house.announcements.on((announcement) => void heard.push(announcement));
    closing.push(async () => stop());
    const made = await run(async (query) => {
      await query('create table prueba_uno (a int)');
      return (await query<{ who: string }>(`select current_setting('vigia.who') as who`))[0]!.who;
    });
    server.house.announcements.call();
    expect(made).toBe('prueba@example.pe');
    expect(await tables()).toEqual([{ relname: 'prueba_uno' }]);
    await vi.waitFor(() => expect(heard).toMatchObject([told]), 2000);
  });

  test('whose statement failed does not pretend to be committed, though its work swallowed the error', async () => {
    const { heard } = await listener();
    for (const announced of [[told], []]) {
      const swallowing = run(async (query) => {
        await query('create table prueba_dos (a int)');
        await query('select 1 / 0').catch(() => undefined);
        return 'hecho';
      }, announced);
      await expect(swallowing).rejects.toThrow();
    }
    await server.query(CALL);
    await sleep(300);
    expect(heard).toEqual([]);
    expect(await tables()).toEqual([{ relname: 'prueba_uno' }]);
  });

  test('that is refused as it is committed is refused to its caller', async () => {
    const late = run(async (query) => {
      await query('create table prueba_tres (a int unique deferrable initially deferred)');
      await query('insert into prueba_tres values (1), (1)');
    });
    await expect(late).rejects.toMatchObject({ code: '23505' });
    expect(await tables()).toEqual([{ relname: 'prueba_uno' }]);
  });

  test('that throws leaves its connection clean, and one whose connection died is not given to others', async () => {
    const { pool } = server.house.database;
    for (let n = 0; n < 25; n += 1) {
      await expect(run(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      const dying = run(async (query) => query('select pg_terminate_backend(pg_backend_pid())'));
      await expect(dying).rejects.toThrow();
    }
    const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
    for (const client of clients) {
      const { rows } = await queryOn(client)<{ who: string | null }>(
        `select current_setting('vigia.who', true) as who`,
      ).then((found) => ({ rows: found }));
      expect(rows[0]!.who || null).toBeNull();
      client.release();
    }
  });
});
