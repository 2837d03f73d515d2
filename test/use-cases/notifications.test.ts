import { readdirSync } from 'node:fs';
import { Writable } from 'node:stream';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { now } from '../../src/clock.js';
import { ConfigError, readConfig } from '../../src/config.js';
import { startWorker } from '../../src/jobs/worker.js';
import { absentWorkers } from '../../src/storage/presence.js';
import { seedDemo } from '../../src/storage/seed/demo.js';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { addressNotices } from '../../src/use-cases/notification/address.js';
import { type MailServer, startMailServer, until } from '../channels/mail-server.js';
import { type Client, clientFor } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let mail: MailServer;
let server: TestServer;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  mail = await startMailServer();
  server = await startServer({
    ...SMTP(),
    ICSR_NOTIFY_CARGOS: 'médico evaluador, Jefa de Turno',
    ICSR_NOTIFY_AREAS: '["ASUNTOS REGULATORIOS"]',
    ICSR_NOTIFY_EMAILS: 'guardia@example.pe, BERTA@example.pe',
    PUBLIC_URL: 'https://vigia.example.pe/',
    MAIL_DOMAIN: 'correo.example.pe',
  });
  await person('berta', { cargo: 'MEDICO EVALUADOR' });
  await person('carla', { cargo: ' MEDICO evaluador' });
  await person('dario', { cargo: 'Jefa de turno', area: 'Asuntos Regulatorios' });
  await person('hugo', { area: 'asuntos regulatorios' });
  await person('elsa', { cargo: 'Médico evaluador', gone: true });
  await person('fidel', { cargo: 'Médico', area: 'Regulatorios' });
  await person('gina', { cargo: 'Médico evaluador', mute: true });
});
afterAll(async () => {
  await server.close();
  await mail.close();
});
afterEach(async () => {
  for (const worker of open.splice(0)) await worker.stop();
  mail.arrived.length = 0;
  mail.refusals.clear();
  await server.query('select from graphile_worker.complete_jobs((select array_agg(id) from graphile_worker.jobs))');
});

function SMTP() {
  return {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(mail.port),
    SMTP_STARTTLS: 'off',
    SMTP_FROM: 'farmacovigilancia@example.pe',
  };
}

interface Traits {
  cargo?: string;
  area?: string;
  gone?: boolean;
  mute?: boolean;
}

async function person(name: string, { cargo, area, gone, mute }: Traits): Promise<void> {
  const account = { email: `${name}@example.pe`, username: name, cargo, roles: ['qf'], password: PASSWORD };
  const id = await createAccount(server.query, account);
  const sql =
    'update users set area = $2, is_active = not $3, email = case when $4 then null else email end where id = $1';
  await server.query(sql, [id, area ?? null, gone ?? false, mute ?? false]);
}

/** Rosa at the door of another server on the same database. */
async function rosaAt({ address }: TestServer): Promise<Client> {
  return clientFor(address, (await server.as('rosa')).token);
}

async function work(house = server.house): Promise<void> {
  open.push(await startWorker(house));
}

interface WaitingJob {
  id: string;
  task_identifier: string;
  attempts: number;
  max_attempts: number;
  last_error: string | null;
}

function jobs(): Promise<WaitingJob[]> {
  return server.query<WaitingJob>(
    `select * from graphile_worker.jobs where task_identifier like 'notification.%' order by id`,
  );
}

const allDone = async () => (await jobs()).length === 0;

/** What a wait of minutes would bring about. */
async function hurry(): Promise<void> {
  await server.query(
    'select from graphile_worker.reschedule_jobs((select array_agg(id) from graphile_worker.jobs), now())',
  );
}

const TOLD = ['BERTA@example.pe', 'carla@example.pe', 'dario@example.pe', 'guardia@example.pe', 'hugo@example.pe'];
const told = () => mail.arrived.flatMap(({ recipients }) => recipients).sort();

