import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExporter } from '../../src/exports/index.js';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { type SigningIdentity, signPdf, verifyPdf } from '../../src/exports/signing/index.js';
import { LOGO_PNG, NOW, png, SIGNER, typicalCase } from './cases.js';
import {
  boxesOf,
  identityFor,
  JOSE,
  noTools,
  opensslVerify,
  ORGANISATION,
  paper,
  pdfsig,
  qpdfCheck,
  sealOf,
  signatureAt,
  testAuthority,
  TODAY,
  wordsOn,
} from './signing-tools.js';
import { dense, flat, missing, pdfPages, scratch, TEMPLATES } from './tools.js';

const LONG_NAME = 'María de los Ángeles Fernández-Concha Gutiérrez '.repeat(5).slice(0, 200).trim();

const { path, remove } = scratch();
const cacheDirectory = join(path, 'cache');
mkdirSync(cacheDirectory, { mode: 0o700 });
const exporter = createExporter({ templateDirectory: TEMPLATES, cacheDirectory, engine: 'chromium' });
const noBrowser = missing('browser', (await findBrowser(cacheDirectory).catch(() => null)) !== null);
const noOffice = missing('soffice', spawnSync('which', ['soffice']).status === 0);

/** As the form is printed where it is to be signed: with a picture that shows nothing in the place of the signature. */
const EMPTY_PICTURE = png(190, 70, () => [0, 0, 0, 0]);
const PRINTED_FOR = { ...SIGNER, image: EMPTY_PICTURE, logo: LOGO_PNG };

async function byChromium(record = typicalCase()): Promise<Buffer> {
  return (await exporter.pdf(record, PRINTED_FOR, NOW)).bytes;
}

async function byLibreOffice(record = typicalCase()): Promise<Buffer> {
  writeFileSync(join(path, 'form.docx'), (await exporter.docx(record, PRINTED_FOR, NOW)).bytes);
  const profile = `-env:UserInstallation=file://${join(path, 'office')}`;
  execFileSync('soffice', ['--headless', profile, '--convert-to', 'pdf', '--outdir', path, join(path, 'form.docx')]);
  return readFileSync(join(path, 'form.pdf'));
}

let jose: SigningIdentity;
let maria: SigningIdentity;
let authority: Uint8Array;
beforeAll(async () => {
  [jose, maria] = await Promise.all([identityFor(JOSE), identityFor('María Quispe Huamán')]);
  authority = (await testAuthority()).certificate;
});
afterAll(async () => {
  await exporter.close();
  remove();
});

const ENGINES = [
  { engine: 'Chromium', print: byChromium, left: noBrowser },
  { engine: 'LibreOffice', print: byLibreOffice, left: noOffice },
];

