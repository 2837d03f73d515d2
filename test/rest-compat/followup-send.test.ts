import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { insertInbound } from '../../src/storage/followup-messages.js';
import { type MailServer, startMailServer, until } from '../channels/mail-server.js';
import type { Client } from '../support/client.js';
import { type Mailing, startMailing } from '../support/mail.js';
import { makeCase } from '../support/make.js';
import type { TestServer } from '../support/server.js';

const EMAIL = 'garcia@hospital.com';
const BODY = 'Estimado Dr. García:\n\n- Número de lote\n.\n  - Fecha exacta\n\nSaludos,\nUnidad de Farmacovigilancia';

let mail: MailServer;
let server: TestServer;
let close: Mailing['close'];
let rosa: Client;

beforeAll(async () => void ({ mail, server, rosa, close } = await startMailing({ FOLLOWUP_SEND_TIMEOUT: '2' })));
afterAll(async () => {
  await close();
  // By then it is another one, which was started in the place of the first.
  await mail.close();
});
afterEach(() => {
  mail.arrived.length = 0;
  mail.refusals.clear();
  mail.silent = false;
});

type Message = Record<string, unknown> & { id: number };

const send = (id: number, fields: object = {}) =>
  rosa.rest<Message>('POST', `/icsr/${id}/followup/send`, { channel: 'email', body: BODY, ...fields });
const threadOf = async (id: number) =>
  (await rosa.rest<{ items: Message[]; total: number }>('GET', `/icsr/${id}/followup/thread`)).body;
const stateOf = async (id: number) => (await rosa.rest<{ estado: string }>('GET', `/icsr/${id}`)).body.estado;
const messagesOf = (id: number) =>
  server.query<{ status: string; problem: string | null; external_id: string }>(
    'select * from followup_messages where icsr_id = $1 order by id',
    [id],
  );

describe('A mail to the reporter', () => {
  test('arrives as it was written, and is answered in the documented shape', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    const { status, body } = await send(id);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: expect.any(Number) as number,
        icsr_id: id,
        channel: 'email',
        direction: 'out',
        body: BODY,
        external_id: expect.stringMatching(/^<[0-9a-f-]{36}@vigia\.system>$/) as string,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      },
    });
    const [arrived] = mail.arrived;
    expect(mail.arrived).toHaveLength(1);
    expect(arrived!.recipients).toEqual([EMAIL]);
    expect(arrived!.mail.messageId).toBe(body.external_id);
    expect(arrived!.mail.text?.trimEnd()).toBe(BODY);
    expect(arrived!.mail.headers.has('auto-submitted')).toBe(false);
    expect((await threadOf(id)).items).toEqual([body]);
  });

  test('has a subject that names the case by its number', async () => {
    const { id, numero } = await makeCase(rosa, { reportante_email: EMAIL });
    await send(id);
    expect(mail.arrived[0]!.mail.subject).toBe(`[VIGIA] Seguimiento ICSR #${String(numero)}`);
  });

  test('answers the last mail of theirs, and names the whole thread', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    const first = (await send(id)).body.external_id as string;
    const theirs = ['<abc123@hospital.com>', '<ghi789@hospital.com>'];
    for (const externalId of theirs) {
      const message = { icsrId: id, channel: 'email' as const, body: 'Sí', address: EMAIL, externalId };
      await insertInbound(server.query, { ...message, subject: `Re: Lote ${externalId.slice(1, 4)}` });
    }
    const away = { icsrId: id, channel: 'email' as const, body: 'Estoy de vacaciones', address: EMAIL };
    await insertInbound(server.query, { ...away, externalId: '<fuera@hospital.com>', automatic: true });
    await send(id);
    const { mail: second } = mail.arrived[1]!;
    expect(second.inReplyTo).toBe('<ghi789@hospital.com>');
    expect([second.references].flat()).toEqual([first, ...theirs, '<fuera@hospital.com>']);
    expect(second.subject).toBe('Re: Lote ghi');
  });

  test.each([
    ['Pendiente', 'En progreso'],
    ['', 'En progreso'],
    ['Cerrado', 'Cerrado'],
    ['nuevo', 'nuevo'],
  ])('makes a case that is %j be %j, in the name of who wrote', async (before, after) => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    await rosa.rest('PUT', `/icsr/${id}`, { estado: before });
    await send(id);
    expect(await stateOf(id)).toBe(after);
    const changes = await server.query(
      `select who from audit_log where icsr_id = $1 and action = 'ICSR_STATUS_CHANGE' and changes -> 'estado' ->> 'after' = 'En progreso'`,
      [id],
    );
    expect(changes).toEqual(before === after ? [] : [{ who: 'rosa@example.pe' }]);
  });

  test('is on record in the audit log with who wrote it', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    await send(id);
    const entries = await server.query<{ who: string; status: string }>(
      `select who, changes -> 'status' ->> 'after' as status from audit_log where icsr_id = $1 and table_name = 'followup_messages' order by place`,
      [id],
    );
    expect(entries).toEqual(['pending', 'sent'].map((status) => ({ who: 'rosa@example.pe', status })));
  });
});

