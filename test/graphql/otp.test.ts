import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, clientFor } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { newestCode, type OtpServer, startOtpServer, wrongCode } from '../support/otp.js';
import { startServer, type TestServer } from '../support/server.js';

let otp: OtpServer;
let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  otp = await startOtpServer();
  ({ server } = otp);
  rosa = await server.as('rosa');
});
afterAll(() => otp.close());
beforeEach(async () => {
  otp.mail.arrived.length = 0;
  otp.mail.refusals.clear();
  await server.query('delete from rate_limit');
});

const ASK = 'mutation ($id: ID!) { requestExportOtp(caseId: $id) { ok expiresAt sentTo } }';
const TAKE = `mutation ($id: ID!, $otp: String, $kind: ExportKind = DIGEMID) {
  exportCase(caseId: $id, kind: $kind, otp: $otp) { fileName caseVersion otpVerified url }
}`;

interface Sent {
  requestExportOtp: { ok: boolean; expiresAt: string; sentTo: string };
}
interface Made {
  exportCase: { fileName: string; caseVersion: number; otpVerified: boolean; url: string };
}

const ask = (id: number, client = rosa) => client.graphql<Sent>(ASK, { id });
const take = (id: number, code?: string | null, client = rosa) => client.graphql<Made>(TAKE, { id, otp: code });

async function codeFor(id: number, client = rosa): Promise<string> {
  await client.ask(ASK, { id });
  return newestCode(otp.mail);
}

const refusal = (code: string, message: string) => ({
  data: null,
  errors: [{ message, extensions: { code } }],
});
const INVALID = refusal('OTP_INVALID', 'OTP inválido o expirado');
const REQUIRED = refusal('OTP_REQUIRED', 'OTP requerido');
const SPENT = refusal('OTP_ATTEMPTS_SPENT', 'Demasiados intentos');

describe('the official document', () => {
  test('is given for the code that came by mail, once, and says so', async () => {
    const { id } = await makeCase(rosa);
    const { requestExportOtp } = await rosa.ask<Sent>(ASK, { id });
    const [kept] = await server.query<{ expiresAt: Date }>(
      'select expires_at as "expiresAt" from export_otp where icsr_id = $1',
      [id],
    );
    expect(requestExportOtp).toEqual({
      ok: true,
      expiresAt: kept!.expiresAt.toISOString(),
      sentTo: 'r***@example.pe',
    });
    expect(otp.mail.arrived.map(({ recipients }) => recipients)).toEqual([['rosa@example.pe']]);
    const code = newestCode(otp.mail);
    const { exportCase } = await rosa.ask<Made>(TAKE, { id, otp: ` ${code} ` });
    expect(exportCase).toMatchObject({ caseVersion: 1, otpVerified: true });
    expect((await fetch(`${server.address}${exportCase.url}`)).status).toBe(200);
    expect(await take(id, code)).toMatchObject(INVALID);
  });

  test('takes the code that was asked for over REST, and the other way round', async () => {
    const { id } = await makeCase(rosa);
    await rosa.rest('POST', `/icsr/${id}/export/digemid/otp`);
    expect((await take(id, newestCode(otp.mail))).data?.exportCase.otpVerified).toBe(true);
    const code = await codeFor(id);
    expect((await rosa.rest('GET', `/icsr/${id}/export/digemid?otp=${code}`)).status).toBe(200);
  });

  test('asks for no code where it is another kind of document, which is then not confirmed', async () => {
    const { id } = await makeCase(rosa);
    const { exportCase } = await rosa.ask<Made>(TAKE, { id, kind: 'MODELO_B_DOCX', otp: await codeFor(id) });
    expect(exportCase.otpVerified).toBe(false);
  });
});

