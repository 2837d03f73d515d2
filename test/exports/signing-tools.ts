import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDF } from '@libpdf/core';
import {
  createAuthority,
  identityOf,
  issueCertificate,
  type KeyPairWithCertificate,
  type Seal,
  type SigningIdentity,
} from '../../src/exports/signing/index.js';
import { SIGNATURE_PNG } from './cases.js';
import { missing, scratch } from './tools.js';

const TOOLS = { pdfsig: 'poppler-utils', certutil: 'libnss3-tools', openssl: 'openssl', qpdf: 'qpdf' };

/** Whether tests that ask outside tools are left out. */
export const noTools = Object.entries(TOOLS).some(([tool, debian]) =>
  missing(`${tool} (${debian})`, spawnSync('which', [tool]).status === 0),
);

/** Outside tools judge certificates by the clock of the machine. */
export const TODAY = new Date(Math.floor(Date.now() / 1000) * 1000);
export const JOSE = 'José Ñuñez Peña-Vásquez';
export const ORGANISATION = 'Laboratorios "Ñandú" S.A.C., Perú';

let authority: Promise<KeyPairWithCertificate> | undefined;

/** The authority of the tests, made once a file: keys take their time. */
export function testAuthority(): Promise<KeyPairWithCertificate> {
  authority ??= createAuthority(ORGANISATION, TODAY);
  return authority;
}

export async function identityFor(name: string): Promise<SigningIdentity> {
  const above = await testAuthority();
  const person = { name, email: 'qf@example.pe', organisation: ORGANISATION, post: 'Químico Farmacéutico' };
  return identityOf(await issueCertificate(above, person, TODAY), [above.certificate]);
}

export function sealOf(identity: SigningIdentity, values: Partial<Seal> = {}): Seal {
  return {
    identity,
    name: JOSE,
    post: 'Químico Farmacéutico – Responsable de Farmacovigilancia',
    company: 'OTARVASQ S.A.C.',
    image: SIGNATURE_PNG,
    reason: 'Caso ICSR-2026-007, versión 3 (envío)',
    signedAt: TODAY,
    ...values,
  };
}

/** A PDF of pages with one line of words each. */
export async function paper(...lines: string[]): Promise<Buffer> {
  const pdf = PDF.create();
  for (const line of lines) pdf.addPage({ size: 'a4' }).drawText(line, { x: 60, y: 700, size: 10 });
  return Buffer.from(await pdf.save());
}

/** What `pdfsig` says of a file when it trusts these certificates, or `qpdf` of its structure. */
export function pdfsig(pdf: Uint8Array, trusted: readonly Uint8Array[]): string {
  return inFolder((path, run) => {
    const database = `sql:${join(path, 'nss')}`;
    mkdirSync(join(path, 'nss'));
    run('certutil', '-N', '-d', database, '--empty-password');
    trusted.forEach((certificate, index) => {
      writeFileSync(join(path, 'ca.der'), certificate);
      run('certutil', '-A', '-d', database, '-n', `ca ${index}`, '-t', 'CT,C,C', '-i', join(path, 'ca.der'));
    });
    writeFileSync(join(path, 'signed.pdf'), pdf);
    return spawnSync('pdfsig', ['-nssdir', database, join(path, 'signed.pdf')], { encoding: 'utf8' }).stdout;
  });
}

export function qpdfCheck(pdf: Uint8Array): { status: number | null; text: string } {
  return inFolder((path) => {
    writeFileSync(join(path, 'signed.pdf'), pdf);
    const { status, stdout, stderr } = spawnSync('qpdf', ['--check', join(path, 'signed.pdf')], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  });
}

/** What `openssl cms -verify -cades` says of the signature at this place (counted from 0), given the bytes that it covers. */
export function opensslVerify(pdf: Buffer, authority: Uint8Array, place = 0): { status: number | null; text: string } {
  return inFolder((path, run) => {
    const { cms, signed } = signatureAt(pdf, place);
    writeFileSync(join(path, 'ca.der'), authority);
    writeFileSync(join(path, 'cms.der'), cms);
    writeFileSync(join(path, 'signed.bin'), signed);
    run('openssl', 'x509', '-inform', 'der', '-in', join(path, 'ca.der'), '-out', join(path, 'ca.pem'));
    const files = ['-in', 'cms.der', '-content', 'signed.bin', '-CAfile', 'ca.pem', '-out', 'out'];
    const options = ['-verify', '-cades', '-binary', '-inform', 'der', ...files];
    const { status, stderr } = spawnSync('openssl', ['cms', ...options], { encoding: 'utf8', cwd: path });
    return { status, text: stderr };
  });
}

export interface Found {
  /** The gap that holds the signature, its angle brackets included. */
  start: number;
  end: number;
  cms: Buffer;
  signed: Buffer;
}

/** The signature at a place of a file, taken out by what the file says of itself. */
export function signatureAt(pdf: Buffer, place = 0): Found {
  const ranges = [...pdf.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\s*\]/g)];
  const [start = 0, end = 0, rest = 0] = ranges[place]!.slice(1).map(Number);
  const gap = Buffer.from(pdf.toString('latin1', start + 1, end - 1), 'hex');
  return {
    start,
    end,
    cms: gap.subarray(0, 4 + gap.readUInt16BE(2)),
    signed: Buffer.concat([pdf.subarray(0, start), pdf.subarray(end, end + rest)]),
  };
}

/** The box of every signature field, in the order of the file, and the page it is on (its object number). */
export function boxesOf(pdf: Buffer): { left: number; bottom: number; right: number; top: number }[] {
  const fields = [...pdf.toString('latin1').matchAll(/\/FT \/Sig[^]*?\/Rect \[([\d. -]+)\]/g)];
  return fields.map(([, numbers]) => {
    const [left = 0, bottom = 0, right = 0, top = 0] = numbers!.split(' ').map(Number);
    return { left, bottom, right, top };
  });
}

/** Words of a page as poppler finds them, measured as PDF measures: from the lower left corner. */
export function wordsOn(
  pdf: Uint8Array,
  page: number,
): { text: string; left: number; bottom: number; right: number; top: number }[] {
  return inFolder((path) => {
    writeFileSync(join(path, 'a.pdf'), pdf);
    const args = ['-bbox', '-f', String(page), '-l', String(page), join(path, 'a.pdf'), '-'];
    const html = execFileSync('pdftotext', args, { encoding: 'utf8' });
    const height = Number(/<page [^>]*height="([\d.]+)"/.exec(html)![1]);
    const word = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g;
    return [...html.matchAll(word)].map(([, left, upper, right, lower, text]) => ({
      text: text!,
      left: Number(left),
      right: Number(right),
      bottom: height - Number(lower),
      top: height - Number(upper),
    }));
  });
}

function inFolder<Result>(work: (path: string, run: (tool: string, ...args: string[]) => void) => Result): Result {
  const { path, remove } = scratch();
  try {
    return work(path, (tool, ...args) => void execFileSync(tool, args, { cwd: path, stdio: 'pipe' }));
  } finally {
    remove();
  }
}
