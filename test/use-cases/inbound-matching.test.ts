import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.js';
import type { Client } from '../support/client.js';
import { deliverMail, deliverText, mailOf, messageSid, WEBHOOKS } from '../support/inbound.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

const EVA = 'eva@hospital.example.pe';
const PHONE = '+51999888777';

let server: TestServer;
let worker: { stop(): Promise<void> };
let rosa: Client;

beforeAll(async () => {
  server = await startServer({ ...WEBHOOKS, SMTP_FROM: 'farmacovigilancia@vigia.example.pe' });
  worker = await startWorker(server.house);
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await worker.stop();
  await server.close();
});

interface Message {
  id: number;
  direction: string;
  body: string;
  external_id: string;
}

/** A case to whose reporter a message has gone. */
async function writtenTo(channel = 'email', fields: object = {}) {
  const one = await makeCase(rosa, { reportante_email: EVA, reportante_telefono: PHONE, ...fields });
  const sent = await rosa.rest<Message>('POST', `/icsr/${one.id}/followup/send`, { channel, body: '¿Qué lote era?' });
  expect(sent.status).toBe(200);
  return { ...one, numero: String(one['numero']), sent: sent.body };
}

const threadOf = async (id: number) =>
  (await rosa.rest<{ items: Message[] }>('GET', `/icsr/${id}/followup/thread`)).body.items;

let place = 0;

/** A mail of Eva's with a Message-ID of its own, delivered. Gives that id and what became of the mail. */
async function mailed(head: Record<string, string> = {}, body?: string) {
  place += 1;
  const id = `<carta-${place}@hospital.example.pe>`;
  const { status, body: answer } = await deliverMail(
    server,
    mailOf({ 'Message-ID': id, From: `Eva Ñ <${EVA.toUpperCase()}>`, Subject: 'Sin más', ...head }, body),
  );
  expect(status).toBe(202);
  return { id, ...(await became(answer.message_id!)) };
}

interface Became {
  messageId: number;
  kind: string;
  state: string;
  matched_by: string | null;
  icsr_id: number | null;
  notes: string[];
}

async function became(messageId: number): Promise<Became> {
  const sql = 'select id as "messageId", kind, state, matched_by, icsr_id, notes from inbound_messages where id = $1';
  return (await server.query<Became>(sql, [messageId]))[0]!;
}

const IN_TRIAGE = { kind: 'MESSAGE', state: 'TRIAGE', matched_by: null, icsr_id: null };

describe('a mail finds its case', () => {
  test('by the message that it replies to, and stands in the thread under its own Message-ID', async () => {
    const { id, sent } = await writtenTo();
    const mail = await mailed({ 'In-Reply-To': sent.external_id }, 'El lote era el 7.\n> ¿Qué lote era?');
    expect(mail).toMatchObject({ state: 'THREAD', matched_by: 'IN_REPLY_TO', icsr_id: id });
    expect(await threadOf(id)).toMatchObject([
      sent,
      { channel: 'email', direction: 'in', body: 'El lote era el 7.\n> ¿Qué lote era?', external_id: mail.id },
    ]);
  });

  test('by one or by many references, the latest first, when it replies to nothing that is known', async () => {
    const [one, other] = [await writtenTo(), await writtenTo()];
    const single = await mailed({ 'In-Reply-To': '<otra@x.pe>', References: one.sent.external_id });
    expect(single).toMatchObject({ matched_by: 'REFERENCES', icsr_id: one.id });
    const many = await mailed({
      References: `<a@x.pe>\r\n ${one.sent.external_id}\r\n\t${other.sent.external_id} <b@x.pe>`,
    });
    expect(many).toMatchObject({ matched_by: 'REFERENCES', icsr_id: other.id });
  });

  test('by a mail of the reporter that is in the thread already', async () => {
    const { id, sent } = await writtenTo();
    const first = await mailed({ 'In-Reply-To': sent.external_id });
    expect(await mailed({ 'In-Reply-To': first.id, From: 'otra@hospital.example.pe' })).toMatchObject({ icsr_id: id });
  });

  test('by number or id in the subject, when the reporter sent it; whoever else did, a person decides', async () => {
    const { id, numero } = await writtenTo('email', { reportante_email: 'Luz@posta.example.pe' });
    const from = { From: 'luz@posta.example.pe' };
    expect(await mailed({ ...from, Subject: `RV: [VIGIA] Seguimiento ICSR #${numero.toLowerCase()}` })).toMatchObject({
      matched_by: 'SUBJECT_AND_SENDER',
      icsr_id: id,
    });
    expect(await mailed({ ...from, Subject: `Caso # ${id}, más datos` })).toMatchObject({ icsr_id: id });
    const contact = { reportante_contacto: 'sol@otra.example.pe', reportante_email: 'archivo@otra.example.pe' };
    const other = await writtenTo('email', contact);
    for (const address of Object.values(contact)) {
      expect(await mailed({ From: address, Subject: `#${other.numero}` })).toMatchObject({ icsr_id: other.id });
    }
    expect(await mailed({ Subject: `Caso #${numero}` })).toMatchObject(IN_TRIAGE);
    expect(await mailed({ ...from, Subject: numero })).toMatchObject(IN_TRIAGE);
    expect(await mailed({ From: 'noluz@posta.example.pe', Subject: `#${numero}` })).toMatchObject(IN_TRIAGE);
  });

  test('and not by anything else that it says', async () => {
    const { id, sent } = await writtenTo();
    expect(await mailed({ Subject: 'Hola' }, `${sent.external_id} #${id}`)).toMatchObject(IN_TRIAGE);
    expect(await threadOf(id)).toEqual([sent]);
  });
});