describe('when a case is created', () => {
  test('over REST, those who hold a post, work in an area or are named are told, each once and alone', async () => {
    const { id } = await makeCase(await server.as('rosa'), { numero: 'UFV-2026-7', gravedad: 'Grave' });
    expect(await jobs()).toMatchObject([{ task_identifier: 'notification.address' }]);
    await work();
    await until(allDone);
    expect(told()).toEqual(TOLD);
    const [{ mail: first }] = mail.arrived as [(typeof mail.arrived)[0]];
    expect(first.subject).toBe('[VIGIA] Nuevo caso registrado #UFV-2026-7');
    expect(first.text).toMatch(
      /Número: UFV-2026-7\nFecha de registro: \d{4}-\d\d-\d\d\nProducto sospechoso: Ibuprofeno 400mg\nGravedad: Grave\nEstado: Pendiente\n/,
    );
    expect(first.text).toContain(`Caso: https://vigia.example.pe/api/v1/icsr/${id}\n`);
    expect(first.from?.text).toBe('"VIGIA" <farmacovigilancia@example.pe>');
    expect(first.messageId).toMatch(/^<[\da-f-]{36}@correo\.example\.pe>$/);
    expect(first.headers.get('auto-submitted')).toBe('auto-generated');
    const named = mail.arrived.map((one) => [one.mail.to, one.mail.cc].flat().flatMap((list) => list?.text ?? []));
    expect(named.map((names) => names.length)).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(mail.arrived.map((one) => one.mail.messageId)).size).toBe(5);
  });

  test('over GraphQL, they are told too', async () => {
    const rosa = await server.as('rosa');
    const input = {
      pacienteIniciales: 'ZZ',
      pacienteEdad: 40,
      pacienteSexo: 'F',
      reportanteNombre: 'Dra. Luz Quispe',
      productoSospechoso: 'Metamizol',
      descripcionEvento: 'Urticaria',
    };
    const { createCase } = await rosa.ask<{ createCase: { numero: string } }>(
      'mutation ($input: CaseInput!) { createCase(input: $input) { numero } }',
      { input },
    );
    await work();
    await until(allDone);
    expect(told()).toEqual(TOLD);
    expect(mail.arrived[0]!.mail.subject).toBe(`[VIGIA] Nuevo caso registrado #${createCase.numero}`);
  });

  test('the mail says nothing of the patient or the reporter', async () => {
    await makeCase(await server.as('rosa'), DOCUMENTED_CASE);
    await work();
    await until(allDone);
    const { raw, mail: one } = mail.arrived[0]!;
    for (const secret of ['JD', '12345678', '1978', '72.5', 'Garcia', 'mgarcia', 'eritematoso', '2024-01-15']) {
      expect(`${one.subject}\n${one.text}\n${raw}`).not.toContain(secret);
    }
  });

  test('a number with a line break makes no header', async () => {
    const numero = 'A-1\r\nBcc: espia@example.pe';
    const { status } = await (await server.as('rosa')).rest('POST', '/icsr', { ...DOCUMENTED_CASE, numero });
    expect(status).toBe(201);
    await work();
    await until(allDone);
    expect(told()).toEqual(TOLD);
    expect(mail.arrived.map(({ mail: one }) => one.headers.has('bcc'))).toEqual(Array(5).fill(false));
    expect(mail.arrived[0]!.raw).not.toMatch(/^bcc:/im);
  });

  test('and the case is gone before the mail is written, there is none', async () => {
    const { id } = await makeCase(await server.as('rosa'));
    await server.query('delete from icsr where id = $1', [id]);
    await work();
    await until(allDone);
    expect(told()).toEqual([]);
  });
});

test('a case that is refused is not told of', async () => {
  const rosa = await server.as('rosa');
  await makeCase(rosa, { numero: 'UFV-2026-8' });
  const before = await jobs();
  const { status } = await rosa.rest('POST', '/icsr', { ...DOCUMENTED_CASE, numero: 'UFV-2026-8' });
  expect(status).toBe(409);
  expect(await jobs()).toEqual(before);
});

test('the demonstration cases are not told of', async () => {
  expect(await seedDemo(server.house.database, now())).toBeGreaterThan(0);
  expect(await jobs()).toEqual([]);
});

describe('nothing is queued', () => {
  test('where the settings name nobody', async () => {
    const quiet = await startServer({}, server);
    await makeCase(await rosaAt(quiet));
    expect(await jobs()).toEqual([]);
    await quiet.close();
  });

  test('for anybody, where the settings name posts that nobody holds', async () => {
    const vain = await startServer({ ...SMTP(), ICSR_NOTIFY_CARGOS: 'Astronauta' }, server);
    await makeCase(await rosaAt(vain));
    await work(vain.house);
    await until(allDone);
    expect(told()).toEqual([]);
    await open.pop()!.stop();
    await vain.close();
  });
});

describe('when the mail server', () => {
  test('is away for a while, the mail arrives once it is back, and only once', async () => {
    await mail.close();
    await makeCase(await server.as('rosa'));
    await work();
    await until(
      async () => (await jobs()).filter(({ attempts, last_error }) => attempts === 1 && last_error).length === 5,
    );
    expect((await jobs()).map(({ last_error }) => last_error)).toEqual(
      Array(5).fill('The message was not delivered: ESOCKET'),
    );
    mail = await startMailServer({ port: mail.port });
    await hurry();
    await until(allDone);
    expect(told()).toEqual(TOLD);
  });

  test('cannot take one of the mails now, that one alone is sent again, under the same Message-ID', async () => {
    mail.refusals.set('dario@example.pe', 451);
    await makeCase(await server.as('rosa'));
    await work();
    await until(async () => (await jobs()).length === 1 && mail.arrived.length === 4);
    await until(async () => (await jobs())[0]!.last_error !== null);
    const [waiting] = await server.query<{ payload: { messageId: string } }>(
      'select payload from graphile_worker._private_jobs',
    );
    mail.refusals.clear();
    await hurry();
    await until(allDone);
    expect(told()).toEqual(TOLD);
    expect(mail.arrived.at(-1)!.mail.messageId).toBe(`<${waiting!.payload.messageId}@correo.example.pe>`);
  });

  test('refuses an address for good, it is not tried again, and the log says so without the address', async () => {
    mail.refusals.set('dario@example.pe', 550);
    const lines: string[] = [];
    const sink = new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) });
    const house = { ...server.house, log: pino({ level: 'trace' }, sink) };
    await makeCase(await server.as('rosa'));
    await work(house);
    await until(allDone);
    expect(told()).toEqual(TOLD.filter((address) => address !== 'dario@example.pe'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 50,
      request: expect.stringMatching(/^job-\d+$/),
      code: 'EENVELOPE 550',
      msg: 'a notice was refused for good',
    });
    expect(lines[0]).not.toContain('dario');
  });
});