describe('What is refused', () => {
  const REFUSALS: [what: string, fields: Record<string, string>, message: object, detail: string][] = [
    ['an empty message', { reportante_email: EMAIL }, { body: ' \n ' }, 'Mensaje vacío'],
    ['no message', { reportante_email: EMAIL }, { body: undefined }, 'Mensaje vacío'],
    ['an empty message on no channel of a case without contact', {}, { body: '', channel: 'fax' }, 'Mensaje vacío'],
    ['a channel that there is not', {}, { channel: 'fax' }, 'Canal no soportado'],
    ['no channel', { reportante_email: EMAIL }, { channel: undefined }, 'Canal no soportado'],
    ['a mail without an address', {}, {}, 'Este ICSR no tiene email del reportante'],
    [
      'a mail to two addresses',
      { reportante_email: 'a@example.pe, b@example.pe' },
      {},
      'Este ICSR no tiene email del reportante',
    ],
    ['an SMS without a telephone', { reportante_email: EMAIL }, { channel: 'sms' }, 'Este ICSR no tiene teléfono'],
    ['an SMS to no telephone', { reportante_telefono: '123' }, { channel: 'sms' }, 'Este ICSR no tiene teléfono'],
    ['a WhatsApp message to nowhere', {}, { channel: 'whatsapp' }, 'Este ICSR no tiene WhatsApp/teléfono'],
  ];

  test.each(REFUSALS)('%s', async (_what, fields, message, detail) => {
    const { id } = await makeCase(rosa, fields);
    const { status, body } = await send(id, message);
    expect({ status, body }).toEqual({ status: 400, body: { detail } });
    expect(await messagesOf(id)).toEqual([]);
  });

  test('a message of more than 20,000 characters, and not one of 20,000', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    const long = await send(id, { body: 'á'.repeat(20_001) });
    expect(long).toMatchObject({
      status: 400,
      body: {
        detail: [
          {
            loc: ['body', 'body'],
            msg: 'ensure this value has at most 20000 characters',
            type: 'value_error.any_str.max_length',
          },
        ],
      },
    });
    expect((await send(id, { body: 'á'.repeat(20_000) })).status).toBe(200);
  });

  test('a message of a case that there is not', async () => {
    expect(await send(2_147_483_647, { body: '' })).toMatchObject({
      status: 404,
      body: { detail: 'ICSR no encontrado' },
    });
  });
});