for (const { engine, print, left } of ENGINES) {
  describe.skipIf(left || noTools)(`the form as printed by ${engine}, signed by José`, { timeout: 120_000 }, () => {
    let printed: Buffer;
    let signed: Buffer;
    beforeAll(async () => {
      printed = await print();
      ({ bytes: signed } = await signPdf(printed, sealOf(jose)));
    });

    test('is valid, trusted and signed as a whole for pdfsig', () => {
      const said = pdfsig(signed, [authority]);
      expect(said).toContain(`Signer Certificate Common Name: ${JOSE}`);
      expect(said).toContain('Signature Type: ETSI.CAdES.detached');
      expect(said).toContain('Total document signed');
      expect(said).toContain('Signature is Valid.');
      expect(said).toContain('Certificate is Trusted.');
    });

    test('is a CAdES signature for openssl', () => {
      expect(opensslVerify(signed, authority)).toEqual({ status: 0, text: 'CAdES Verification successful\n' });
    });

    test('is a well-formed file for qpdf, and begins with what was printed, byte for byte', () => {
      expect(qpdfCheck(signed)).toMatchObject({ status: 0, text: expect.stringContaining('No syntax or stream') });
      expect(signed.subarray(0, printed.length).equals(printed)).toBe(true);
    });

    test('loses its validity with one byte, for pdfsig, for openssl and for us', async () => {
      const broken = Buffer.from(signed);
      broken[Math.floor(printed.length / 2)]! ^= 1;
      expect(pdfsig(broken, [authority])).toMatch(/Digest Mismatch|Signature has been altered/);
      expect(opensslVerify(broken, authority).status).not.toBe(0);
      expect(await verifyPdf(broken, [authority])).toMatchObject([{ intact: false }]);
    });

    test('shows the box below FIRMA DEL RESPONSABLE, in the left half, on no words of the form', () => {
      const [box] = boxesOf(signed);
      const words = wordsOn(printed, pdfPages(printed).length);
      const anchor = words.find(({ text }) => text === 'RESPONSABLE')!;
      expect(box!.top).toBeLessThan(anchor.bottom);
      expect(anchor.bottom - box!.top).toBeLessThan(12);
      expect(box!.right).toBeLessThan(595 / 2);
      expect(box!.top - box!.bottom).toBeGreaterThan(40);
      expect(words.filter((word) => overlap(word, box!))).toEqual([]);
    });

    test('says in the box who signed, what for and when, with its accents', () => {
      const [day, hour] = TODAY.toLocaleString('sv-SE', { timeZone: 'America/Lima' }).split(' ');
      const date = `${day!.split('-').reverse().join('/')} ${hour!.slice(0, 5)}`;
      const text = flat(pdfPages(signed).at(-1)!);
      for (const line of ['Firmado digitalmente por', JOSE, 'OTARVASQ S.A.C.', `Fecha: ${date} (hora de Lima)`]) {
        expect(text).toContain(line);
      }
    });
  });
}

