import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.js';
import { startMailServer } from '../channels/mail-server.js';
import { type Client, clientFor } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { askForCode, keptFiles, newestCode, type OtpServer, startOtpServer, wrongCode } from '../support/otp.js';
import { startServer, type TestServer } from '../support/server.js';

let otp: OtpServer;
let server: TestServer;
let rosa: Client;
let quique: Client;
beforeAll(async () => {
  otp = await startOtpServer();
  ({ server } = otp);
  rosa = await server.as('rosa');
  quique = await server.as('quique');
});
afterAll(() => otp.close());
beforeEach(async () => {
  otp.mail.arrived.length = 0;
  otp.mail.refusals.clear();
  await server.query('delete from rate_limit');
});

const ask = (id: number, client = rosa) => client.rest('POST', `/icsr/${id}/export/digemid/otp`);
const take = (id: number, query = '', client = rosa) => client.rest('GET', `/icsr/${id}/export/digemid${query}`);
const codeFor = (id: number, client = rosa) => askForCode(otp, client, id);

const INVALID = { status: 403, body: { detail: 'OTP inválido o expirado' } };
const REQUIRED = { status: 403, body: { detail: 'OTP requerido' } };
const SPENT = { status: 429, body: { detail: 'Demasiados intentos' } };

describe('the official document', () => {
  test('is given for the code that came by mail to the person’s own address, once', async () => {
    const { id, numero } = await makeCase(rosa, DOCUMENTED_CASE);
    const { status, body } = await ask(id);
    expect(status).toBe(200);
    const [kept] = await server.query<{ expiresAt: Date; soon: boolean }>(
      `select expires_at as "expiresAt", expires_at - now() between interval '5 minutes' and interval '10 minutes' as soon
       from export_otp where icsr_id = $1`,
      [id],
    );
    expect(body).toEqual({ ok: true, expires_at: kept!.expiresAt.toISOString(), sent_to: 'r***@example.pe' });
    expect(kept!.soon).toBe(true);
    const [{ recipients, mail }] = otp.mail.arrived as [OtpServer['mail']['arrived'][0]];
    expect(recipients).toEqual(['rosa@example.pe']);
    expect(mail.subject).toBe(`[VIGIA] Código para exportar el caso ${String(numero)}`);
    expect(mail.text).toContain(`del caso ${String(numero)}:\n\n${newestCode(otp.mail)}\n\nVale 10 minutos`);
    expect(mail.text).toContain('No comparta este código con nadie');
    const code = newestCode(otp.mail);
    const document = await take(id, `?formato=pdf&otp=${code}`);
    expect(document.status).toBe(200);
    expect(document.headers.get('content-disposition')).toContain(`ICSR_${id}_DIGEMID-Oficial`);
    expect(document.headers.get('cache-control')).toBe('no-store');
    expect(await take(id, `?otp=${code}`)).toMatchObject(INVALID);
  });

  test('tells nothing of the patient or the reporter in its mail', async () => {
    await ask((await makeCase(rosa, DOCUMENTED_CASE)).id);
    const [{ mail, raw }] = otp.mail.arrived as [OtpServer['mail']['arrived'][0]];
    for (const secret of ['JD', '12345678', '1978', '72.5', 'Garcia', 'Amoxicilina', 'eritematoso', '2024-01-15']) {
      expect(`${mail.subject}\n${mail.text}\n${raw}`).not.toContain(secret);
    }
  });

  test('is on record with its code: who asked, and that the document was confirmed', async () => {
    const { id } = await makeCase(rosa);
    await take(id, `?otp=${await codeFor(id)}`);
    const files = await server.query('select kind, otp_verified from export_files where icsr_id = $1', [id]);
    expect(files).toEqual([{ kind: 'DIGEMID', otp_verified: true }]);
    const entries = await server.query(
      `select who, action, changes -> 'case_version' ->> 'after' as version, changes -> 'otp_verified' ->> 'after' as verified
       from audit_log where icsr_id = $1 and action like 'ICSR_EXPORT%' order by id`,
      [id],
    );
    expect(entries).toEqual([
      { who: 'rosa@example.pe', action: 'ICSR_EXPORT_OTP', version: '1', verified: null },
      { who: 'rosa@example.pe', action: 'ICSR_EXPORT', version: '1', verified: 'true' },
    ]);
  });

  test('may be asked for at one server and fetched from another', async () => {
    const other = await startServer(otp.settings, server);
    const { id } = await makeCase(rosa);
    const rosaThere = clientFor(other.address, rosa.token);
    expect((await take(id, `?otp=${await codeFor(id)}`, rosaThere)).status).toBe(200);
    await other.close();
  });

  test('asks for no code where it is the form for health professionals', async () => {
    const { id } = await makeCase(rosa);
    expect((await rosa.rest('GET', `/icsr/${id}/export/modelo-b.pdf`)).status).toBe(200);
    expect((await rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`)).status).toBe(200);
  });
});

describe('a code is', () => {
  test('required: without one, or with a blank one, nothing is printed', async () => {
    const { id } = await makeCase(rosa);
    await ask(id);
    const before = await keptFiles(server);
    for (const query of ['', '?otp=', '?otp=%20']) expect(await take(id, query)).toMatchObject(REQUIRED);
    expect(await keptFiles(server)).toBe(before);
  });

  test('judged before anything is printed', async () => {
    const { id } = await makeCase(rosa);
    const before = await keptFiles(server);
    expect(await take(id, `?otp=${wrongCode(await codeFor(id))}`)).toMatchObject(INVALID);
    expect(await keptFiles(server)).toBe(before);
  });

  test.each([
    ['six digits', '000000'],
    ['letters', 'abcdef'],
    ['five digits', '12345'],
    ['seven digits', '1234567'],
    ['digits of another script', '１２３４５６'],
    ['SQL', `' or 1=1 --`],
    ['two thousand characters', 'x'.repeat(2000)],
  ])('refused in the same words, whether one was sent or not: %s', async (_what, given) => {
    const { id } = await makeCase(rosa);
    expect(await take(id, `?otp=${encodeURIComponent(given)}`)).toMatchObject(INVALID);
    const code = await codeFor(id);
    expect(await take(id, `?otp=${encodeURIComponent(given === code ? '000001' : given)}`)).toMatchObject(INVALID);
  });

  test('read after the case and the format', async () => {
    expect(await take(2147483647)).toMatchObject({ status: 404, body: { detail: 'ICSR no encontrado' } });
    expect(await ask(2147483647)).toMatchObject({ status: 404, body: { detail: 'ICSR no encontrado' } });
    const { id } = await makeCase(rosa);
    const wrongFormat = { status: 400, body: { detail: 'Formato no soportado por ahora (solo pdf)' } };
    expect(await take(id, '?formato=xml')).toMatchObject(wrongFormat);
    expect(await take(2147483647, '?formato=xml')).toMatchObject({ status: 404 });
  });

  test('for those who may read the case, not only make documents', async () => {
    const { id } = await makeCase(rosa);
    const sole = await server.as('sole');
    await server.query(`update users set custom_permissions = '{"icsr": {"read": false}}' where username = 'sole'`);
    server.house.forgetAccount((await sole.rest<{ id: number }>('GET', '/auth/me')).body.id);
    const refused = { status: 403, body: { detail: 'Permission denied: icsr:read required' } };
    expect(await ask(id, sole)).toMatchObject(refused);
    expect(await take(id, '?otp=123456', sole)).toMatchObject(refused);
    expect(otp.mail.arrived).toEqual([]);
  });

  test('not used up by HEAD, which makes no document', async () => {
    const { id } = await makeCase(rosa);
    const query = `?otp=${await codeFor(id)}`;
    const headers = { authorization: `Bearer ${rosa.token}` };
    const url = `${server.address}/api/v1/icsr/${id}/export/digemid${query}`;
    expect((await fetch(url, { method: 'HEAD', headers })).status).toBe(404);
    expect((await take(id, query)).status).toBe(200);
  });

  test('void ten minutes later', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    await server.query(`update export_otp set expires_at = now() - interval '1 second' where icsr_id = $1`, [id]);
    expect(await take(id, `?otp=${code}`)).toMatchObject(INVALID);
  });

  test('void once another is asked for', async () => {
    const { id } = await makeCase(rosa);
    const [first, second] = [await codeFor(id), await codeFor(id)];
    if (first !== second) expect(await take(id, `?otp=${first}`)).toMatchObject(INVALID);
    expect((await take(id, `?otp=${second}`)).status).toBe(200);
  });

  test('void once the case is another than it was', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
    expect(await take(id, `?otp=${code}`)).toMatchObject(INVALID);
    expect((await take(id, `?otp=${await codeFor(id)}`)).status).toBe(200);
  });

  test('of one person, and no other’s', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    expect(await take(id, `?otp=${code}`, quique)).toMatchObject(INVALID);
    await codeFor(id, quique);
    expect((await take(id, `?otp=${code}`)).status).toBe(200);
  });

  test('of one case, and no other', async () => {
    const [{ id }, other] = [await makeCase(rosa), await makeCase(rosa)];
    const code = await codeFor(id);
    expect(await take(other.id, `?otp=${code}`)).toMatchObject(INVALID);
    const codeOfOther = await codeFor(other.id);
    if (code !== codeOfOther) expect(await take(other.id, `?otp=${code}`)).toMatchObject(INVALID);
    expect((await take(id, `?otp=${code}`)).status).toBe(200);
  });

  test('taken out of the database, when it is old, by the next one that is asked for', async () => {
    const [{ id }, other] = [await makeCase(rosa), await makeCase(rosa)];
    await codeFor(id);
    await server.query(`update export_otp set expires_at = now() - interval '2 hours' where icsr_id = $1`, [id]);
    await codeFor(other.id);
    expect(await server.query('select from export_otp where icsr_id = $1', [id])).toEqual([]);
    expect(await server.query('select from export_otp where icsr_id = $1', [other.id])).toHaveLength(1);
  });
});

