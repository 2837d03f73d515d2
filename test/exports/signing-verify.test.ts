import { PDF } from '@libpdf/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createAuthority,
  identityOf,
  issueCertificate,
  type SigningIdentity,
  signPdf,
  verifyPdf,
} from '../../src/exports/signing/index.js';
import { identityFor, JOSE, ORGANISATION, paper, sealOf, signatureAt, testAuthority, TODAY } from './signing-tools.js';

let jose: SigningIdentity;
let maria: SigningIdentity;
let trusted: Uint8Array[];
let signed: Buffer;
let twice: Buffer;
beforeAll(async () => {
  [jose, maria] = await Promise.all([identityFor(JOSE), identityFor('María Quispe')]);
  trusted = [(await testAuthority()).certificate];
  ({ bytes: signed } = await signPdf(await paper('Informe', 'FIRMA DEL RESPONSABLE'), sealOf(jose)));
  ({ bytes: twice } = await signPdf(signed, sealOf(maria, { name: 'María Quispe', reason: 'Revisado' })));
});

/** What makes a signature good, and nothing more of the report. */
const GOOD = { intact: true, coversWholeDocument: true, certificateTrusted: true, validAtSigning: true, problem: null };

describe('the report of a signature', () => {
  test('says who signed, for whom, when, why, and that all is well', async () => {
    expect(await verifyPdf(signed, trusted)).toEqual([
      {
        ...GOOD,
        signer: JOSE,
        organisation: ORGANISATION,
        certificateSerial: expect.stringMatching(/^[0-9A-F]{32}$/),
        signedAt: TODAY.toISOString(),
        timestamp: null,
        timestampTrusted: false,
        level: 'B-B',
        reason: 'Caso ICSR-2026-007, versión 3 (envío)',
      },
    ]);
  });

  test('is one for each signature: the first no longer covers the file, and holds', async () => {
    expect(await verifyPdf(twice, trusted)).toMatchObject([
      { ...GOOD, signer: JOSE, coversWholeDocument: false },
      { ...GOOD, signer: 'María Quispe', reason: 'Revisado' },
    ]);
  });

  test('does not trust a certificate of somebody else’s authority, whatever it says', async () => {
    const stranger = await createAuthority(ORGANISATION, TODAY);
    const person = { name: JOSE, email: null, organisation: ORGANISATION, post: null };
    const forged = identityOf(await issueCertificate(stranger, person, TODAY), [trusted[0]!]);
    const { bytes } = await signPdf(await paper('uno'), sealOf(forged));
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { signer: JOSE, intact: true, certificateTrusted: false, problem: expect.stringContaining('no es de confianza') },
    ]);
    expect(await verifyPdf(bytes, [stranger.certificate])).toMatchObject([GOOD]);
    expect(await verifyPdf(bytes, [])).toMatchObject([{ certificateTrusted: false }]);
  });

  test('does not trust a person who plays the authority', async () => {
    const above = await testAuthority();
    const person = { name: 'Alguien', email: null, organisation: ORGANISATION, post: null };
    const somebody = await issueCertificate(above, person, TODAY);
    const forged = await issueCertificate(somebody, { ...person, name: JOSE }, TODAY);
    const chain = [somebody.certificate, above.certificate];
    const { bytes } = await signPdf(await paper('uno'), sealOf(identityOf(forged, chain)));
    expect(await verifyPdf(bytes, trusted)).toMatchObject([{ intact: true, certificateTrusted: false }]);
  });

  test('tells a signature of a day when the certificate was not valid', async () => {
    const later = new Date(TODAY.getTime() + 3 * 365 * 24 * 3_600_000);
    const { bytes } = await signPdf(await paper('uno'), sealOf(jose, { signedAt: later }));
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { intact: true, certificateTrusted: true, validAtSigning: false, problem: expect.stringContaining('vigente') },
    ]);
  });

  test('is that of the certificate that the signature names, not of another one for the same key', async () => {
    const above = await testAuthority();
    const person = { name: 'Alguien', email: null, organisation: ORGANISATION, post: null };
    const another = await issueCertificate(above, person, TODAY);
    const mixed = { ...jose, certificate: another.certificate };
    const { bytes } = await signPdf(await paper('uno'), sealOf(mixed));
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { intact: false, problem: 'El valor de la firma no corresponde a la clave del certificado' },
    ]);
  });
});

