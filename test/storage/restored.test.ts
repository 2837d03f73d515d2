import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

test('numbers that have gone back, as after a restore, are noticed: what comes then is heard again', async () => {
  const rosa = await server.as('rosa');
  const heard: number[] = [];
  const stop = server.house.announcements.on(({ topic, id }) => void (topic === 'case' && heard.push(id)));
  for (let n = 0; n < 5; n += 1) await makeCase(rosa);
  await vi.waitFor(() => expect(heard).toHaveLength(5), 3000);
  await server.query('truncate announcement restart identity');
  // Noticed at the latest when the listener looks again without being called.
  await sleep(6000);
  const { id } = await makeCase(rosa);
  await vi.waitFor(() => expect(heard.at(-1)).toBe(id), 3000);
  stop();
});
