import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueue, tidyQueue } from '../../src/storage/queue.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

const lines = async () =>
  (
    await server.query<{ queue_name: string }>(
      `select queue_name from graphile_worker._private_job_queues where queue_name like 'fila:%' order by 1`,
    )
  ).map(({ queue_name }) => queue_name);

test('a line in which nothing waits is forgotten, and one in which something waits is not', async () => {
  await enqueue(server.query, 'document.settle', {}, { queueName: 'fila:hecha', jobKey: 'hecha' });
  await enqueue(server.query, 'document.settle', {}, { queueName: 'fila:espera' });
  await server.query(`select graphile_worker.remove_job('hecha')`);
  expect(await lines()).toEqual(['fila:espera', 'fila:hecha']);
  await tidyQueue(server.house.database.pool);
  expect(await lines()).toEqual(['fila:espera']);
});
