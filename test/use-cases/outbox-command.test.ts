import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.js';
import { type MailServer, startMailServer, until } from '../channels/mail-server.js';
import type { Client } from '../support/client.js';
import { mailSettings } from '../support/mail.js';
import { makeCase } from '../support/make.js';
import { finish, settingsBeside } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';

const EMAIL = 'garcia@hospital.com';

let mail: MailServer;
let server: TestServer;
let rosa: Client;

beforeAll(async () => {
  mail = await startMailServer();
  server = await startServer({ ...mailSettings(mail), FOLLOWUP_SEND_TIMEOUT: '1' });
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await server.close();
  await mail.close();
});

/** Runs `vigia outbox` on the server's database. */
const outbox = (...words: string[]) => finish(['outbox', ...words], settingsBeside(server));

const statusOf = async (id: number) =>
  (await server.query<{ status: string }>('select status from followup_messages where icsr_id = $1', [id]))[0]!.status;

async function withWorker(work: () => Promise<unknown>): Promise<void> {
  const worker = await startWorker(server.house);
  await work().finally(() => worker.stop());
}

test('a refused message stands in the outbox with its reason and without its address, and leaves once it is sent again', async () => {
  const { id } = await makeCase(rosa, { reportante_email: EMAIL });
  mail.refusals.set(EMAIL, 550);
  await withWorker(async () => {
    const { status } = await rosa.rest('POST', `/icsr/${id}/followup/send`, { channel: 'email', body: 'Estimado' });
    expect(status).toBe(502);
  });
  const [{ id: message }] = (await server.query('select id from followup_messages')) as [{ id: number }];
  const listed = await outbox('list');
  expect(listed.code).toBe(0);
  expect(listed.text).toMatch(new RegExp(`message ${message} +case ${id} +email +failed +attempts 1 .*550`));
  expect(listed.text).toContain('1 in the outbox.');
  expect(listed.text).not.toContain(EMAIL);

  mail.refusals.clear();
  expect(await outbox('retry', String(message))).toMatchObject({
    code: 0,
    text: expect.stringContaining(`message ${message} is to be sent again`),
  });
  await withWorker(() => until(async () => (await statusOf(id)) === 'sent'));
  expect(mail.arrived.map(({ recipients }) => recipients)).toEqual([[EMAIL]]);
  expect((await outbox('list')).text).toContain('0 in the outbox.');

  const again = await outbox('retry', String(message));
  expect(again.code).toBe(3);
  expect(again.text).toContain(`message ${message}: `);
}, 180_000);

test.each([[['retry']], [['retry', 'todo']], [['list', '7']], [['vaciar']]])(
  '%j is told what can be said',
  async (words) => {
    expect(await outbox(...words)).toMatchObject({
      code: 2,
      text: expect.stringContaining('vigia outbox retry failed'),
    });
  },
);
