import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { captureChannel } from '../../src/channels/capture.js';
import { type Channel, DeliveryError, type OutgoingMessage } from '../../src/channels/channel.js';
import { type SmtpConfig, smtpChannel } from '../../src/channels/email.js';
import { loadTexts } from '../../src/channels/template.js';
import { type Arrived, type MailServer, startMailServer } from './mail-server.js';

const FROM = { mailDomain: 'vigia.example.pe', smtpFrom: 'farmacovigilancia@example.pe', smtpFromName: 'Unidad Ñ' };
const ID = '6c1f0d1e-6f0b-4c5e-9d57-0c9a5f3f9a01';
const MESSAGE: OutgoingMessage = {
  id: ID,
  to: 'rosa@example.pe',
  subject: 'Reacción grave: años y «señales»',
  text: 'Línea con acentos: áéíóú ñ\n.\nUna línea que empieza con un punto\n',
  automatic: true,
};

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-mail-'));
let server: MailServer;

function smtp(changes: Partial<SmtpConfig> = {}): Channel {
  const plain = { smtpHost: '127.0.0.1', smtpPort: server.port, smtpSsl: false, smtpStarttls: false };
  return smtpChannel({ ...FROM, ...plain, smtpUser: undefined, smtpPassword: undefined, ...changes });
}

beforeAll(async () => void (server = await startMailServer()));
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  server.arrived.length = 0;
  server.refusals.clear();
  rmSync(folder, { recursive: true, force: true });
});

/** What has come out, wherever mail goes by this channel. */
const WAYS = [
  { way: 'an SMTP server', open: () => smtp(), out: async () => server.arrived },
  { way: 'files', open: () => captureChannel(FROM, folder), out: captured },
];

async function captured(): Promise<Omit<Arrived, 'recipients'>[]> {
  const files = readdirSync(folder, { withFileTypes: true }).map(({ name }) => readFileSync(path.join(folder, name)));
  return Promise.all(files.map(async (raw) => ({ raw: raw.toString(), mail: await simpleParser(raw) })));
}

async function delivered(open: () => Channel, message: OutgoingMessage): Promise<string> {
  const channel = open();
  try {
    return await channel.deliver(message);
  } finally {
    channel.close();
  }
}

