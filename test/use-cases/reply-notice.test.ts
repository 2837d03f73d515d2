import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServer, until } from '../channels/mail-server.js';
import type { Client } from '../support/client.js';
import { deliverMail, mailOf, WEBHOOKS } from '../support/inbound.js';
import { type Mailing, startMailing } from '../support/mail.js';
import { makeCase } from '../support/make.js';
import type { TestServer } from '../support/server.js';

const REPORTER = 'garcia@hospital.com';
const GUARD = 'guardia@example.pe';

let mail: MailServer;
let server: TestServer;
let close: Mailing['close'];
let rosa: Client;

beforeAll(
  async () => void ({ mail, server, rosa, close } = await startMailing({ ...WEBHOOKS, ICSR_NOTIFY_EMAILS: GUARD })),
);
afterAll(() => close());

const told = () => mail.arrived.filter(({ recipients }) => recipients.includes(GUARD));
const tellingOfReplies = () => told().filter(({ mail: { subject } }) => subject?.includes('Respuesta recibida'));

async function writtenTo(): Promise<{ numero: string; messageId: string }> {
  const { id } = await makeCase(rosa, { reportante_email: REPORTER });
  const { body } = await rosa.rest<{ external_id: string }>('POST', `/icsr/${id}/followup/send`, {
    channel: 'email',
    body: 'Estimado Dr. García: ¿cuál es el lote?',
  });
  const { numero } = (await rosa.rest<{ numero: string }>('GET', `/icsr/${id}`)).body;
  return { numero, messageId: body.external_id };
}

const answer = (messageId: string, more: Record<string, string> = {}) =>
  mailOf(
    { 'Message-ID': `<r${Math.random()}@hospital.com>`, From: REPORTER, 'In-Reply-To': messageId, ...more },
    'Lote L-77',
  );

test('people are told of a reply once, by the number of its case and nothing of what it says', async () => {
  const { numero, messageId } = await writtenTo();
  const reply = answer(messageId);
  await Promise.all([1, 2, 3].map(() => deliverMail(server, reply)));
  await until(() => tellingOfReplies().length > 0);
  const [{ mail: notice, raw }] = tellingOfReplies() as [(typeof mail.arrived)[number]];
  expect(notice.subject).toBe(`[VIGIA] Respuesta recibida - ICSR #${numero}`);
  expect(notice.headers.get('auto-submitted')).toBe('auto-generated');
  expect(raw).not.toMatch(/L-77|garcia/i);
  // A second reply is told of after the first: had there been another notice of the first, it would be here by then.
  await deliverMail(server, answer(messageId));
  await until(() => tellingOfReplies().length > 1);
  expect(tellingOfReplies()).toHaveLength(2);
}, 120_000);

test('nobody is told of an automatic reply', async () => {
  const { messageId } = await writtenTo();
  const before = tellingOfReplies().length;
  await deliverMail(server, answer(messageId, { 'Auto-Submitted': 'auto-replied' }));
  await deliverMail(server, answer(messageId));
  await until(() => tellingOfReplies().length > before);
  expect(tellingOfReplies()).toHaveLength(before + 1);
}, 120_000);
