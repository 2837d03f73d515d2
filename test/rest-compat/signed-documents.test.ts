import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityOf, type SigningIdentity, signPdf } from '../../src/exports/signing/index.js';
import { noTools, opensslVerify, paper, pdfsig, sealOf } from '../exports/signing-tools.js';
import { engines, scratch } from '../exports/tools.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { picture } from '../support/pictures.js';
import { type Person, startServer, type TestServer } from '../support/server.js';
import { startTimestampServer } from '../support/timestamp-server.js';
import { formWith, pictureForm, sendForm } from '../support/upload.js';
import type { Wire } from './golden.js';

const MINUTES = 60_000;
/** Of both servers that make documents on one database. */
const SIGNING_SECRET = 'the same on every server of an installation';
const ORGANISATION = 'Laboratorios Ñandú S.A.C.';
const ROSA = 'Rosa Ñuñez Peña-Vásquez';
const cache = scratch();
const noEngine = (await engines(cache.path)).length === 0;
cache.remove();

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer({ ORGANISATION, SIGNING_SECRET });
  rosa = await signer('rosa', ROSA, '#aa0000');
});
afterAll(() => server.close());

/** A person whose account has this name, with a signature profile of their own that shows it. */
async function signer(person: Person, nombre: string, colour: string, at = server): Promise<Client> {
  const client = await at.as(person);
  await at.query('update users set full_name = $2 where username = $1', [person, nombre]);
  const { id } = (await client.rest<Wire>('GET', '/firmas/me')).body;
  await client.rest('PUT', `/firmas/${String(id)}`, { nombre, cargo: 'Químico Farmacéutico' });
  await sendForm(at.address, client, `/firmas/${String(id)}/assets`, pictureForm(await picture(colour), 'firma_img'));
  return client;
}

const exported = async (id: number, kind = 'digemid', client = rosa) =>
  (await client.rest<Buffer>('GET', `/icsr/${id}/export/${kind}`)).body;
const authority = async (client = rosa) => {
  const { body } = await client.rest<Buffer>('GET', '/firmas/ca.pem');
  return new X509Certificate(body);
};

/** A certificate that nobody vouches for, with this serial number. */
function selfSigned(serial: string): SigningIdentity {
  const { path, remove } = scratch();
  const [key, certificate] = [join(path, 'key.pem'), join(path, 'certificate.pem')];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Rosa', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-set_serial', `0x${serial}`, ...made], { stdio: 'pipe' });
  const privateKey = createPrivateKey(readFileSync(key)).export({ format: 'der', type: 'pkcs8' });
  const pair = { certificate: new X509Certificate(readFileSync(certificate)).raw, privateKey };
  remove();
  return identityOf(pair, []);
}

interface Verification {
  verdict: string;
  message: string;
  sha256: string;
  ours: boolean;
  document: Wire | null;
  signatures: Wire[];
}
const verified = async (pdf: Uint8Array, client = rosa, at = server) =>
  (await sendForm(at.address, client, '/exports/verify', formWith(pdf))).body as unknown as Verification;