describe('too many', () => {
  test('wrong codes, five, shut the door to the right one, until another is asked for', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    for (let step = 1; step <= 5; step++) {
      expect(await take(id, `?otp=${wrongCode(code, step)}`)).toMatchObject(INVALID);
    }
    expect(await take(id, `?otp=${code}`)).toMatchObject(SPENT);
    expect(await take(id)).toMatchObject(REQUIRED);
    expect((await take(id, `?otp=${await codeFor(id)}`)).status).toBe(200);
  });

  test('requests: the sixth for a case in fifteen minutes is refused, other cases and people are not', async () => {
    const { id } = await makeCase(rosa);
    for (let times = 1; times <= 5; times++) expect((await ask(id)).status).toBe(200);
    const refused = await ask(id);
    expect(refused.status).toBe(429);
    expect(refused.body.detail).toMatch(/^Demasiados intentos\. Intente de nuevo en 1[45] minutos\.$/);
    expect(refused.headers.get('retry-after')).toMatch(/^(840|900)$/);
    expect(otp.mail.arrived).toHaveLength(5);
    expect((await ask(id, quique)).status).toBe(200);
    expect((await ask((await makeCase(rosa)).id)).status).toBe(200);
    expect((await take(id, `?otp=${/^\d{6}$/m.exec(otp.mail.arrived[4]!.mail.text!)![0]}`)).status).toBe(200);
  });

  test('requests of one person for many cases: the thirty-first is refused', async () => {
    const cases = await Promise.all(Array.from({ length: 31 }, () => makeCase(rosa)));
    for (const { id } of cases.slice(0, 30)) expect((await ask(id)).status).toBe(200);
    expect((await ask(cases[30]!.id)).status).toBe(429);
  });
});