describe.each(WAYS)('mail by $way', ({ open, out }) => {
  test('arrives whole, with our sender and the Message-ID that it had before it left', async () => {
    const externalId = await delivered(open, MESSAGE);
    const [{ mail }] = (await out()) as [Arrived];
    expect(externalId).toBe(`<${ID}@vigia.example.pe>`);
    expect(mail.messageId).toBe(externalId);
    expect(mail.from?.value).toEqual([{ name: 'Unidad Ñ', address: 'farmacovigilancia@example.pe' }]);
    expect([mail.to].flat().map((to) => to?.text)).toEqual(['rosa@example.pe']);
    expect(mail.subject).toBe(MESSAGE.subject);
    expect(mail.text).toBe(MESSAGE.text);
  });

  test('says that it was written by a program, when it was', async () => {
    await delivered(open, MESSAGE);
    expect((await out())[0]!.mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('does not say so when a person wrote it', async () => {
    await delivered(open, { ...MESSAGE, automatic: false });
    expect((await out())[0]!.mail.headers.has('auto-submitted')).toBe(false);
  });

  test('has no header that came in by a line break', async () => {
    const evil = 'Caso\r\nBcc: espia@example.pe\nX-Espia: si\r\n\r\nOtro cuerpo';
    await delivered(open, { ...MESSAGE, subject: evil });
    const [{ mail, raw }] = (await out()) as [Arrived];
    expect([...mail.headers.keys()].filter((name) => /bcc|x-espia/.test(name))).toEqual([]);
    expect(raw).not.toMatch(/^(bcc|x-espia):/im);
    expect(mail.text).toBe(MESSAGE.text);
  });

  test.each([
    'rosa@example.pe, espia@example.pe',
    'Rosa <espia@example.pe>',
    'rosa@example.pe\r\nBcc: espia@example.pe',
    'rosa',
    '',
  ])('goes to one address only: %j is refused for good, and not quoted', async (to) => {
    const refused = await delivered(open, { ...MESSAGE, to }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DeliveryError);
    expect(refused).toMatchObject({ permanent: true, code: 'EADDRESS' });
    expect(String(refused)).not.toMatch(/rosa|espia/);
    expect(await out().catch(() => [])).toEqual([]);
  });
});

describe('what goes wrong at the SMTP server', () => {
  async function refusalOf(channel: Channel): Promise<DeliveryError> {
    const error = await delivered(() => channel, MESSAGE).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(server.arrived).toEqual([]);
    return error as DeliveryError;
  }

  test.each([
    [550, true, 'EENVELOPE 550'],
    [451, false, 'EENVELOPE 451'],
  ])('an address refused with %i is lost for good: %s', async (reply, permanent, code) => {
    server.refusals.set('rosa@example.pe', reply);
    const refused = await refusalOf(smtp());
    expect(refused).toMatchObject({ permanent, code });
    expect(refused.message).not.toContain('rosa');
  });

  test('nobody who answers is worth another attempt', async () => {
    const gone = await startMailServer();
    await gone.close();
    expect(await refusalOf(smtp({ smtpPort: gone.port }))).toMatchObject({ permanent: false, code: 'ESOCKET' });
  });

  test('a connection that is cut after the last byte is uncertain, and nobody repeats the mail behind our back', async () => {
    server.cutting = true;
    server.unanswered = 0;
    const channel = smtp();
    const cut = await channel.deliver(MESSAGE).catch((error: unknown) => error);
    expect(cut).toMatchObject({ permanent: false, uncertain: true });
    // The first repetition of the library's own would come after 50 ms.
    await sleep(500);
    channel.close();
    server.cutting = false;
    expect({ heard: server.unanswered, arrived: server.arrived }).toEqual({ heard: 1, arrived: [] });
  });

  test('a wrong password is worth another attempt: it is not the fault of the message', async () => {
    const strict = await startMailServer({ login: { user: 'vigia', password: 'la buena' } });
    const wrong = smtp({ smtpPort: strict.port, smtpUser: 'vigia', smtpPassword: 'la mala' });
    expect(await refusalOf(wrong)).toMatchObject({ permanent: false, code: 'EAUTH 535' });
    const right = smtp({ smtpPort: strict.port, smtpUser: 'vigia', smtpPassword: 'la buena' });
    await delivered(() => right, MESSAGE);
    expect(strict.arrived).toHaveLength(1);
    await strict.close();
  });

  test('a server without TLS is told nothing where TLS is asked for', async () => {
    expect(await refusalOf(smtp({ smtpStarttls: true }))).toMatchObject({ permanent: false, code: 'ETLS 500' });
  });
});

describe('mail that becomes files', () => {
  test('is for the owner alone, and never there by half', async () => {
    const channel = captureChannel(FROM, folder);
    await channel.deliver(MESSAGE);
    await channel.deliver(MESSAGE);
    expect(readdirSync(folder)).toEqual([`${ID}.eml`]);
    expect(statSync(path.join(folder, `${ID}.eml`)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe('the text of a message', () => {
  const values = {
    numero: '7',
    fecha: '2026-03-01',
    producto: 'Amoxicilina',
    gravedad: null,
    estado: '',
    enlace: null,
  };
  const { newCase, exportOtp, missingData } = loadTexts();

  test('leaves out the lines that have nothing to say', () => {
    const { text } = newCase(values);
    expect(text).toContain('Número: 7\nFecha de registro: 2026-03-01\nProducto sospechoso: Amoxicilina\n\n');
    expect(text).not.toMatch(/Gravedad|Estado|Caso:|\{\{/);
  });

  test('takes values as they are, on one line, also those that look like fields', () => {
    const { text } = newCase({ ...values, producto: '{{ numero }}\nGravedad:\t$& $1' });
    expect(text).toContain('Producto sospechoso: {{ numero }} Gravedad: $& $1\n');
  });

  test('has its subject in the first line, where it has one', () => {
    const { subject, text } = exportOtp({ numero: '7', codigo: '123456' });
    expect(subject).toBe('[VIGIA] Código para exportar el caso 7');
    expect(text).toMatch(/^Su código[^]*\n123456\n/);
  });

  test('repeats the line of a list for each of its items', () => {
    const { text } = missingData({ numero: '7', reportante: 'Ana', producto: 'X', datos: ['Peso (kg)', 'Lote\n(X)'] });
    expect(text).toContain('\n- Peso (kg)\n- Lote (X)\n');
  });
});