describe('A mail that the server does not take', () => {
  test.each([
    [550, 'Address refused (550)'],
    [451, 'Address refused (451)'],
  ])('with %i is 502, stays out of the thread, and the case as it was', async (reply, problem) => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    mail.refusals.set(EMAIL, reply);
    const { status, body } = await send(id);
    expect({ status, body }).toEqual({ status: 502, body: { detail: `Fallo SMTP: ${problem}` } });
    expect(await messagesOf(id)).toMatchObject([{ status: 'failed', problem }]);
    expect(await threadOf(id)).toEqual({ items: [], total: 0 });
    expect(await stateOf(id)).toBe('Pendiente');
  });

  test('is never sent by itself once its sender was told so', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    mail.refusals.set(EMAIL, 451);
    expect((await send(id)).status).toBe(502);
    mail.refusals.clear();
    const second = await send(id, { body: 'Otro' });
    expect(second.status).toBe(200);
    expect(mail.arrived.map(({ mail }) => mail.text?.trim())).toEqual(['Otro']);
  });

  test('can be sent again, under the same Message-ID and to the address that is right by then', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    mail.refusals.set(EMAIL, 550);
    await send(id);
    await rosa.rest('PUT', `/icsr/${id}`, { reportante_email: 'm.garcia@hospital.com' });
    const [failed] = await messagesOf(id);
    const { followupMessages } = (
      await rosa.ask<{ case: { followupMessages: { nodes: { id: string; status: string; problem: string }[] } } }>(
        `query ($id: ID!) { case(id: $id) { followupMessages { nodes { id status problem } } } }`,
        { id },
      )
    ).case;
    expect(followupMessages.nodes).toEqual([
      { id: expect.any(String) as string, status: 'failed', problem: 'Address refused (550)' },
    ]);
    const { retryFollowup } = await rosa.ask<{ retryFollowup: object }>(
      `mutation ($id: ID!) { retryFollowup(messageId: $id) { status problem address externalId } }`,
      { id: followupMessages.nodes[0]!.id },
    );
    const externalId = failed!.external_id;
    expect(retryFollowup).toEqual({ status: 'sent', problem: null, address: 'm.garcia@hospital.com', externalId });
    expect(mail.arrived.map(({ recipients, mail }) => [recipients, mail.messageId])).toEqual([
      [['m.garcia@hospital.com'], externalId],
    ]);
    expect((await threadOf(id)).total).toBe(1);
  });
});

describe('A mail server', () => {
  test('that is down is 502 as documented, and nothing leaves when it is back', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    const { port } = mail;
    await mail.close();
    const { status, body } = await send(id);
    expect({ status, body }).toEqual({ status: 502, body: { detail: 'Fallo SMTP: Connection refused' } });
    mail = await startMailServer({ port });
    const other = await makeCase(rosa, { reportante_email: EMAIL });
    expect((await send(other.id)).status).toBe(200);
    expect(await messagesOf(id)).toMatchObject([{ status: 'failed', problem: 'Connection refused' }]);
    expect(mail.arrived).toHaveLength(1);
    expect(await stateOf(id)).toBe('Pendiente');
  });
});

describe('A mail whose outcome nobody knows in time', () => {
  test('stays on its way, and leaves once', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    mail.silent = true;
    const { status, body } = await send(id);
    expect(status).toBe(200);
    expect(await messagesOf(id)).toMatchObject([{ status: 'pending', external_id: body.external_id }]);
    expect((await threadOf(id)).total).toBe(1);
    mail.silent = false;
    await until(async () => (await messagesOf(id))[0]!.status === 'sent', 40_000);
    expect(mail.arrived.map(({ mail }) => mail.messageId)).toEqual([body.external_id]);
    expect(await stateOf(id)).toBe('En progreso');
  }, 60_000);
});

describe('A message to a telephone without a gateway', () => {
  test.each([
    ['sms', { reportante_telefono: '987 654 321' }, '+51987654321'],
    ['sms', { reportante_contacto: '(01) 234-5678' }, '+5112345678'],
    ['whatsapp', { reportante_contacto: 'whatsapp:+51999999999' }, '+51999999999'],
    ['whatsapp', { reportante_contacto: 'x@y.pe', reportante_telefono: '+34 600 11 22 33' }, '+34600112233'],
  ])('%s is kept and marked as simulated', async (channel, fields, address) => {
    const { id } = await makeCase(rosa, fields);
    const { status, body } = await send(id, { channel });
    expect({ status, externalId: body.external_id }).toEqual({
      status: 200,
      externalId: expect.stringMatching(/^sim-[0-9a-f-]{36}$/) as string,
    });
    expect(await messagesOf(id)).toMatchObject([{ status: 'sent', address }]);
    expect(await stateOf(id)).toBe('En progreso');
    expect(mail.arrived).toEqual([]);
  });
});
