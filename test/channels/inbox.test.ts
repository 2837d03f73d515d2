import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.js';
import { startWorker } from '../../src/jobs/worker.js';
import { subscriber } from '../graphql/subscriber.js';
import type { Client } from '../support/client.js';
import { mailOf } from '../support/inbound.js';
import { hasNoMailServers, type MailServers, MAILBOX, startMailServers } from '../support/mail-servers.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { until } from './mail-server.js';

const EVA = 'eva@hospital.example.pe';
/** Generous: the machine of the tests may be busy. */
const PATIENCE_MS = 20_000;
const REPLIES = 5;

describe.skipIf(hasNoMailServers)('the mailbox', () => {
  let mail: MailServers;
  let server: TestServer;
  let worker: { stop(): Promise<void> };
  let rosa: Client;

  beforeAll(async () => {
    mail = await startMailServers();
    server = await startServer({
      ...mail.settings,
      IMAP_POLL_SECONDS: '2',
      MAIL_DOMAIN: 'vigia.example.pe',
      INBOUND_BYTES_MAX: '200000',
    });
    worker = await startWorker(server.house);
    rosa = await server.as('rosa');
  });
  afterAll(async () => {
    await worker?.stop();
    await server?.close();
    await mail?.close();
  });

  let place = 0;

  function letter(head: Record<string, string> = {}, body?: string): { id: string; raw: string } {
    place += 1;
    const id = `<carta-${place}@hospital.example.pe>`;
    return { id, raw: mailOf({ 'Message-ID': id, From: EVA, To: MAILBOX, Subject: `Carta ${place}`, ...head }, body) };
  }

  const kept = (id: string) =>
    server.query<{ state: string; kind: string; notes: string[]; bytes: number }>(
      'select state, kind, notes, raw_bytes as bytes from inbound_messages where external_id = $1',
      [id],
    );
  const isRead = async (id: string) => (await kept(id)).some(({ state }) => state !== 'RECEIVED');
  const ready = async () =>
    ((await (await fetch(`${server.address}/ready`)).json()) as { mailbox: Record<string, unknown> }).mailbox;

  test('a reply that is typed into it is in the thread and at a subscriber, within a second on a machine at rest', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EVA });
    const { body: sent } = await rosa.rest<{ external_id: string }>('POST', `/icsr/${id}/followup/send`, {
      channel: 'email',
      body: '¿Lote?',
    });
    const watcher = subscriber(server, rosa.token);
    const heard = await watcher.listen(
      'subscription ($id: ID) { followupReceived(caseId: $id) { body direction externalId } }',
      { id },
    );
    const tookMs: number[] = [];
    for (let turn = 0; turn < REPLIES; turn += 1) {
      const reply = letter({ 'In-Reply-To': sent.external_id }, `Lote ${turn}`);
      const began = performance.now();
      await mail.send(reply.raw, EVA);
      await until(() => heard.waiting() > 0, PATIENCE_MS);
      tookMs.push(Math.round(performance.now() - began));
      const { data } = await heard.next();
      expect(data).toEqual({ followupReceived: { body: `Lote ${turn}`, direction: 'in', externalId: reply.id } });
    }
    const { items } = (await rosa.rest<{ items: { body: string }[] }>('GET', `/icsr/${id}/followup/thread`)).body;
    expect(items.map(({ body }) => body)).toEqual(['¿Lote?', ...tookMs.map((_ms, turn) => `Lote ${turn}`)]);
    console.info(`from SMTP to the subscriber, in ms: ${tookMs.join(', ')}`);
    await watcher.end();
  });

  test('shows at /ready that it is read', async () => {
    await expect
      .poll(ready, { timeout: PATIENCE_MS })
      .toEqual({ checked_at: expect.any(String) as string, late: false, problem: null });
  });

  test('is not held up by a mail that nobody can read, which waits as it came', async () => {
    const [before, bad, after] = [letter(), letter({ 'X-Long': `${'x'.repeat(60)}\r\n `.repeat(3000) }), letter()];
    const poison = letter({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\n\nx\n'.repeat(2000));
    for (const { raw } of [before, bad, poison, after]) mail.drop(raw);
    await until(async () => (await isRead(after.id)) && (await isRead(poison.id)), PATIENCE_MS);
    expect(await kept(poison.id)).toMatchObject([{ kind: 'UNREADABLE', state: 'TRIAGE' }]);
    expect((await kept(before.id)).length + (await kept(bad.id)).length).toBe(2);
  });

  test('gives the beginning of a mail past the limit, and says so', async () => {
    const long = letter({}, `${'palabra '.repeat(50_000)}`);
    mail.drop(long.raw);
    await until(() => isRead(long.id), PATIENCE_MS);
    const { bytes, notes } = (await kept(long.id))[0]!;
    expect(bytes).toBe(200_000);
    expect(notes).toContain(
      `El mensaje mide ${Buffer.byteLength(long.raw)} bytes y se guardaron los primeros 200000: el mensaje completo está en el buzón.`,
    );
  });

  test('that counts its mails anew is read from the beginning, and no mail is kept twice', async () => {
    const count = async () =>
      (await server.query<{ n: number }>('select count(*)::int as n from inbound_messages'))[0]!.n;
    const places = () =>
      server.query<{ uid_validity: string; last_uid: string }>('select uid_validity, last_uid from inbound_mailboxes');
    const [[place0], before] = [await places(), await count()];
    await mail.countAnew();
    const next = letter();
    mail.drop(next.raw);
    await until(() => isRead(next.id), PATIENCE_MS);
    const [place1] = await places();
    expect(place1!.uid_validity).not.toBe(place0!.uid_validity);
    expect(await count()).toBe(before + 1);
  });

  test('that goes away is told of at /ready, and read on when it is back', async () => {
    await mail.stopImap();
    await expect.poll(async () => (await ready())['problem'], { timeout: PATIENCE_MS }).toEqual(expect.any(String));
    const next = letter();
    mail.drop(next.raw);
    await mail.startImap();
    await until(() => isRead(next.id), PATIENCE_MS);
    await expect.poll(async () => (await ready())['problem'], { timeout: PATIENCE_MS }).toBe(null);
  });

  test('is read by one of two servers, and by the other when that one stops', async () => {
    const other = await startServer({ ...mail.settings, IMAP_POLL_SECONDS: '2' }, server);
    const second = await startWorker(other.house);
    const readers = () =>
      server.query(`select 1 as one from pg_locks where locktype = 'advisory' and classid = 7241996 and granted`);
    await until(async () => (await readers()).length === 1, PATIENCE_MS);
    await worker.stop();
    const next = letter();
    mail.drop(next.raw);
    await until(() => isRead(next.id), PATIENCE_MS);
    expect(await readers()).toHaveLength(1);
    worker = await startWorker(server.house);
    await second.stop();
    await other.close();
    const last = letter();
    mail.drop(last.raw);
    await until(() => isRead(last.id), PATIENCE_MS);
  });

  test('with a wrong password is tried again, and the log and /ready say so in words of ours', async () => {
    const wrong = await startServer({ ...mail.settings, IMAP_PASSWORD: 'otra' });
    const trying = await startWorker(wrong.house);
    const problem = async () =>
      ((await (await fetch(`${wrong.address}/ready`)).json()) as { mailbox: { problem: unknown } }).mailbox.problem;
    await expect.poll(problem, { timeout: PATIENCE_MS }).toBe('the login was refused');
    await trying.stop();
    await wrong.close();
  });
});

describe('settings of the mailbox', () => {
  const config = (environment: Record<string, string>) => () =>
    readConfig({ IMAP_HOST: 'imap.example.pe', ...environment });

  test('need a login', () => {
    expect(config({})).toThrow(ConfigError);
    expect(config({ IMAP_USER: 'buzon' })).toThrow('IMAP_USER, IMAP_PASSWORD');
  });

  test('speak TLS unless told otherwise, and in production always', () => {
    const login = { IMAP_USER: 'buzon', IMAP_PASSWORD: 'clave' };
    expect(config(login)()).toMatchObject({ imapTls: 'tls', imapPort: 993, imapMailbox: 'INBOX' });
    expect(config({ ...login, NODE_ENV: 'production', IMAP_TLS: 'off' })).toThrow('IMAP_TLS');
  });
});

test('where no mailbox is set, /ready says nothing of one', async () => {
  const server = await startServer();
  expect(await (await fetch(`${server.address}/ready`)).json()).toMatchObject({ ready: true, mailbox: null });
  await server.close();
});
