import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Seal, type SigningIdentity, signPdf, verifyPdf } from '../../src/exports/signing/index.js';
import { type Behaviour, startTimestampServer, type TimestampAuthority } from '../support/timestamp-server.js';
import {
  identityFor,
  JOSE,
  noTools,
  opensslVerify,
  paper,
  pdfsig,
  sealOf,
  signatureAt,
  testAuthority,
  TODAY,
} from './signing-tools.js';

describe.skipIf(noTools)('a signature with a time stamp', { timeout: 60_000 }, () => {
  let clock: TimestampAuthority;
  let jose: SigningIdentity;
  let authority: Uint8Array;
  beforeAll(async () => {
    clock = await startTimestampServer();
    jose = await identityFor(JOSE);
    authority = (await testAuthority()).certificate;
  });
  beforeEach(() => clock.behave());
  afterAll(() => clock.close());

  async function sign(values: Partial<Seal> = {}, timeoutMs = 20_000) {
    return signPdf(
      await paper('FIRMA DEL RESPONSABLE'),
      sealOf(jose, { timestamp: { url: clock.url, timeoutMs }, ...values }),
    );
  }

  test('is PAdES B-T: valid for pdfsig and openssl, and the time is that of the stamp', async () => {
    const { bytes, timestampProblem } = await sign();
    expect(timestampProblem).toBeNull();
    expect(pdfsig(bytes, [authority])).toContain('Signature is Valid.');
    expect(opensslVerify(bytes, authority).status).toBe(0);
    const [report] = await verifyPdf(bytes, [authority, clock.root]);
    expect(report).toMatchObject({ intact: true, level: 'B-T', timestampTrusted: true, problem: null });
    expect(report!.timestamp).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(report!.signedAt).toBe(report!.timestamp);
  });

  test('proves nothing by a server that nobody trusts: the time is the signer’s own', async () => {
    const { bytes } = await sign();
    expect(await verifyPdf(bytes, [authority])).toMatchObject([
      { intact: true, level: 'B-T', timestampTrusted: false, signedAt: TODAY.toISOString() },
    ]);
  });

  test('that was taken from another signature is told', async () => {
    const first = signatureAt((await sign()).bytes).cms;
    const { bytes } = await sign({ reason: 'Otra' });
    const second = signatureAt(bytes);
    // The token stands at the end of the message.
    const token = first.lastIndexOf(Buffer.from('060b2a864886f70d010910020e', 'hex'));
    const mixed = Buffer.from(second.cms);
    const place = mixed.lastIndexOf(Buffer.from('060b2a864886f70d010910020e', 'hex'));
    first.copy(mixed, place, token);
    bytes.write(mixed.toString('hex'), second.start + 1, 'latin1');
    expect(await verifyPdf(bytes, [authority, clock.root])).toMatchObject([
      { intact: true, level: 'B-B', timestamp: null, problem: expect.stringContaining('sello de tiempo') },
    ]);
  });

  const says =
    (answer: () => Uint8Array): Behaviour =>
    (_query, response) =>
      void response.end(answer());
  const cases: [does: string, behaviour: Behaviour, why: string][] = [
    ['does not answer', () => undefined, 'no respondió en 500 ms'],
    ['answers half', (_query, response) => void response.write('0'), 'no respondió en 500 ms'],
    ['hangs up', (_query, response) => void response.destroy(), 'no se pudo alcanzar'],
    ['fails', (_query, response) => void response.writeHead(500).end(), 'respondió 500'],
    [
      'sends us elsewhere',
      (query, response) => {
        if (response.req.url === '/elsewhere') response.end(clock.reply(query));
        else response.writeHead(307, { location: '/elsewhere' }).end();
      },
      'no se pudo alcanzar',
    ],
    ['answers a page', says(() => Buffer.from('<html>Bienvenido</html>')), 'no se entiende'],
    ['answers too much', says(() => Buffer.alloc(100_000, 0x30)), 'demasiado'],
    ['answers for another text', says(() => clock.reply(clock.query('otro'))), 'es de otra firma'],
    ['refuses', says(() => clock.reply(Buffer.from('hola'))), 'se negó (estado 2)'],
  ];

  test.each(cases)('by a server that %s becomes one without, and says why', async (_does, behaviour, why) => {
    clock.behave(behaviour);
    const { bytes, timestampProblem } = await sign({}, why.includes('500 ms') ? 500 : 20_000);
    expect(timestampProblem).toContain(why);
    expect(await verifyPdf(bytes, [authority])).toMatchObject([{ intact: true, level: 'B-B', problem: null }]);
  });

  test('with the nonce of another request is refused', async () => {
    clock.behave((query, response) => {
      const another = Buffer.from(query);
      another[another.length - 4]! ^= 1;
      response.end(clock.reply(another));
    });
    expect((await sign()).timestampProblem).toBe('El sello de tiempo responde a otra petición');
  });

  test('with a broken signature is refused', async () => {
    clock.behave((query, response) => {
      const reply = clock.reply(query);
      reply[reply.length - 1]! ^= 1;
      response.end(reply);
    });
    expect((await sign()).timestampProblem).toBe('El valor de la firma no corresponde a la clave del certificado');
  });

  test('by a server that is not there is left out', async () => {
    const { bytes, timestampProblem } = await sign({ timestamp: { url: 'http://127.0.0.1:1/tsa', timeoutMs: 5_000 } });
    expect(timestampProblem).toContain('no se pudo alcanzar');
    expect(await verifyPdf(bytes, [authority])).toMatchObject([{ level: 'B-B' }]);
  });
});