describe('a mail', () => {
  test('goes to nobody where the account has no address of its own', async () => {
    const { id } = await makeCase(rosa);
    const tito = await server.as('tito');
    const detail = 'Su cuenta no tiene un correo válido al que enviar el OTP: pida al administrador que lo registre';
    for (const email of [null, ' ', 'tito', 'tito@example.pe, espia@example.pe']) {
      await server.query(`update users set email = $1 where username = 'tito'`, [email]);
      expect(await ask(id, tito)).toMatchObject({ status: 400, body: { detail } });
    }
    expect(otp.mail.arrived).toEqual([]);
  });

  test('that is refused is a failure of the request, and its code is void', async () => {
    const { id } = await makeCase(rosa);
    await ask(id);
    otp.mail.refusals.set('rosa@example.pe', 550);
    expect(await ask(id)).toMatchObject({ status: 502, body: { detail: 'Fallo SMTP: EENVELOPE 550' } });
    expect(await server.query('select from export_otp where icsr_id = $1', [id])).toEqual([]);
  });

  test('that finds no server is a failure of the request, and its code is void', async () => {
    const gone = await startMailServer();
    await gone.close();
    const cut = await startServer({ ...otp.settings, SMTP_PORT: String(gone.port) }, server);
    const { id } = await makeCase(rosa);
    const refused = await ask(id, clientFor(cut.address, rosa.token));
    expect(refused).toMatchObject({ status: 502, body: { detail: 'Fallo SMTP: ESOCKET' } });
    expect(await server.query('select from export_otp where icsr_id = $1', [id])).toEqual([]);
    await cut.close();
  });
});

describe('DIGEMID_OTP', () => {
  test('is off by default: the document comes at once, a code counts for nothing, and none is sent', async () => {
    const { DIGEMID_OTP: _required, ...settings } = otp.settings;
    const off = await startServer(settings, server);
    const there = clientFor(off.address, rosa.token);
    const { id } = await makeCase(rosa);
    for (const query of ['', '?otp=000000', `?otp=${'x'.repeat(1000)}`]) {
      expect((await take(id, query, there)).status).toBe(200);
    }
    const detail = 'Este servidor no pide OTP: exporte el documento sin código';
    expect(await ask(id, there)).toMatchObject({ status: 400, body: { detail } });
    expect(otp.mail.arrived).toEqual([]);
    const files = await server.query('select distinct otp_verified from export_files where icsr_id = $1', [id]);
    expect(files).toEqual([{ otp_verified: false }]);
    await off.close();
  });

  test('that asks for codes in production stops the start where no mail can be sent', () => {
    const settings = { NODE_ENV: 'production', DIGEMID_OTP: 'required' };
    expect(() => readConfig(settings)).toThrow(ConfigError);
    expect(() => readConfig({ ...settings, ICSR_NOTIFY_EMAILS: 'guardia@example.pe' })).toThrow(
      /ICSR_NOTIFY_\* names people.*\n.*SMTP_HOST: DIGEMID_OTP sends codes by mail, and none would arrive\. Set it\./,
    );
    expect(readConfig({ ...settings, SMTP_HOST: 'correo', SMTP_FROM: 'v@example.pe' }).digemidOtp).toBe(true);
    expect(readConfig({ DIGEMID_OTP: 'required' }).digemidOtp).toBe(true);
  });

  test('is off or required, and nothing else', () => {
    expect(readConfig({}).digemidOtp).toBe(false);
    expect(() => readConfig({ DIGEMID_OTP: 'on' })).toThrow('DIGEMID_OTP: ');
  });
});