describe('a code', () => {
  test('is required', async () => {
    const { id } = await makeCase(rosa);
    for (const none of [undefined, null, '', ' ']) expect(await take(id, none)).toMatchObject(REQUIRED);
    expect(await take(2147483647)).toMatchObject(refusal('CASE_NOT_FOUND', 'ICSR no encontrado'));
    expect(await ask(2147483647)).toMatchObject(refusal('CASE_NOT_FOUND', 'ICSR no encontrado'));
  });

  const voided: [string, (id: number) => Promise<string>][] = [
    ['is wrong', async (id) => wrongCode(await codeFor(id))],
    ['was never sent', async () => '123456'],
    ['is of megabytes', async () => '1'.repeat(2_000_000)],
    [
      'has expired',
      async (id) => {
        const code = await codeFor(id);
        await server.query(`update export_otp set expires_at = now() - interval '1 second' where icsr_id = $1`, [id]);
        return code;
      },
    ],
    [
      'was sent before the case was changed',
      async (id) => {
        const code = await codeFor(id);
        await rosa.ask(`mutation ($id: ID!) { updateCase(id: $id, input: { gravedad: "Grave" }) { id } }`, { id });
        return code;
      },
    ],
    ['was sent to somebody else', async (id) => codeFor(id, await server.as('quique'))],
    ['is for another case', async () => codeFor((await makeCase(rosa)).id)],
  ];
  test.each(voided)('that %s is refused in the same words', async (_what, code) => {
    const { id } = await makeCase(rosa);
    expect(await take(id, await code(id))).toMatchObject(INVALID);
  });

  test('wrong five times is refused when it is right', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    for (let step = 1; step <= 5; step++) expect(await take(id, wrongCode(code, step))).toMatchObject(INVALID);
    expect(await take(id, code)).toMatchObject(SPENT);
    expect(await take(id, await codeFor(id))).toMatchObject({ data: { exportCase: { otpVerified: true } } });
  });

  test('is good for one of 20 exports at once', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(id, code)));
    expect(answers.filter(({ data }) => data)).toHaveLength(1);
    expect(await server.query('select from export_files where icsr_id = $1', [id])).toHaveLength(1);
  });

  test('may be guessed at five times of 50 at once', async () => {
    const { id } = await makeCase(rosa);
    const code = await codeFor(id);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, step) => take(id, wrongCode(code, step + 1))));
    const codes = answers.map(({ errors }) => errors![0]!.extensions.code);
    expect(codes.filter((one) => one === 'OTP_INVALID')).toHaveLength(5);
    expect(codes.filter((one) => one === 'OTP_ATTEMPTS_SPENT')).toHaveLength(45);
  });
});

describe('a request', () => {
  test('past the fifth for a case is refused', async () => {
    const { id } = await makeCase(rosa);
    for (let times = 1; times <= 5; times++) expect((await ask(id)).errors).toBeUndefined();
    const { errors } = await ask(id);
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_ATTEMPTS' } }]);
    expect(errors![0]!.message).toMatch(/^Demasiados intentos\. Intente de nuevo en 1[45] minutos\.$/);
  });

  test('of somebody without an address is refused', async () => {
    const { id } = await makeCase(rosa);
    const tito = await server.as('tito');
    await server.query(`update users set email = null where username = 'tito'`);
    const message = 'Su cuenta no tiene un correo válido al que enviar el OTP: pida al administrador que lo registre';
    expect(await ask(id, tito)).toMatchObject(refusal('ACCOUNT_WITHOUT_EMAIL', message));
  });

  test('whose mail is refused fails, and leaves no code', async () => {
    const { id } = await makeCase(rosa);
    otp.mail.refusals.set('rosa@example.pe', 451);
    expect(await ask(id)).toMatchObject(refusal('DELIVERY_FAILED', 'Fallo SMTP: EENVELOPE 451'));
    expect(await server.query('select from export_otp where icsr_id = $1', [id])).toEqual([]);
  });

  test('is for those who may read the case', async () => {
    const { id } = await makeCase(rosa);
    const sole = await server.as('sole');
    await server.query(`update users set custom_permissions = '{"icsr": {"read": false}}' where username = 'sole'`);
    server.house.forgetAccount((await sole.rest<{ id: number }>('GET', '/auth/me')).body.id);
    const refused = refusal('PERMISSION_DENIED', 'Permiso denegado: se requiere icsr:read');
    expect(await ask(id, sole)).toMatchObject(refused);
    expect(await take(id, '123456', sole)).toMatchObject(refused);
    expect(otp.mail.arrived).toEqual([]);
  });

  test('is refused where no code is asked for, and the document comes without one', async () => {
    const { DIGEMID_OTP: _required, ...settings } = otp.settings;
    const off = await startServer(settings, server);
    const there = clientFor(off.address, rosa.token);
    const { id } = await makeCase(rosa);
    const message = 'Este servidor no pide OTP: exporte el documento sin código';
    expect(await ask(id, there)).toMatchObject(refusal('OTP_NOT_ASKED_FOR', message));
    for (const code of [undefined, '000000']) {
      expect((await take(id, code, there)).data?.exportCase.otpVerified).toBe(false);
    }
    await off.close();
  });
});
