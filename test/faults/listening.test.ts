import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let outside: pg.Client;
beforeAll(async () => {
  server = await startServer();
  outside = new pg.Client({ ...inject('postgres'), database: 'postgres' });
  await outside.connect();
});
afterAll(async () => {
  await outside.end();
  await server.close();
});

const listeners = async () => {
  const sql = `select pid from pg_stat_activity where application_name = 'vigia-listen' and datname = $1`;
  return (await outside.query(sql, [server.house.database.connection.database])).rows;
};

test('a server that cannot reach its database for a while comes back with one connection to listen, and hears', async () => {
  const { database } = server.house.database.connection;
  await outside.query(`alter database ${database} allow_connections false`);
  await outside.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database]);
  await sleep(3500);
  expect(await listeners()).toEqual([]);
  await outside.query(`alter database ${database} allow_connections true`);
  await vi.waitFor(async () => expect(await listeners()).toHaveLength(1), 12_000);
  await sleep(1500);
  expect(await listeners()).toHaveLength(1);

  const heard: number[] = [];
  const stop = server.house.announcements.on(({ topic, id }) => void (topic === 'case' && heard.push(id)));
  const { id } = await makeCase(await server.as('rosa'));
  await vi.waitFor(() => expect(heard).toEqual([id]), 2000);
  stop();
});