test('a worker that dies once it has found out whom to tell has not told them twice in the end', async () => {
  const { id } = await makeCase(await server.as('rosa'));
  const [job] = await jobs();
  // As the queue has it while a worker is at it, and for ever when that worker dies before it can say that it is done.
  const begun = `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone', attempts = 1 where id = $1`;
  await server.query(begun, [job!.id]);
  const actor = { id: 0, username: null, email: null, roles: [], permissions: new Set(['users:write'] as const) };
  await addressNotices({ house: server.house, actor, requestId: 'test', ip: null }, { caseId: id });
  await server.query(`select graphile_worker.force_unlock_workers('{gone}')`);
  await work();
  await until(async () => (await jobs()).length === 1);
  expect(told()).toEqual(TOLD);
  expect(await jobs()).toMatchObject([{ id: job!.id, attempts: 25, max_attempts: 25 }]);
});

test('a worker that waits for a slow mail server is not taken for dead', async () => {
  mail.silent = true;
  await makeCase(await server.as('rosa'));
  await work();
  await until(() => mail.unanswered > 0);
  const inHand = () => server.query('select from graphile_worker.jobs where locked_by is not null');
  expect(await inHand()).not.toEqual([]);
  expect(await absentWorkers(server.query)).toEqual([]);
  await mail.close();
  await until(async () => (await inHand()).length === 0);
  mail = await startMailServer({ port: mail.port });
});

test('without a mail server, mails become files and the log says where', async () => {
  const capture = await startServer({ ICSR_NOTIFY_EMAILS: 'guardia@example.pe' }, server);
  await makeCase(await rosaAt(capture));
  await work(capture.house);
  await until(allDone);
  const folder = path.join(capture.house.config.dataDirectory, 'mail');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[\da-f-]{36}\.eml$/)]);
  expect(told()).toEqual([]);
  await open.pop()!.stop();
  await capture.close();
});

describe('settings', () => {
  test('take lists as comma text and as JSON', () => {
    const read = (ICSR_NOTIFY_EMAILS: string) => readConfig({ ICSR_NOTIFY_EMAILS }).notifyEmails;
    expect(read(' a@example.pe , ,b@example.pe,')).toEqual(['a@example.pe', 'b@example.pe']);
    expect(read('["a@example.pe", " b@example.pe "]')).toEqual(['a@example.pe', 'b@example.pe']);
    expect(read('[]')).toEqual([]);
    expect(read('')).toEqual([]);
  });

  test.each([
    [{ ICSR_NOTIFY_EMAILS: 'a@example.pe, ana' }, 'ICSR_NOTIFY_EMAILS: "ana" is not an e-mail address.'],
    [
      { ICSR_NOTIFY_EMAILS: 'Ana <a@example.pe>' },
      'ICSR_NOTIFY_EMAILS: "Ana <a@example.pe>" is not an e-mail address.',
    ],
    [{ ICSR_NOTIFY_CARGOS: '["a", 1]' }, 'ICSR_NOTIFY_CARGOS: not a JSON array of texts.'],
    [{ ICSR_NOTIFY_AREAS: '["a"' }, 'ICSR_NOTIFY_AREAS: not a JSON array of texts.'],
    [{ SMTP_FROM: 'vigia' }, 'SMTP_FROM: "vigia" is not an e-mail address.'],
    [{ SMTP_HOST: 'correo' }, 'SMTP_FROM: mail needs an address to come from.'],
    [
      { SMTP_HOST: 'correo', SMTP_FROM: 'v@example.pe', SMTP_USER: 'v' },
      'SMTP_USER, SMTP_PASSWORD: the one needs the other.',
    ],
    [{ SMTP_STARTTLS: 'quizás' }, 'SMTP_STARTTLS: '],
    [{ MAIL_DOMAIN: 'x>\r\ny' }, 'MAIL_DOMAIN: not a domain.'],
    [
      {
        NODE_ENV: 'production',
        SMTP_HOST: 'correo',
        SMTP_FROM: 'v@example.pe',
        SMTP_USER: 'v',
        SMTP_PASSWORD: 'p',
        SMTP_STARTTLS: 'false',
      },
      'SMTP_STARTTLS: off would let the password travel in the clear.',
    ],
  ])('%o stop the start', (settings, message) => {
    expect(() => readConfig(settings)).toThrow(ConfigError);
    expect(() => readConfig(settings)).toThrow(message);
  });
});
