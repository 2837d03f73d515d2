import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServer, until } from '../channels/mail-server.js';
import type { Client } from '../support/client.js';
import { deliverMail, mailOf, WEBHOOKS } from '../support/inbound.js';
import { type Mailing, startMailing } from '../support/mail.js';
import { makeCase } from '../support/make.js';
import type { TestServer } from '../support/server.js';

const PACE_MS = 4000;

let mail: MailServer;
let server: TestServer;
let close: Mailing['close'];
let rosa: Client;

beforeAll(async () => void ({ mail, server, rosa, close } = await startMailing(WEBHOOKS)));
afterAll(() => close());

const report = (messageId: string) =>
  mailOf(
    {
      'Message-ID': '<informe-1@mx.example.pe>',
      'Return-Path': '<>',
      From: 'MAILER-DAEMON@mx.example.pe',
      'In-Reply-To': messageId,
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    },
    '--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.pe\n\nAction: failed\nStatus: 5.1.1\n\n--b--',
  );

const standingOf = (id: number) =>
  server.query<object>(
    `select m.status, m.problem, o.state from followup_messages m left join followup_outbox o on o.message_id = m.id
     where m.icsr_id = $1`,
    [id],
  );

test('a mail that comes back before its server has answered us stays failed, as its sender is told, and leaves no more', async () => {
  const { id } = await makeCase(rosa, { reportante_email: 'eva@hospital.example.pe' });
  mail.paceMs = PACE_MS;
  const sending = rosa.rest('POST', `/icsr/${id}/followup/send`, { channel: 'email', body: '¿Qué lote era?' });
  await until(() => mail.arrived.length === 1);
  expect((await deliverMail(server, report(mail.arrived[0]!.mail.messageId!))).status).toBe(202);
  expect(await sending).toMatchObject({ status: 502, body: { detail: 'Fallo SMTP: 5.1.1' } });
  const failed = [{ status: 'failed', problem: '5.1.1', state: 'closed' }];
  expect(await standingOf(id)).toEqual(failed);
  // Until the server has answered, and the worker has written that down.
  await until(
    async () =>
      (await server.query(`select from graphile_worker.jobs where task_identifier = 'followup.deliver'`)).length === 0,
  );
  expect(await standingOf(id)).toEqual(failed);
  expect(mail.arrived).toHaveLength(1);
});
