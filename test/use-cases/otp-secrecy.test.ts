import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newOtp, otpDigest } from '../../src/use-cases/export/otp.js';
import { processesOf, serve } from '../faults/process.js';
import { makeCase } from '../support/make.js';
import { askForCode, newestCode, type OtpServer, otpSettings, startOtpServer, wrongCode } from '../support/otp.js';

let otp: OtpServer;
const folder = mkdtempSync(path.join(tmpdir(), 'vigia-otp-'));
beforeAll(async () => void (otp = await startOtpServer()));
afterAll(async () => {
  await otp.close();
  for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Tables in which any row, written out as text, holds the word, or holds it as bytes. */
async function tablesWith(word: string): Promise<string[]> {
  const { query } = otp.server;
  const tables = await query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await query<{ there: boolean }>(
      `select exists (select from ${name} t where t::text ~ ('\\m' || $1 || '\\M') or strpos(t::text, $2) > 0) as there`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (row!.there) found.push(name);
  }
  return found;
}

describe('the code is nowhere', () => {
  test('in the database: not in any column of any table, before it is used and after', async () => {
    const rosa = await otp.server.as('rosa');
    const cases = [await makeCase(rosa), await makeCase(rosa)];
    const codes: string[] = [];
    for (const { id } of cases) codes.push(await askForCode(otp, rosa, id));
    for (const [place, { id }] of cases.entries()) {
      const wrong = wrongCode(codes[place]!);
      expect((await rosa.rest('GET', `/icsr/${id}/export/digemid?otp=${wrong}`)).status).toBe(403);
    }
    // Digits of a moment may by chance be those of one code; those of both in one table are not.
    const both = async () => {
      const [first, second] = await Promise.all(codes.map(tablesWith));
      return first!.filter((name) => second!.includes(name));
    };
    expect(await tablesWith('ICSR_EXPORT_OTP')).toEqual(['public.audit_log']);
    expect(await both()).toEqual([]);
    for (const [place, { id }] of cases.entries()) {
      expect((await rosa.rest('GET', `/icsr/${id}/export/digemid?otp=${codes[place]}`)).status).toBe(200);
    }
    expect(await both()).toEqual([]);
  });

  test('in the log, nor the address, not even where everything is logged', async () => {
    const program = await serve(folder, { ...otpSettings(otp.mail), LOG_LEVEL: 'trace' });
    const admin = await program.admin();
    const { id } = await makeCase(admin);
    const code = await askForCode(otp, admin, id);
    const greeted = program.output().length;
    const [address] = otp.mail.arrived.at(-1)!.recipients as [string];
    await admin.rest('GET', `/icsr/${id}/export/digemid?otp=${wrongCode(code)}`);
    await admin.graphql(`mutation { exportCase(caseId: ${id}, kind: DIGEMID, otp: "${wrongCode(code)}") { id } }`);
    expect((await admin.rest('GET', `/icsr/${id}/export/digemid?otp=${code}`)).status).toBe(200);
    otp.mail.refusals.set(address, 550);
    expect((await admin.rest('POST', `/icsr/${id}/export/digemid/otp`)).status).toBe(502);
    otp.mail.refusals.clear();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    const log = program.output();
    expect(log).toContain('"/api/v1/icsr/:icsr_id/export/digemid"');
    expect(log).toContain('"code":"EENVELOPE 550","msg":"a one-time code could not be sent"');
    for (const secret of [code, wrongCode(code)]) expect(log).not.toMatch(new RegExp(`\\b${secret}\\b`));
    expect(log.slice(greeted)).not.toContain(address);
    expect(newestCode(otp.mail)).toBe(code);
  });
});

describe('a code', () => {
  test('is six digits, and any six', () => {
    const codes = Array.from({ length: 2000 }, newOtp);
    expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([]);
    for (const place of [0, 5]) expect(new Set(codes.map((code) => code[place])).size).toBe(10);
    expect(new Set(codes).size).toBeGreaterThan(1900);
  });

  const purpose = fc.record({
    challenge: fc.uuid(),
    userId: fc.integer({ min: 1 }),
    caseId: fc.integer({ min: 1 }),
    caseVersion: fc.integer({ min: 1 }),
  });
  const key = fc.uint8Array({ minLength: 32, maxLength: 64 });
  const code = fc.oneof(
    fc.integer({ min: 0, max: 999_999 }).map((number) => String(number).padStart(6, '0')),
    fc.string(),
  );

  test('has the same hash again, and shows nothing of itself in it', () => {
    fc.assert(
      fc.property(key, purpose, code, (key, purpose, code) => {
        const digest = otpDigest(key, purpose, code);
        expect(digest).toHaveLength(32);
        expect(otpDigest(Uint8Array.from(key), { ...purpose }, code)).toEqual(digest);
      }),
    );
  });

  test('has another hash for any other key, challenge, person, case, version or code', () => {
    fc.assert(
      fc.property(key, purpose, code, purpose, code, key, (key, purpose, code, others, otherCode, otherKey) => {
        const digest = otpDigest(key, purpose, code);
        for (const name of ['challenge', 'userId', 'caseId', 'caseVersion'] as const) {
          if (others[name] === purpose[name]) continue;
          expect(otpDigest(key, { ...purpose, [name]: others[name] }, code)).not.toEqual(digest);
        }
        if (otherCode !== code) expect(otpDigest(key, purpose, otherCode)).not.toEqual(digest);
        if (Buffer.compare(key, otherKey) !== 0) expect(otpDigest(otherKey, purpose, code)).not.toEqual(digest);
      }),
    );
  });
});