describe('a mail that a machine wrote', () => {
  test('is in the thread, is known as such, and nobody answers it', async () => {
    const { id, sent } = await writtenTo();
    const before = await server.query('select 1 as one from followup_outbox');
    const mail = await mailed({ 'In-Reply-To': sent.external_id, 'Auto-Submitted': 'auto-replied' }, 'Estoy de viaje');
    expect(mail).toMatchObject({ kind: 'AUTO_REPLY', state: 'THREAD', icsr_id: id });
    const query = '{ case(id: $id) { followupMessages { nodes { direction automatic body } } } }';
    const { case: seen } = await rosa.ask<{ case: { followupMessages: { nodes: object[] } } }>(
      `query ($id: ID!) ${query}`,
      { id },
    );
    expect(seen.followupMessages.nodes[1]).toEqual({ direction: 'in', automatic: true, body: 'Estoy de viaje' });
    expect(await server.query('select 1 as one from followup_outbox')).toHaveLength(before.length);
  });

  const report = (messageId: string, action: string, status: string) =>
    [
      'No se pudo entregar',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.pe',
      '',
      `Final-Recipient: rfc822; ${EVA}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; 550 <${EVA}>: no existe`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      'Subject: x',
      '',
      '--b--',
    ].join('\n');
  const REPORT = {
    'Return-Path': '<>',
    From: 'MAILER-DAEMON@mx.example.pe',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
  };
  const bounce = (id: string, action = 'failed', status = '5.1.1') =>
    mailed(REPORT, `--b\nContent-Type: text/plain\n\n${report(id, action, status)}`);

  test('to say that ours did not arrive marks ours as failed, with the reason and no address, and is no reply', async () => {
    const { id, sent } = await writtenTo();
    expect(await bounce(sent.external_id)).toMatchObject({ kind: 'BOUNCE', state: 'NOTED', icsr_id: id });
    const [ours, ...others] = await server.query<object>(
      'select direction, status, problem from followup_messages where icsr_id = $1',
      [id],
    );
    expect(others).toEqual([]);
    expect(ours).toEqual({ direction: 'out', status: 'failed', problem: '5.1.1 550 <…>: no existe' });
    expect(await threadOf(id)).toEqual([]);
  });

  test('to say that ours is late, or has arrived, changes nothing and is noted', async () => {
    const { id, sent } = await writtenTo();
    expect(await bounce(sent.external_id, 'delayed', '4.4.1')).toMatchObject({ kind: 'BOUNCE', state: 'NOTED' });
    expect(await bounce(sent.external_id, 'delivered', '2.0.0')).toMatchObject({ kind: 'BOUNCE', state: 'NOTED' });
    expect(await threadOf(id)).toEqual([sent]);
  });

  test('of a message that is not ours waits for a person', async () => {
    expect(await bounce('<de-otro@x.pe>')).toMatchObject({ kind: 'BOUNCE', state: 'TRIAGE' });
  });
});

describe('a mail of ours that comes back', () => {
  test('is known by its Message-ID and noted, and stands in no thread twice', async () => {
    const { id, sent } = await writtenTo();
    const mail = await mailed({ 'Message-ID': sent.external_id, From: 'farmacovigilancia@vigia.example.pe' });
    expect(mail).toMatchObject({ kind: 'LOOP', state: 'NOTED', icsr_id: id });
    expect(await threadOf(id)).toEqual([sent]);
  });

  test('but under another name waits for a person', async () => {
    const { sent } = await writtenTo();
    expect(await mailed({ 'Message-ID': sent.external_id })).toMatchObject({ kind: 'LOOP', state: 'TRIAGE' });
  });
});

describe('two mails under one Message-ID', () => {
  test('that say the same are one; that say different things are two, and a person sees to the second', async () => {
    const { id, sent } = await writtenTo();
    const head = { 'Message-ID': '<escaner@hospital.example.pe>', From: EVA, 'In-Reply-To': sent.external_id };
    const first = await mailed(head, 'página uno');
    const again = await mailed({ Received: 'por otro camino', ...head }, 'página uno');
    expect(again.messageId).toBe(first.messageId);
    const second = await mailed(head, 'página dos');
    expect(second).toMatchObject({ state: 'TRIAGE', notes: [expect.stringContaining('mismo Message-ID')] });
    expect((await threadOf(id)).map(({ body }) => body)).toEqual(['¿Qué lote era?', 'página uno']);
  });
});

