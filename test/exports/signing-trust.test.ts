import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityOf, type SigningIdentity, signPdf, verifyPdf } from '../../src/exports/signing/index.js';
import { noTools, paper, sealOf, signatureAt, testAuthority, TODAY } from './signing-tools.js';
import { scratch } from './tools.js';

const { path, remove } = scratch();
afterAll(remove);

/** Openssl makes certificates that are valid from now on, which is after the tests have begun. */
const LATER = new Date(TODAY.getTime() + 10 * 60_000);

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: path, stdio: 'pipe' });
}

function der(name: string): Buffer {
  openssl('x509', '-in', `${name}.pem`, '-outform', 'der', '-out', `${name}.der`);
  return readFileSync(join(path, `${name}.der`));
}

/** A key and a certificate for it with these extensions, under another one: what openssl makes of them. */
function certified(name: string, subject: string, extensions: string, above = 'ours', key = name): void {
  writeFileSync(join(path, `${name}.ext`), extensions);
  if (key === name) openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${name}.key`);
  openssl('req', '-new', '-utf8', '-key', `${key}.key`, '-out', `${name}.csr`, '-subj', subject);
  const issuer = ['-CA', `${above}.pem`, '-CAkey', `${above}.key`, '-CAcreateserial', '-days', '30'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
}

/** A key and a certificate that vouches for itself. */
function selfSigned(name: string, ...key: string[]): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl('req', '-x509', '-nodes', '-days', '30', '-subj', '/CN=Otra', '-newkey', ...key, ...files);
}

function identity(name: string, ...chain: string[]): SigningIdentity {
  const key = createPrivateKey(readFileSync(join(path, `${name}.key`)));
  const privateKey = key.export({ format: 'der', type: 'pkcs8' });
  return identityOf({ certificate: der(name), privateKey }, chain.map(der));
}

const SIGNS = 'keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n';
const AUTHORITY = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n';

describe.skipIf(noTools)('a certificate under ours by other hands', { timeout: 60_000 }, () => {
  let trusted: Uint8Array[];
  beforeAll(async () => {
    const { certificate, privateKey } = await testAuthority();
    trusted = [certificate];
    writeFileSync(join(path, 'ours.der'), certificate);
    openssl('x509', '-inform', 'der', '-in', 'ours.der', '-out', 'ours.pem');
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    writeFileSync(join(path, 'ours.key'), key.export({ format: 'pem', type: 'pkcs8' }));
    certified('rosa', '/CN=Rosa Díaz', SIGNS);
    selfSigned('root', 'rsa:2048');
  });

  async function reportOn(signer: SigningIdentity, authorities = trusted) {
    const { bytes } = await signPdf(await paper('uno'), sealOf(signer, { signedAt: LATER }));
    return (await verifyPdf(bytes, authorities))[0]!;
  }

  test('is trusted when it is for signing', async () => {
    expect(await reportOn(identity('rosa', 'ours'))).toMatchObject({
      signer: 'Rosa Díaz',
      certificateTrusted: true,
      problem: null,
    });
  });

  test.each([
    ['for servers', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n'],
    ['for keeping secrets', 'keyUsage=critical,keyEncipherment\n'],
    ['with a critical rule that we do not know', `${SIGNS}1.2.3.4=critical,ASN1:NULL\n`],
  ])('is not trusted when it is one %s', async (_what, extensions) => {
    certified('other', '/CN=Otra', extensions);
    expect(await reportOn(identity('other', 'ours'))).toMatchObject({ intact: true, certificateTrusted: false });
  });

  test('that is an authority is trusted only where it may have others below', async () => {
    certified('middle', '/CN=Intermedia', AUTHORITY);
    certified('below', '/CN=Debajo', SIGNS, 'middle');
    expect(await reportOn(identity('below', 'middle', 'ours'))).toMatchObject({
      intact: true,
      certificateTrusted: false,
    });
    certified('middle', '/CN=Intermedia', AUTHORITY, 'root');
    certified('below', '/CN=Debajo', SIGNS, 'middle');
    const authorities = [der('root')];
    expect(await reportOn(identity('below', 'middle'), authorities)).toMatchObject({
      certificateTrusted: true,
      problem: null,
    });
    expect(await reportOn(identity('below'), authorities)).toMatchObject({ certificateTrusted: false });
  });

  test('that is no authority has none below, even where it does not say what it is for', async () => {
    certified('plain', '/CN=Sin Uso', 'subjectKeyIdentifier=hash\n', 'root');
    certified('below', '/CN=Debajo', SIGNS, 'plain');
    expect(await reportOn(identity('below', 'plain'), [der('root')])).toMatchObject({
      intact: true,
      certificateTrusted: false,
    });
  });

  test.each([
    ['RSA with a long exponent', ['rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:4294967297']],
    ['a curve that is rarely used', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
  ])('has no authority above it with a key that may take long to check: %s', async (_name, key) => {
    selfSigned('odd', ...key);
    certified('below', '/CN=Debajo', SIGNS, 'odd');
    expect(await reportOn(identity('below', 'odd'), [der('odd')])).toMatchObject({
      intact: true,
      certificateTrusted: false,
    });
  });

  test('cannot take the place of another one for the same key', async () => {
    certified('alias', '/CN=Otro Nombre', SIGNS, 'ours', 'rosa');
    const real = identity('rosa', 'ours');
    let reads = 0;
    const swapped = {
      ...real,
      // The first one is measured, the second one is named in what is signed, and the others go into the message.
      get certificate() {
        reads += 1;
        return reads === 2 ? real.certificate : der('alias');
      },
    };
    expect(await reportOn(swapped)).toMatchObject({
      signer: 'Otro Nombre',
      intact: false,
      problem: 'El certificado no es el que la firma nombra',
    });
  });

  test('is answered for though thirty others come along that all vouch for each other', async () => {
    certified('loop', '/CN=Vuelta', AUTHORITY);
    for (let count = 0; count < 29; count += 1) certified(`loop${count}`, '/CN=Vuelta', AUTHORITY, 'loop', 'loop');
    certified('lost', '/CN=Perdida', SIGNS, 'loop');
    const loops = Array.from({ length: 29 }, (_, count) => `loop${count}`);
    expect(await reportOn(identity('lost', ...loops))).toMatchObject({ intact: true, certificateTrusted: false });
  });
});

describe.skipIf(noTools)('a signature by other hands', { timeout: 60_000 }, () => {
  let signed: Buffer;
  beforeAll(async () => {
    selfSigned('ec', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384');
    selfSigned('rsa', 'rsa:2048');
    ({ bytes: signed } = await signPdf(await paper('uno'), sealOf(identity('rsa', 'rsa', 'ec'))));
  });

  /** As other programs write it: openssl signs these bytes, with its own attributes. */
  function signedByOpenssl(content: Uint8Array, key: 'ec' | 'rsa', ...options: string[]): Buffer {
    const bytes = Buffer.from(signed);
    const { start, end } = signatureAt(signed);
    writeFileSync(join(path, 'content'), content);
    const keys = ['-signer', `${key}.pem`, '-inkey', `${key}.key`, '-outform', 'der', '-out', 'cms'];
    openssl('cms', '-sign', '-binary', '-in', 'content', ...keys, ...options);
    bytes.write(readFileSync(join(path, 'cms'), 'hex').padEnd(end - start - 2, '0'), start + 1, 'latin1');
    return bytes;
  }

  test.each([
    ['an elliptic key', 'ec', ['-md', 'sha384']],
    ['RSA', 'rsa', ['-md', 'sha512']],
    ['RSA-PSS', 'rsa', ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss']],
  ] as const)('with %s is intact, and no PAdES, as it does not name its certificate', async (_name, key, options) => {
    expect(await verifyPdf(signedByOpenssl(signatureAt(signed).signed, key, ...options), [])).toMatchObject([
      { signer: 'Otra', intact: true, level: null },
    ]);
    const named = await verifyPdf(signedByOpenssl(signatureAt(signed).signed, key, ...options, '-cades'), []);
    expect(named).toMatchObject([{ intact: true }]);
  });

  test('over SHA-1 is not believed', async () => {
    expect(await verifyPdf(signedByOpenssl(signatureAt(signed).signed, 'rsa', '-md', 'sha1'), [])).toMatchObject([
      { intact: false, problem: expect.stringContaining('algoritmo de resumen') },
    ]);
  });

  test('that signs something it brings along is not believed', async () => {
    const bytes = signedByOpenssl(Buffer.from('x'), 'rsa', '-nodetach');
    expect(await verifyPdf(bytes, [])).toMatchObject([
      { intact: false, problem: 'La firma trae su propio contenido en vez de firmar el documento' },
    ]);
  });
});
