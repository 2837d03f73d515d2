import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorText } from '../../src/domain/errors.js';
import {
  createAuthority,
  decryptKey,
  encryptKey,
  identityFromPkcs12,
  issueCertificate,
  type KeyPairWithCertificate,
  signPdf,
  verifyPdf,
} from '../../src/exports/signing/index.js';
import { noTools, opensslVerify, ORGANISATION, paper, pdfsig, sealOf, testAuthority, TODAY } from './signing-tools.js';
import { scratch } from './tools.js';

const { path, remove } = scratch();
afterAll(remove);

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: path, encoding: 'utf8', stdio: 'pipe' });
}

const YEAR_MS = 365.25 * 24 * 3_600_000;

describe('a certificate of ours', { timeout: 60_000 }, () => {
  let authority: KeyPairWithCertificate;
  let jose: KeyPairWithCertificate;
  const person = {
    name: 'José Ñuñez',
    email: 'jose@example.pe',
    organisation: ORGANISATION,
    post: 'Químico Farmacéutico',
  };
  beforeAll(async () => {
    authority = await testAuthority();
    jose = await issueCertificate(authority, person, TODAY);
  });

  test.skipIf(noTools)('is for signing documents and nothing else, under the one of the installation', () => {
    writeFileSync(join(path, 'ca.der'), authority.certificate);
    writeFileSync(join(path, 'jose.der'), jose.certificate);
    const text = (file: string) =>
      openssl('x509', '-inform', 'der', '-in', file, '-noout', '-text', '-nameopt', 'utf8');
    expect(text('ca.der')).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text('ca.der')).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text('ca.der')).toMatch(/\(3072 bit\)/);
    expect(text('jose.der')).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text('jose.der')).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(text('jose.der')).toMatch(/Extended Key Usage:\s+1\.3\.6\.1\.5\.5\.7\.3\.36, E-mail Protection\n/);
    expect(text('jose.der')).toMatch(/Subject Alternative Name:\s+email:jose@example\.pe\n/);
    expect(text('jose.der')).toContain(`Subject: O=${ORGANISATION}, title=Químico Farmacéutico, CN=José Ñuñez`);
    openssl('x509', '-inform', 'der', '-in', 'ca.der', '-out', 'ca.pem');
    openssl('x509', '-inform', 'der', '-in', 'jose.der', '-out', 'jose.pem');
    expect(openssl('verify', '-x509_strict', '-CAfile', 'ca.pem', 'jose.pem')).toBe('jose.pem: OK\n');
  });

  test('is good for two years, that of the installation for fifteen, and neither from tomorrow on', () => {
    const [above, own] = [authority, jose].map(({ certificate }) => new X509Certificate(certificate));
    const years = ({ validToDate }: X509Certificate) => (validToDate.getTime() - TODAY.getTime()) / YEAR_MS;
    expect(years(above!)).toBeCloseTo(15, 1);
    expect(years(own!)).toBeCloseTo(2, 1);
    expect(own!.validFromDate <= TODAY).toBe(true);
  });

  test('never outlives its authority, and an expired authority makes none', async () => {
    const late = new Date(TODAY.getTime() + 14.5 * YEAR_MS);
    const made = new X509Certificate((await issueCertificate(authority, person, late)).certificate);
    expect(made.validToDate).toEqual(new X509Certificate(authority.certificate).validToDate);
    const tooLate = new Date(TODAY.getTime() + 16 * YEAR_MS);
    await expect(issueCertificate(authority, person, tooLate)).rejects.toThrow('expired');
  });

  test('has a random positive number of sixteen bytes', async () => {
    const again = await issueCertificate(authority, person, TODAY);
    const numbers = [authority, jose, again].map(({ certificate }) => new X509Certificate(certificate).serialNumber);
    expect(new Set(numbers).size).toBe(3);
    for (const number of numbers) expect(number).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test.each([
    ['without mail and post', { email: null, post: null }],
    ['with a mail address that certificates cannot hold', { email: 'josé@ñandú.pe' }],
    ['with names of one and of a thousand letters', { name: 'J', organisation: 'Ñ'.repeat(1000) }],
    ['with line breaks and half of a character', { name: 'José\r\nÑuñez\u0000 \ud83d' }],
  ])('can be made for a person %s', async (_name, values) => {
    const { certificate } = await issueCertificate(authority, { ...person, ...values }, TODAY);
    expect(new X509Certificate(certificate).checkIssued(new X509Certificate(authority.certificate))).toBe(true);
  });
});

describe('a key at rest', { timeout: 60_000 }, () => {
  const SECRET = 'el secreto de esta instalación';
  const key = Buffer.from('una clave privada');
  const box = encryptKey(key, SECRET, 'user 7');

  test('comes back with the secret and the owner that it was stored with', () => {
    expect(decryptKey(box, SECRET, 'user 7').equals(key)).toBe(true);
    expect(box.includes(key)).toBe(false);
    expect(encryptKey(key, SECRET, 'user 7').equals(box)).toBe(false);
  });

  test('does not open with another secret or for another owner', () => {
    expect(() => decryptKey(box, 'otro secreto', 'user 7')).toThrow('does not open');
    expect(() => decryptKey(box, SECRET, 'user 8')).toThrow('does not open');
  });

  test('does not open with any bit changed, nor cut short', () => {
    fc.assert(
      fc.property(fc.nat(box.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const changed = Buffer.from(box);
        changed[at]! ^= 1 << bit;
        expect(() => decryptKey(changed, SECRET, 'user 7')).toThrow();
        expect(() => decryptKey(box.subarray(0, at), SECRET, 'user 7')).toThrow();
      }),
      { numRuns: 30 },
    );
  });
});

