import { type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type MailServer, startMailServer, until } from '../channels/mail-server.js';
import { mailSettings } from '../support/mail.js';
import { makeCase } from '../support/make.js';
import { run } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';
import { addressOf } from '../support/program.js';

const CASES = 40;
const MESSAGES_OF_A_CASE = 5;
const MESSAGES = CASES * MESSAGES_OF_A_CASE;
const KILLS = 3;
const JOBS_AT_ONCE = 2;
/** The gap in which a message has arrived and its worker does not know it yet: wide enough to be hit. */
const PACE_MS = 60;
const TAKEN_OVER_MS = 30_000;

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-outbox-'));
const workers: ChildProcess[] = [];
const open: { close(): Promise<void> }[] = [];

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  for (const one of open) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A worker in a process of its own, which does jobs from when this resolves on. */
async function startWorker(settings: Record<string, string>): Promise<ChildProcess> {
  const worker = run(['work'], { VIGIA_DATA_DIR: folder, ...settings });
  workers.push(worker);
  let text = '';
  for (const stream of [worker.stdout!, worker.stderr!])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => /does the jobs/.test(text) || worker.exitCode !== null, 90_000);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

/** Messages to the reporters of cases, as many to each, put into the outbox through the door without waiting. */
async function fillOutbox(server: TestServer): Promise<Map<string, string[]>> {
  const rosa = await server.as('rosa');
  const expected = new Map<string, string[]>();
  for (let place = 0; place < CASES; place += 1) {
    const email = `reportante${place}@example.pe`;
    const { id } = await makeCase(rosa, { reportante_email: email });
    const ids: string[] = [];
    for (let number = 1; number <= MESSAGES_OF_A_CASE; number += 1) {
      const { sendFollowup } = await rosa.ask<{ sendFollowup: { status: string; externalId: string } }>(
        `mutation ($id: ID!, $body: String!) { sendFollowup(caseId: $id, channel: EMAIL, body: $body, wait: false) { status externalId } }`,
        { id, body: `Mensaje ${number}` },
      );
      expect(sendFollowup.status).toBe('pending');
      ids.push(sendFollowup.externalId);
    }
    expected.set(email, ids);
  }
  return expected;
}

/** Message-IDs in the order in which they first came, by address. */
function arrivedFirst(mail: MailServer): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const { recipients, mail: message } of mail.arrived) {
    const ids = seen.get(recipients[0]!) ?? [];
    seen.set(recipients[0]!, ids.includes(message.messageId!) ? ids : [...ids, message.messageId!]);
  }
  return seen;
}

const distinct = (mail: MailServer) => new Set(mail.arrived.map(({ mail: { messageId } }) => messageId)).size;

test('with the mail server down and workers killed at random, 200 messages arrive, each at least once and in the order of its case', async () => {
  const reserved = await startMailServer();
  const { port } = reserved;
  await reserved.close();
  const server = await startServer();
  open.push(server);
  const expected = await fillOutbox(server);

  const settings = { DATABASE_URL: addressOf(server.house.database.connection), ...mailSettings({ port }) };
  const running = await Promise.all([startWorker(settings), startWorker(settings)]);
  // Nobody listens for a while: attempts fail, and one worker ends in the middle of them.
  await until(async () => (await server.query('select from followup_outbox where attempts > 1 limit 1')).length > 0);
  await kill(running.shift()!);
  running.push(await startWorker(settings));

  const mail = Object.assign(await startMailServer({ port }), { paceMs: PACE_MS });
  open.push(mail);
  for (let killed = 1; killed < KILLS; killed += 1) {
    const goal = Math.min(mail.arrived.length + randomInt(10, 40), MESSAGES - 5);
    await until(() => mail.arrived.length >= goal, TAKEN_OVER_MS);
    await sleep(randomInt(PACE_MS));
    await kill(running.shift()!);
    running.push(await startWorker(settings));
  }
  await until(() => distinct(mail) === MESSAGES, TAKEN_OVER_MS);
  await until(async () => (await server.query('select from followup_outbox limit 1')).length === 0, TAKEN_OVER_MS);

  expect(arrivedFirst(mail)).toEqual(expected);
  const statuses = await server.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from followup_messages group by status',
  );
  expect(statuses).toEqual([{ status: 'sent', count: MESSAGES }]);
  const copies = mail.arrived.length - MESSAGES;
  console.log(`${MESSAGES} messages, ${KILLS} workers killed, ${copies} arrived twice`);
  // Only what a worker had handed over and could not write down any more comes again.
  expect(copies).toBeLessThanOrEqual(KILLS * JOBS_AT_ONCE);
}, 180_000);
