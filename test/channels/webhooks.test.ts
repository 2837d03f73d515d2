import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  deliverMail,
  deliverText,
  type Form,
  mailOf,
  mailSignature,
  messageSid,
  PUBLIC_URL,
  shuffled,
  twilioSignature,
  WEBHOOKS,
} from '../support/inbound.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => void (server = await startServer({ ...WEBHOOKS, INBOUND_BYTES_MAX: '200000' })));
afterAll(() => server.close());

const MAIL = mailOf({
  'Message-ID': '<uno@hospital.example.pe>',
  From: 'Eva <eva@hospital.example.pe>',
  Subject: 'Hola',
});
const SMS: Form = {
  MessageSid: messageSid(1),
  AccountSid: `AC${'1'.repeat(32)}`,
  From: '+51999888777',
  To: '+5112223333',
  Body: 'Fiebre desde el martes, ¿qué hago?',
  NumMedia: '0',
};
const WHATSAPP: Form = { ...SMS, MessageSid: messageSid(2), From: 'whatsapp:+51999888777', ProfileName: 'Eva' };

/** Each of the addresses, with a message of its own. */
const DOORS = {
  'POST /webhooks/email': () => deliverMail(server, MAIL),
  'POST /webhooks/twilio/sms': () => deliverText(server, 'sms', SMS),
  'POST /webhooks/twilio/whatsapp': () => deliverText(server, 'whatsapp', WHATSAPP),
};

async function stored(): Promise<number> {
  const [count] = await server.query<{ count: number }>('select count(*)::int as count from inbound_messages');
  return count!.count;
}