interface Edges {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

function overlap(one: Edges, other: Edges): boolean {
  return one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top;
}

describe('the place of the box', () => {
  const PAGE = { left: 0, bottom: 0, right: 596, top: 843 };
  const isInside = (box: Edges) =>
    box.left >= PAGE.left && box.bottom >= PAGE.bottom && box.right <= PAGE.right && box.top <= PAGE.top;

  test('is on the last page that asks for a signature', async () => {
    const pages = ['FIRMA DEL RESPONSABLE', 'otra cosa', 'FIRMA DEL RESPONSABLE', 'el final'];
    const { bytes } = await signPdf(await paper(...pages), sealOf(jose));
    const text = pdfPages(bytes).map(flat);
    expect(text.map((page) => page.includes('Firmado digitalmente por'))).toEqual([false, false, true, false]);
  });

  test('is at the foot of the last page where none asks for one', async () => {
    const { bytes } = await signPdf(await paper('uno', 'dos'), sealOf(jose));
    const [box] = boxesOf(bytes);
    expect(isInside(box!)).toBe(true);
    expect(box!.top).toBeLessThan(120);
    expect(pdfPages(bytes)[1]).toContain('Firmado digitalmente por');
  });

  test('is nowhere on a page that is full: the signature is valid and covers no words', async () => {
    const { PDF } = await import('@libpdf/core');
    const pdf = PDF.create();
    const page = pdf.addPage({ size: 'a4' });
    for (let y = 10; y < 840; y += 12) page.drawText('Una línea del informe', { x: 40, y, size: 10 });
    const { bytes } = await signPdf(await pdf.save(), sealOf(jose));
    expect(boxesOf(bytes)).toEqual([{ left: 0, bottom: 0, right: 0, top: 0 }]);
    expect(await verifyPdf(bytes, [authority])).toMatchObject([{ intact: true, coversWholeDocument: true }]);
  });

  test('is another one for a second signature', async () => {
    const { bytes: once } = await signPdf(await paper('FIRMA DEL RESPONSABLE'), sealOf(jose));
    const { bytes: twice } = await signPdf(once, sealOf(maria, { name: 'María Quispe Huamán' }));
    const [first, second] = boxesOf(twice);
    expect(second).toBeDefined();
    expect(overlap(first!, second!)).toBe(false);
    expect(isInside(second!)).toBe(true);
  });
});

describe.skipIf(noTools)('a signed document', { timeout: 60_000 }, () => {
  test.each([JOSE, 'O’Higgins, "Ñaña" (QF) \\ 100 %', 'Ольга Иванова', LONG_NAME])(
    'of %s is valid for outside tools and says the name',
    async (name) => {
      const identity = await identityFor(name);
      const { bytes } = await signPdf(
        await paper('FIRMA DEL RESPONSABLE'),
        sealOf(identity, { name, image: undefined }),
      );
      const said = pdfsig(bytes, [authority]);
      expect(said).toContain('Signature is Valid.');
      expect(said).toContain('Certificate is Trusted.');
      expect(opensslVerify(bytes, authority).status).toBe(0);
      expect(await verifyPdf(bytes, [authority])).toMatchObject([
        { signer: [...name].slice(0, 64).join('').trim(), organisation: ORGANISATION, intact: true },
      ]);
      expect(dense(pdfPages(bytes)[0]!)).toContain(dense([...name].slice(0, 20).join('')));
    },
  );

  test('may be signed by a second person, and both signatures hold for all', async () => {
    const { bytes: once } = await signPdf(await paper('FIRMA DEL RESPONSABLE'), sealOf(jose));
    const { bytes: twice } = await signPdf(once, sealOf(maria, { name: 'María Quispe Huamán' }));
    expect(twice.subarray(0, once.length).equals(once)).toBe(true);
    const said = pdfsig(twice, [authority]);
    expect(said.match(/Signature is Valid/g)).toHaveLength(2);
    expect(said.match(/Certificate is Trusted/g)).toHaveLength(2);
    expect([0, 1].map((place) => opensslVerify(twice, authority, place).status)).toEqual([0, 0]);
    expect(qpdfCheck(twice).status).toBe(0);
  });

  test('by a JPEG and without a picture is as well-formed', async () => {
    const { default: sharp } = await import('sharp');
    const jpeg = await sharp({ create: { width: 300, height: 90, channels: 3, background: '#203080' } })
      .jpeg()
      .toBuffer();
    for (const image of [jpeg, undefined]) {
      const { bytes } = await signPdf(await paper('FIRMA DEL RESPONSABLE'), sealOf(jose, { image }));
      expect(qpdfCheck(bytes).status).toBe(0);
      expect(pdfsig(bytes, [authority])).toContain('Signature is Valid.');
    }
  });

  test('has the signing certificate among its signed attributes and no signing time, as PAdES wants it', async () => {
    const { bytes } = await signPdf(await paper('uno'), sealOf(jose));
    const { cms } = signatureAt(bytes);
    writeFileSync(join(path, 'cms.der'), cms);
    const text = execFileSync(
      'openssl',
      ['cms', '-cmsout', '-print', '-inform', 'der', '-noout', '-in', join(path, 'cms.der')],
      {
        encoding: 'utf8',
      },
    );
    expect(text).toContain('id-smime-aa-signingCertificateV2');
    expect(text).not.toContain('signingTime');
    expect(bytes.toString('latin1')).toMatch(
      /\/SigFlags 3\b[^]*\/M \(D:\d{14}-05'00'\)|\/M \(D:\d{14}-05'00'\)[^]*\/SigFlags 3\b/,
    );
  });
});

test('characters that the font does not have are shown as unknown ones', async () => {
  const { bytes } = await signPdf(await paper('uno'), sealOf(jose, { name: 'José 漢字', image: undefined }));
  expect(pdfPages(bytes)[0]).toContain('José \uFFFD\uFFFD');
});

describe('what cannot be signed', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no PDF', Buffer.from('hola')],
    ['half of one', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog')],
  ])('%s is refused', async (_name, bytes) => {
    await expect(signPdf(bytes, sealOf(jose))).rejects.toThrow();
  });

  test('an encrypted document is refused, rather than signed so that nobody can read it', async () => {
    const { PDF } = await import('@libpdf/core');
    const pdf = await PDF.load(await paper('uno'));
    pdf.setProtection({ userPassword: '', ownerPassword: 'dueña' });
    await expect(signPdf(await pdf.save(), sealOf(jose))).rejects.toThrow('encrypted');
  });
});