describe('a file that was changed after it was signed', () => {
  const CHANGED = 'El documento fue modificado después de esta firma';

  test('is not whole with one byte behind it', async () => {
    expect(await verifyPdf(Buffer.concat([signed, Buffer.from('\n')]), trusted)).toMatchObject([
      { intact: true, coversWholeDocument: false, problem: CHANGED },
    ]);
  });

  test.each([
    ['words on a page', (pdf: PDF) => pdf.getPage(0)!.drawText('Gravedad: leve', { x: 60, y: 500 })],
    ['another title', (pdf: PDF) => pdf.setTitle('Otro')],
    ['another page', (pdf: PDF) => void pdf.addPage()],
    ['a form field', (pdf: PDF) => void pdf.getOrCreateForm().createTextField('dosis')],
    ['a page less', (pdf: PDF) => void pdf.removePage(0)],
  ])('is told by %s that were added', async (_what, change) => {
    const later = await PDF.load(signed);
    change(later);
    const bytes = await later.save({ incremental: true });
    expect(bytes.length).toBeGreaterThan(signed.length);
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { intact: true, coversWholeDocument: false, problem: CHANGED },
    ]);
    const { bytes: resigned } = await signPdf(bytes, sealOf(maria));
    expect(await verifyPdf(resigned, trusted)).toMatchObject([{ intact: true, problem: CHANGED }, GOOD]);
  });

  test('is told when a stranger signs it once more', async () => {
    const stranger = await createAuthority('Otra', TODAY);
    const person = { name: 'Otro', email: null, organisation: 'Otra', post: null };
    const identity = identityOf(await issueCertificate(stranger, person, TODAY), [stranger.certificate]);
    const { bytes } = await signPdf(signed, sealOf(identity));
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { intact: true, problem: CHANGED },
      { intact: true, certificateTrusted: false },
    ]);
  });

  test('is told when the gap of the signature was widened to hide something in it', async () => {
    const { start, end } = signatureAt(signed);
    const hidden = '5 0 obj << /Type /Page >> endobj';
    const text = `${signed.toString('latin1', 0, end)}${hidden}${signed.toString('latin1', end)}`;
    const range = `/ByteRange [0 ${start} ${end + hidden.length} ${signed.length - end}]`;
    const widened = text.replace(/\/ByteRange \[[^\]]*\]\s*/, (old) => range.padEnd(old.length));
    const bytes = Buffer.from(widened, 'latin1');
    expect(signatureAt(bytes).signed.length).toBe(signatureAt(signed).signed.length);
    expect(await verifyPdf(bytes, trusted)).toMatchObject([
      { intact: false, problem: 'La firma deja sin firmar más que la firma misma' },
    ]);
  });
});

/** Where a byte may change and nobody can tell: what no signature is over. */
function isUnsigned(at: number): boolean {
  const { start, end } = signatureAt(signed);
  return at >= start && at < end;
}