test('each message that is delivered ten times, all at once and shuffled, is stored once, and always answered alike', async () => {
  const deliveries = Object.entries(DOORS).flatMap(([door, deliver]) =>
    Array.from({ length: 10 }, () => ({ door, deliver })),
  );
  const answers = await Promise.all(
    shuffled(deliveries).map(async ({ door, deliver }) => ({ door, ...(await deliver()) })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answers.every(({ body }) => body.stored === true)).toBe(true);
  for (const door of Object.keys(DOORS)) {
    const ids = new Set(answers.filter((answer) => answer.door === door).map(({ body }) => body.message_id));
    expect([door, ids.size]).toEqual([door, 1]);
  }
  expect(await stored()).toBe(3);
});

describe('a message is refused, and nothing of it is kept,', () => {
  const forged: Record<string, () => Promise<{ status: number; body: { detail?: unknown } }>> = {
    'a mail signed with another key': () =>
      deliverMail(server, `${MAIL}1`, { secret: 'otra clave que nadie conoce aquí dentro' }),
    'a mail of six minutes ago': () => deliverMail(server, `${MAIL}2`, { secondsAgo: 360 }),
    'a mail of six minutes from now': () => deliverMail(server, `${MAIL}3`, { secondsAgo: -360 }),
    'a mail that was changed on the way': () => sendMail(`${MAIL}4`, mailSignature(`${MAIL}5`)),
    'a mail without a signature': () => sendMail(`${MAIL}6`),
    'a mail with a signature of another form': () => sendMail(`${MAIL}7`, 'v1=abc'),
    'a text signed with another key': () =>
      deliverText(server, 'sms', text(9), twilioSignature(`${PUBLIC_URL}/webhooks/twilio/sms`, text(9), 'otra')),
    'a text that was changed on the way': () =>
      deliverText(
        server,
        'sms',
        { ...text(10), Body: 'otra cosa' },
        twilioSignature(`${PUBLIC_URL}/webhooks/twilio/sms`, text(10)),
      ),
    'a text signed for the other address': () =>
      deliverText(server, 'sms', text(11), twilioSignature(`${PUBLIC_URL}/webhooks/twilio/whatsapp`, text(11))),
    'a text without a signature': () => deliverText(server, 'whatsapp', text(12), ''),
  };
  const text = (place: number): Form => ({ ...SMS, MessageSid: messageSid(place) });
  const sendMail = async (raw: string, signature?: string) => {
    const headers: Record<string, string> = { 'content-type': 'message/rfc822' };
    if (signature) headers['x-signature'] = signature;
    const answer = await fetch(`${server.address}/webhooks/email`, { method: 'POST', headers, body: raw });
    return { status: answer.status, body: (await answer.json()) as { detail?: unknown } };
  };

  test.each(Object.entries(forged))('%s: 401', async (_name, deliver) => {
    const before = await stored();
    expect(await deliver()).toEqual({ status: 401, body: { detail: 'La firma no es válida o ya venció' } });
    expect(await stored()).toBe(before);
  });

  test('past the limit: 413; of another type: 415; a form that is no message: 400', async () => {
    const before = await stored();
    expect((await deliverMail(server, mailOf({ From: 'a@b.pe' }, 'x'.repeat(200_001)))).status).toBe(413);
    expect((await deliverText(server, 'sms', { ...SMS, Body: 'x'.repeat(64_001) })).status).toBe(413);
    const json = await fetch(`${server.address}/webhooks/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': mailSignature('{}') },
      body: '{}',
    });
    expect(json.status).toBe(415);
    expect((await deliverText(server, 'sms', { From: '+51999888777' })).status).toBe(400);
    expect(await stored()).toBe(before);
  });
});

test('a second key may sign beside the first while it is being replaced', async () => {
  const raw = mailOf({ 'Message-ID': '<dos-claves@hospital.example.pe>', From: 'eva@hospital.example.pe' });
  const [time, digest] = mailSignature(raw).split(',');
  const headers = { 'content-type': 'message/rfc822', 'x-signature': `${time}, v1=${'0'.repeat(64)}, ${digest}` };
  const answer = await fetch(`${server.address}/webhooks/email`, { method: 'POST', headers, body: raw });
  expect(answer.status).toBe(202);
});

test('where there is no key there is no address', async () => {
  const closed = await startServer();
  const open = await Promise.all([
    deliverMail(closed, MAIL),
    deliverText(closed, 'sms', SMS),
    deliverText(closed, 'whatsapp', WHATSAPP),
  ]);
  expect(open).toEqual(open.map(() => ({ status: 404, body: { detail: 'Ruta no encontrada' } })));
  await closed.close();
});

test('nothing of a message reaches the log, and no login is asked for or taken', async () => {
  const answer = await deliverText(server, 'sms', { ...SMS, MessageSid: messageSid(77) });
  expect(answer.status).toBe(202);
  const [kept] = await server.query<{ sender: string; body: string; state: string }>(
    'select sender, body, state from inbound_messages where id = $1',
    [answer.body.message_id],
  );
  expect(kept).toEqual({ sender: SMS['From'], body: SMS['Body'], state: 'TRIAGE' });
});

test('while sixteen mails are still coming in, a further one is told when to come again: 429, and then it is taken', async () => {
  const { hostname, port } = new URL(server.address);
  const head = [
    'POST /webhooks/email HTTP/1.1',
    `Host: ${hostname}`,
    'Content-Type: message/rfc822',
    `X-Signature: ${mailSignature('nothing of it ever comes')}`,
    'Content-Length: 1000',
  ];
  const slow: Socket[] = [];
  const begin = () => {
    const socket = connect(Number(port), hostname);
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    slow.push(socket);
  };
  for (let n = 0; n < 15; n += 1) begin();
  const late = (place: number) => deliverMail(server, mailOf({ 'Message-ID': `<tarde-${place}@example.pe>` }));
  try {
    const refused = await vi.waitFor(async () => {
      const answer = await late(0);
      // One more each time: the mail that is asked about may have come before one of them.
      begin();
      expect(answer.status).toBe(429);
      return answer;
    }, 10_000);
    expect(refused.body).toEqual({
      detail: 'Se están recibiendo demasiados correos a la vez. Entréguelo de nuevo en 30 segundos.',
    });
    expect(refused.retryAfter).toBe('30');
  } finally {
    for (const socket of slow) socket.destroy();
  }
  await vi.waitFor(async () => expect((await late(1)).status).toBe(202));
});