describe.skipIf(noTools)('a PKCS#12 file of the organisation', { timeout: 60_000 }, () => {
  const PASSWORD = 'contraseña de Ñandú';
  /** Openssl makes certificates that are valid from now on, which is after the tests have begun. */
  const LATER = new Date(TODAY.getTime() + 10 * 60_000);
  beforeAll(() => {
    writeFileSync(
      join(path, 'ext'),
      'keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n',
    );
    writeFileSync(join(path, 'tls'), 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n');
    const made = ['-utf8', '-nodes'];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      ...made,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=CA Ñandú',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      ...made,
      '-keyout',
      'rsa.key',
      '-out',
      'rsa.csr',
      '-subj',
      '/O=Ñandú/CN=María Peña',
    );
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    openssl('req', ...ec, ...made, '-keyout', 'ec.key', '-out', 'ec.csr', '-subj', '/O=Ñandú/CN=María Peña');
    const above = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '365'];
    const sign = (name: string, request: string, extensions: string) =>
      openssl('x509', '-req', '-in', request, ...above, '-extfile', extensions, '-out', `${name}.pem`);
    sign('rsa', 'rsa.csr', 'ext');
    sign('ec', 'ec.csr', 'ext');
    sign('server', 'rsa.csr', 'tls');
    openssl('x509', '-in', 'ca.pem', '-outform', 'der', '-out', 'org.der');
  });

  function pkcs12(name: string, ...options: string[]): Buffer {
    openssl('pkcs12', '-export', '-out', `${name}.p12`, '-passout', `pass:${PASSWORD}`, ...options);
    return readFileSync(join(path, `${name}.p12`));
  }

  const RSA = ['-inkey', 'rsa.key', '-in', 'rsa.pem', '-certfile', 'ca.pem'];

  test.each([
    ['as openssl makes them today', RSA],
    ['as openssl made them before', ['-legacy', ...RSA]],
    ['with 3DES throughout', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1', ...RSA]],
    ['with an elliptic key', ['-inkey', 'ec.key', '-in', 'ec.pem', '-certfile', 'ca.pem']],
  ])('%s signs, with accents in its password, and outside tools verify it', async (_name, options) => {
    const identity = await identityFromPkcs12(pkcs12('org', ...options), PASSWORD, LATER);
    const { bytes } = await signPdf(await paper('uno'), sealOf(identity, { name: 'María Peña', signedAt: LATER }));
    const root = readFileSync(join(path, 'org.der'));
    expect(pdfsig(bytes, [root])).toContain('Signature is Valid.');
    expect(opensslVerify(bytes, root).status).toBe(0);
    expect(await verifyPdf(bytes, [root])).toMatchObject([
      {
        signer: 'María Peña',
        organisation: 'Ñandú',
        intact: true,
        certificateTrusted: true,
        level: 'B-B',
        problem: null,
      },
    ]);
  });

  test.each([
    ['another password', () => pkcs12('a', ...RSA), 'otra', LATER, 'la contraseña no es correcta'],
    [
      'another password, in an old file',
      () => pkcs12('b', '-legacy', ...RSA),
      '',
      LATER,
      'la contraseña no es correcta',
    ],
    ['no key', () => pkcs12('c', '-nokeys', '-in', 'rsa.pem'), PASSWORD, LATER, 'no contiene una clave privada'],
    [
      'no certificate',
      () => pkcs12('d', '-nocerts', '-inkey', 'rsa.key'),
      PASSWORD,
      LATER,
      'no contiene el certificado',
    ],
    [
      'the last year over',
      () => pkcs12('e', ...RSA),
      PASSWORD,
      new Date(TODAY.getTime() + 2 * YEAR_MS),
      'no está vigente',
    ],
    ['its time still to come', () => pkcs12('f', ...RSA), PASSWORD, new Date(0), 'no está vigente'],
    [
      'a certificate for something else',
      () => pkcs12('g', '-inkey', 'rsa.key', '-in', 'server.pem'),
      PASSWORD,
      LATER,
      'no es para firmar documentos',
    ],
    ['half of its bytes', () => pkcs12('h', ...RSA).subarray(0, 700), PASSWORD, LATER, 'no es un archivo PKCS#12'],
    ['other bytes', () => Buffer.from('hola'), PASSWORD, LATER, 'no es un archivo PKCS#12'],
  ])('with %s is refused in words', async (_name, file, password, now, words) => {
    const error = await identityFromPkcs12(file(), password, now).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'PKCS12_REFUSED' });
    expect(errorText(error, 'es')).toContain(words);
    expect(errorText(error, 'en')).toMatch(/^This PKCS#12 file cannot sign: [a-z ]+/);
  });
});

test('an authority is another one each time, even for the same organisation', async () => {
  const another = await createAuthority(ORGANISATION, TODAY);
  expect(Buffer.compare(another.certificate, (await testAuthority()).certificate)).not.toBe(0);
});