describe('a mail that is hard to read', () => {
  test('with characters that no database can hold is kept without them', async () => {
    const { id, sent } = await writtenTo();
    await mailed({ 'In-Reply-To': sent.external_id, Subject: 'uno\0dos' }, 'lote\0 7 \uD800');
    expect((await threadOf(id))[1]!.body).toMatch(/^lote 7/);
  });

  test('with a head that no program takes in waits for a person as it came, and others go on', async () => {
    const bad = await mailed({ Subject: 'Fiebre', 'X-Long': 'x'.repeat(1_200_000) }, 'texto');
    expect(bad).toMatchObject({
      kind: 'UNREADABLE',
      state: 'TRIAGE',
      notes: ['No se pudo leer: abra el mensaje original.'],
    });
    expect(await mailed()).toMatchObject(IN_TRIAGE);
  });

  test('whose readers ended three times is read no more', async () => {
    const { messageId } = await mailed();
    await server.query(`update inbound_messages set state = 'RECEIVED', readings = 3 where id = $1`, [messageId]);
    await server.query(`select from graphile_worker.add_job('inbound.sort', $1)`, [JSON.stringify({ id: messageId })]);
    await expect
      .poll(() => became(messageId), { timeout: 20_000 })
      .toMatchObject({ kind: 'UNREADABLE', state: 'TRIAGE' });
  });

  test.each([
    [
      'HTML alone',
      { 'Content-Type': 'text/html; charset=utf-8' },
      '<p>Lote&nbsp;<b>siete</b></p><img src="http://127.0.0.1:1/x">',
      'Lote siete',
    ],
    [
      'an old character set',
      { 'Content-Type': 'text/plain; charset=windows-1252', 'Content-Transfer-Encoding': 'quoted-printable' },
      'a=F1os =80',
      'años €',
    ],
    ['a character set that nobody knows', { 'Content-Type': 'text/plain; charset=x-nadie' }, 'lote 7', 'lote 7'],
    ['no text at all', {}, '', 'No se encontró texto: abra el mensaje original.'],
    ['a part that never ends', { 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\n\nlote 7', 'lote 7'],
  ])('with %s shows its words', async (_what, head, body, shown) => {
    const { id, sent } = await writtenTo();
    await mailed({ 'In-Reply-To': sent.external_id, ...head }, body);
    expect((await threadOf(id))[1]!.body).toBe(shown);
  });
});

describe('a text message finds its case', () => {
  const text = (sid: number, fields: object = {}) => ({
    MessageSid: messageSid(sid),
    From: PHONE,
    Body: 'Lote 7',
    ...fields,
  });

  test.each(['sms', 'whatsapp'] as const)('by the telephone that was written to last, by %s', async (channel) => {
    await writtenTo(channel);
    const last = await writtenTo(channel, { reportante_telefono: '999 888 777' });
    const from = channel === 'sms' ? PHONE : `whatsapp:${PHONE}`;
    const sid = channel === 'sms' ? 501 : 502;
    const { body } = await deliverText(server, channel, text(sid, { From: from }));
    expect(await became(body.message_id!)).toMatchObject({ state: 'THREAD', matched_by: 'PHONE', icsr_id: last.id });
    expect((await threadOf(last.id))[1]).toMatchObject({
      channel,
      direction: 'in',
      body: 'Lote 7',
      external_id: messageSid(sid),
    });
  });

  test('on its own channel only, and from a telephone that nobody knows it waits for a person', async () => {
    await writtenTo('sms', { reportante_telefono: '+51911222333' });
    const other = await deliverText(server, 'whatsapp', text(503, { From: 'whatsapp:+51911222333' }));
    const unknown = await deliverText(server, 'sms', text(504, { From: '+51900000000' }));
    expect([await became(other.body.message_id!), await became(unknown.body.message_id!)]).toMatchObject([
      IN_TRIAGE,
      IN_TRIAGE,
    ]);
  });

  test('and its files, which are only addresses, are never fetched: the record says so', async () => {
    const { id } = await writtenTo('sms', { reportante_telefono: '+51911000111' });
    const form = text(505, { From: '+51911000111', Body: '', NumMedia: '2', MediaUrl0: 'http://127.0.0.1:1/x.jpg' });
    const { body } = await deliverText(server, 'sms', form);
    const { notes } = await became(body.message_id!);
    expect(notes).toEqual(['El mensaje trae 2 archivos que VIGIA no descarga: ábralos en la consola del proveedor.']);
    expect((await threadOf(id))[1]!.body).toBe(notes[0]);
  });
});
