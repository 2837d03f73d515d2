import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { noTools, pdfsig } from '../exports/signing-tools.js';
import { missing, scratch } from '../exports/tools.js';
import { makeCase } from '../support/make.js';
import { run } from '../support/program.js';
import { startServer } from '../support/server.js';
import { formWith, sendForm } from '../support/upload.js';

const { path, remove } = scratch();
afterAll(remove);
const noEngine = missing('browser', (await findBrowser(join(path, 'browser')).catch(() => null)) !== null);

const PASSWORD = 'contraseña de Ñandú';

/** A PKCS#12 file with a certificate that vouches for itself. */
function certificate(): { file: string; der: Buffer } {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: path, stdio: 'pipe' });
  const uses = ['keyUsage=critical,digitalSignature,nonRepudiation', 'extendedKeyUsage=emailProtection'];
  const request = ['req', '-x509', '-utf8', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'own.key', '-out', 'own.pem'];
  openssl(...request, '-subj', '/O=Ñandú/CN=Laboratorios Ñandú', ...uses.flatMap((use) => ['-addext', use]));
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    'own.key',
    '-in',
    'own.pem',
    '-out',
    'own.p12',
    '-passout',
    `pass:${PASSWORD}`,
  );
  return { file: join(path, 'own.p12'), der: openssl('x509', '-in', 'own.pem', '-outform', 'der') };
}

describe("the organisation's own certificate", { timeout: 180_000 }, () => {
  test.skipIf(noTools || noEngine)('signs what people export, and their name is in the row', async () => {
    const { file, der } = certificate();
    const server = await startServer({ SIGNING_P12_FILE: file, SIGNING_P12_PASSWORD: PASSWORD });
    try {
      const rosa = await server.as('rosa');
      const { id } = await makeCase(rosa);
      const { body: pdf } = await rosa.rest<Buffer>('GET', `/icsr/${id}/export/digemid`);
      const told = pdfsig(pdf, [der]);
      expect(told).toContain('Signer Certificate Common Name: Laboratorios Ñandú');
      expect(told).toContain('Signature is Valid');
      expect((await sendForm(server.address, rosa, '/exports/verify', formWith(pdf))).body).toMatchObject({
        verdict: 'AUTHENTIC',
        document: { icsr_id: id, signer_name: 'rosa de Prueba' },
        signatures: [{ signer: 'Laboratorios Ñandú' }],
      });
    } finally {
      await server.close();
    }
  });

  test('that cannot be used stops the start, before a database is there', async () => {
    const data = join(path, 'data');
    const child = run(['serve'], { VIGIA_DATA_DIR: data, SIGNING_P12_FILE: join(path, 'nada.p12') });
    let text = '';
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000);
    expect((await once(child, 'close'))[0]).toBe(1);
    clearTimeout(patience);
    expect(text).toContain('SIGNING_P12_FILE: ENOENT');
    expect(existsSync(join(data, 'postgres'))).toBe(false);
  });
});