describe('one flipped bit', { timeout: 300_000 }, () => {
  const flips = fc.record({ at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) });
  const flipped = (pdf: Buffer, at: number, bit: number) => {
    const bytes = Buffer.from(pdf);
    bytes[at]! ^= 1 << bit;
    return bytes;
  };

  test('anywhere in what is signed is never taken for the signed document', async () => {
    await fc.assert(
      fc.asyncProperty(flips, async ({ at, bit }) => {
        const place = at % signed.length;
        fc.pre(!isUnsigned(place));
        const reports = await verifyPdf(flipped(signed, place, bit), trusted);
        expect(reports.filter(({ intact, coversWholeDocument }) => intact && coversWholeDocument)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('in the signature itself is told too, or is in a certificate that came along and changes nothing that is said', async () => {
    const { start, end } = signatureAt(signed);
    const [right] = await verifyPdf(signed, trusted);
    await fc.assert(
      fc.asyncProperty(flips, async ({ at, bit }) => {
        const place = start + (at % (end - start));
        const [report] = await verifyPdf(flipped(signed, place, bit), trusted);
        if (report?.intact && report.coversWholeDocument) expect(report).toEqual(right);
      }),
      { numRuns: 150 },
    );
  });

  test('in the zeros behind the signature, or in the case of a digit, is told', async () => {
    const { start, end, cms } = signatureAt(signed);
    const padding = start + 1 + 2 * cms.length;
    const letter = signed.indexOf('a', start + 1, 'latin1');
    for (const [place, bit] of [
      [padding, 0],
      [end - 2, 3],
      [letter, 5],
    ] as const) {
      expect(await verifyPdf(flipped(signed, place, bit), trusted)).toMatchObject([{ intact: false }]);
    }
  });
});

describe('a file that is no signed document', () => {
  const NOTHING_READ = { signer: null, intact: false, certificateTrusted: false, validAtSigning: false, level: null };

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['no PDF', () => Buffer.from('hola')],
    ['ten megabytes of zeros', () => Buffer.alloc(10_000_000)],
    ['a million brackets', () => Buffer.from(`%PDF-1.7\n${'<<['.repeat(1_000_000)}`)],
  ])('%s has no signatures', async (_name, bytes) => {
    expect(await verifyPdf(bytes(), trusted)).toEqual([]);
  });

  test('a PDF that nobody signed has none', async () => {
    expect(await verifyPdf(await paper('uno'), trusted)).toEqual([]);
  });

  const RANGE_WRONG = 'La firma no dice bien qué parte del documento firma';
  const GAP_WRONG = 'La firma deja sin firmar más que la firma misma';

  test.each([
    ['without numbers', '[]', RANGE_WRONG],
    ['with negative ones', '[0 -1 5 5]', RANGE_WRONG],
    ['with huge ones', '[0 999999999999999 999999999999999 999999999999999]', RANGE_WRONG],
    ['that does not begin at the beginning', '[1 5 7 8]', RANGE_WRONG],
    ['that goes backwards', '[0 90 20 10]', RANGE_WRONG],
    ['that leaves out what is no signature', '[0 10 20 10]', GAP_WRONG],
  ])('a range %s is a signature that cannot be read', async (_name, range, problem) => {
    const bytes = Buffer.from(
      `%PDF-1.7\n1 0 obj\n<< /Type /Sig /ByteRange ${range} >>\nendobj\n${' '.repeat(200)}%%EOF`,
    );
    expect(await verifyPdf(bytes, trusted)).toMatchObject([{ ...NOTHING_READ, problem }]);
  });

  async function signedWith(words: string): Promise<Buffer> {
    const pdf = await PDF.load(await paper('uno'));
    pdf.setTitle(words);
    const titled = await pdf.save({ incremental: true });
    expect(Buffer.from(titled).includes('/ByteRange')).toBe(true);
    return (await signPdf(titled, sealOf(jose, { name: words, reason: words, post: words, company: words }))).bytes;
  }

  test('words that look like a signature are none', async () => {
    const words = '/ByteRange [0 9999999999 9999999999 9999999999]';
    expect(await verifyPdf(await signedWith(words), trusted)).toMatchObject([{ ...GOOD, reason: words }]);
  });

  test('words that look like a whole object spoil no signature', async () => {
    const words = '(\\) >> endobj 1 0 obj << /ByteRange [0 1 2 3] >> endobj';
    const reports = await verifyPdf(await signedWith(words), trusted);
    expect(reports).toContainEqual(expect.objectContaining({ ...GOOD, reason: words }));
  });

  test('a signature that is no CMS message cannot be read, however it is nested', async () => {
    const { start, end } = signatureAt(signed);
    const digits = end - start - 2;
    for (const contents of ['30'.repeat(digits / 2), '3080'.repeat(digits).slice(0, digits), 'ff'.repeat(digits / 2)]) {
      const bytes = Buffer.from(signed);
      bytes.write(contents, start + 1, 'latin1');
      expect(await verifyPdf(bytes, trusted)).toMatchObject([{ ...NOTHING_READ, problem: expect.any(String) }]);
    }
  });

  test('a truncated one is not whole, wherever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length - 1), async (length) => {
        const reports = await verifyPdf(signed.subarray(0, length), trusted);
        expect(reports.filter(({ intact }) => intact)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  const OBJECT = '1 0 obj << /ByteRange [0 1 2 3] >> endobj ';
  const TOO_MANY = 'El documento tiene demasiadas firmas';

  test('thousands of signatures are given up on, and said to be too many', async () => {
    const reports = await verifyPdf(Buffer.from(`%PDF-1.7\n${OBJECT.repeat(100_000)}`), trusted);
    expect(reports).toHaveLength(21);
    const words = await verifyPdf(Buffer.from(`%PDF-1.7\n${'/ByteRange '.repeat(900_000)}`), trusted);
    expect([reports.at(-1), ...words].map((report) => report!.problem)).toEqual(Array(2).fill(TOO_MANY));
  });

  test('any bytes get an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.nat(), async (noise, at) => {
        const bytes = Buffer.from(signed);
        bytes.set(noise.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
        expect(Array.isArray(await verifyPdf(bytes, trusted))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