describe.skipIf(noEngine)('a PDF that somebody exports', { timeout: 3 * MINUTES }, () => {
  test.skipIf(noTools).each(['digemid', 'modelo-b.pdf'])(
    '(%s) is signed in that person’s name: pdfsig and openssl verify it with our authority',
    async (kind) => {
      const pdf = await exported((await makeCase(rosa)).id, kind);
      const { raw } = await authority();
      const told = pdfsig(pdf, [raw]);
      expect(told).toContain(`Signer Certificate Common Name: ${ROSA}`);
      expect(told).toContain('Signature is Valid');
      expect(told).toContain('Certificate is Trusted');
      expect(told).toContain('Total document signed');
      expect(opensslVerify(pdf, raw)).toMatchObject({ status: 0, text: expect.stringContaining('successful') });
      const changed = Buffer.from(pdf);
      changed[300] = changed[300]! ^ 1;
      expect(pdfsig(changed, [raw])).toContain('Digest Mismatch');
      expect(opensslVerify(changed, raw).status).not.toBe(0);
    },
  );

  test('is verified as authentic, with its case, its version, its signer and the moment', async () => {
    const { id } = await makeCase(rosa);
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
    const { numero } = (await rosa.rest('GET', `/icsr/${id}`)).body;
    const pdf = await exported(id);
    const { verdict, message, ours, document, signatures } = await verified(pdf);
    expect({ verdict, ours, message }).toEqual({
      verdict: 'AUTHENTIC',
      ours: true,
      message: 'Documento auténtico: es el que se generó aquí, sin cambios, y su firma es válida.',
    });
    expect(document).toMatchObject({ icsr_id: id, numero, case_version: 2, kind: 'DIGEMID', signer_name: ROSA });
    expect(signatures).toEqual([
      expect.objectContaining({
        signer: ROSA,
        organisation: 'Laboratorios Ñandú S.A.C.',
        reason: `Documento oficial DIGEMID: caso ${String(numero)}, versión 2`,
        level: 'B-B',
        intact: true,
        covers_whole_document: true,
        certificate_trusted: true,
        valid_at_signing: true,
        problem: null,
      }),
    ]);
    // By the other door, and as the bytes alone.
    const QUERY = 'query ($pdf: String!) { verifyDocument(pdf: $pdf) { verdict document { icsrId caseVersion } } }';
    expect(await rosa.ask(QUERY, { pdf: pdf.toString('base64') })).toEqual({
      verifyDocument: { verdict: 'AUTHENTIC', document: { icsrId: String(id), caseVersion: 2 } },
    });
    const raw = await fetch(`${server.address}/api/v1/exports/verify`, {
      method: 'POST',
      body: new Uint8Array(pdf),
      headers: { authorization: `Bearer ${rosa.token}`, 'content-type': 'application/pdf' },
    });
    expect(await raw.json()).toMatchObject({ verdict: 'AUTHENTIC' });
  });

  test('is told to be changed when a byte is another or bytes were added, and of which document it was', async () => {
    const { id } = await makeCase(rosa);
    const pdf = await exported(id);
    const flipped = Buffer.from(pdf);
    flipped[1000] = flipped[1000]! ^ 1;
    for (const changed of [flipped, Buffer.concat([pdf, Buffer.from('\n%more\n')]), pdf.subarray(0, -200)]) {
      const { verdict, ours } = await verified(changed);
      expect({ verdict, ours }).toEqual({ verdict: 'CHANGED', ours: false });
    }
    expect((await verified(flipped)).document).toMatchObject({ icsr_id: id, case_version: 1 });
  });

  test('leaves who signed, when and with which certificate in its row', async () => {
    const { id } = await makeCase(rosa);
    const { signatures } = await verified(await exported(id));
    const QUERY = `query ($id: ID!) { case(id: $id) { exports { kind signerName signedAt certificateSerial engine
      engineVersion sha256 snapshotId } } }`;
    const { exports } = (await rosa.ask<{ case: { exports: Wire[] } }>(QUERY, { id })).case;
    expect(exports).toEqual([
      expect.objectContaining({
        signerName: ROSA,
        certificateSerial: signatures[0]!.certificate_serial,
        engine: expect.stringMatching(/libreoffice|chromium/),
        engineVersion: expect.stringMatching(/\d/),
        snapshotId: expect.any(Number),
      }),
    ]);
    expect(
      Math.abs(Date.parse(String(exports[0]!.signedAt)) - Date.parse(String(signatures[0]!.signed_at))),
    ).toBeLessThan(1000);
  });

  test('never bears the signature of another, however many people export at once', async () => {
    const { id } = await makeCase(rosa);
    const quique = await signer('quique', 'Enrique Quispe', '#00aa00');
    const turns = Array.from({ length: 8 }, (_none, turn) => (turn % 2 ? quique : rosa));
    const answers = await Promise.all(turns.map((client) => exported(id, 'modelo-b.pdf', client)));
    const names = await Promise.all(answers.map(async (pdf) => (await verified(pdf)).signatures[0]!.signer));
    expect(names).toEqual(turns.map((client) => (client === rosa ? ROSA : 'Enrique Quispe')));
  });

  test('is verified still when its case is gone, but no longer as one of ours', async () => {
    const { id } = await makeCase(rosa);
    const pdf = await exported(id);
    await rosa.rest('DELETE', `/icsr/${id}`, { password: 'una clave larga' });
    expect(await verified(pdf)).toMatchObject({ verdict: 'FOREIGN', document: null });
  });

  test('of another installation is not trusted here', async () => {
    const other = await startServer();
    const pdf = await exported((await makeCase(await other.as('rosa'))).id, 'digemid', await other.as('rosa'));
    await other.close();
    expect(await verified(pdf)).toMatchObject({ verdict: 'UNTRUSTED', ours: false, document: null });
  });

  test.skipIf(noTools)('is not found behind the signature of a stranger who copies its serial number', async () => {
    const { id, numero } = await makeCase(rosa);
    const { signatures } = await verified(await exported(id));
    const { certificate_serial: serial, signed_at: signedAt } = signatures[0]!;
    const stranger = selfSigned(String(serial));
    const reason = `Documento oficial DIGEMID: caso ${String(numero)}, versión 1`;
    const forged = sealOf(stranger, { reason, signedAt: new Date(String(signedAt)) });
    const { bytes } = await signPdf(await paper('Otra cosa'), forged);
    const { verdict, document, signatures: found } = await verified(bytes);
    expect(found).toMatchObject([{ certificate_serial: serial, signed_at: signedAt, intact: true, reason }]);
    expect({ verdict, document }).toEqual({ verdict: 'UNTRUSTED', document: null });
  });

  test('has a time stamp where TSA_URL names an authority, and is signed without when that is away', async () => {
    const stamps = await startTimestampServer();
    const stamping = await startServer({ ORGANISATION, TSA_URL: stamps.url, SIGNING_SECRET }, server);
    const client = await stamping.as('lucha');
    const { id } = await makeCase(rosa);
    const stamped = await verified(await exported(id, 'digemid', client));
    expect(stamped).toMatchObject({ verdict: 'AUTHENTIC', document: { icsr_id: id }, signatures: [{ level: 'B-T' }] });
    await stamps.close();
    const plain = await verified(await exported(id, 'digemid', client));
    expect(plain).toMatchObject({ verdict: 'AUTHENTIC', signatures: [{ level: 'B-B' }] });
    await stamping.close();
  });

  test('vouches for the name of the account, whatever somebody writes into their profile', async () => {
    const sole = await signer('sole', 'Soledad Flores', '#0000aa');
    const { id: profile } = (await sole.rest<Wire>('GET', '/firmas/me')).body;
    await sole.rest('PUT', `/firmas/${String(profile)}`, { nombre: 'Dra. Otra Persona', company: 'Laboratorio Ajeno' });
    const { id } = await makeCase(rosa);
    const { document, signatures } = await verified(await exported(id, 'modelo-b.pdf', sole));
    expect(signatures).toMatchObject([{ signer: 'Soledad Flores', organisation: 'Laboratorios Ñandú S.A.C.' }]);
    expect(document).toMatchObject({ signer_name: 'Dra. Otra Persona', created_by: 'Soledad Flores' });
  });

  test('of a server with another secret is under an authority of its own, which is trusted and handed out as well', async () => {
    const apart = await startServer({ SIGNING_SECRET: 'another secret of more than 32 characters' }, server);
    const { id } = await makeCase(rosa);
    const pdf = await exported(id, 'digemid', await apart.as('tito'));
    expect(await verified(pdf)).toMatchObject({ verdict: 'AUTHENTIC', document: { icsr_id: id } });
    const { body } = await rosa.rest<Buffer>('GET', '/firmas/ca.pem');
    expect(body.toString().match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    await apart.close();
  });

  test('is not made for somebody who hung up', async () => {
    const { id } = await makeCase(rosa);
    const gone = new AbortController();
    const asked = fetch(`${server.address}/api/v1/icsr/${id}/export/digemid`, {
      headers: { authorization: `Bearer ${rosa.token}` },
      signal: gone.signal,
    });
    setTimeout(() => gone.abort(), 20);
    await expect(asked).rejects.toThrow();
    // The next one is made after it.
    await exported(id, 'modelo-b.pdf');
    expect(await server.query('select kind from export_files where icsr_id = $1', [id])).toEqual([
      { kind: 'MODELO_B_PDF' },
    ]);
  });
});

describe('the door that verifies', () => {
  test('tells of a PDF that is neither ours nor signed', async () => {
    expect(await verified(await paper('Una carta'))).toMatchObject({
      verdict: 'UNKNOWN',
      ours: false,
      document: null,
      signatures: [],
    });
  });

  test('refuses what is no PDF, and nothing at all, in words that say what to send', async () => {
    const { status, body } = await sendForm(server.address, rosa, '/exports/verify', formWith(Buffer.from('hola')));
    expect({ status, body }).toEqual({
      status: 400,
      body: { detail: 'El archivo no es un PDF: envíe el documento tal como lo recibió' },
    });
    expect(
      (await sendForm(server.address, rosa, '/exports/verify', formWith(Buffer.from('x'), { field: 'otro' }))).body,
    ).toEqual({ detail: [{ loc: ['body', 'file'], msg: 'field required', type: 'value_error.missing' }] });
  });
});

describe('the keys of signers', () => {
  test('are under one authority, which is the same on two servers that ask for it first at once', async () => {
    const first = await startServer({ SIGNING_SECRET });
    const second = await startServer({ SIGNING_SECRET }, first);
    const people = await Promise.all([first.as('rosa'), second.as('quique')]);
    const all = await Promise.all(Array.from({ length: 6 }, (_none, turn) => authority(people[turn % 2])));
    expect(new Set(all.map(({ fingerprint256 }) => fingerprint256)).size).toBe(1);
    expect(all[0]).toMatchObject({ ca: true, issuer: all[0]!.subject });
    const { signingAuthority } = await people[0]!.ask<{ signingAuthority: string }>('{ signingAuthority }');
    expect(new X509Certificate(signingAuthority).fingerprint256).toBe(all[0]!.fingerprint256);
    await second.close();
    await first.close();
  });

  test('are never in the database in the clear, nor changed or taken away, and are on record', async () => {
    await authority();
    const [key] = await server.query<{ key: string }>(
      `select encode(private_key, 'escape') as key from signing_keys limit 1`,
    );
    expect(key!.key).toMatch(/^VIGIA-KEY/);
    await expect(server.query('delete from signing_keys')).rejects.toThrow();
    await expect(server.query(`update signing_keys set subject = 'x'`)).rejects.toThrow();
    const entries = await server.query(
      `select from audit_log where action = 'SIGNING_KEYS_CREATE' and changes ? 'serial'`,
    );
    expect(entries.length).toBeGreaterThan(0);
  });
});
