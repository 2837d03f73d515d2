import { X509Certificate } from 'node:crypto';
import { type Holder, holderOf, mayBeUsedFor, pathToTrusted, validAt } from './certificates.js';
import { attributeOf, checkSignature, type CmsMessage, namedCertificate, readCms } from './cms-reader.js';
import { onlySignaturesAdded } from './later-changes.js';
import * as oids from './oids.js';
import { type PdfSignature, signaturesIn } from './pdf-reader.js';
import { problemText, SignatureProblem } from './problem.js';
import { readTimestamp, type Timestamp } from './timestamp.js';

/** What can be said of one signature of a PDF. What could not be read is null, or does not hold. */
export interface SignatureReport {
  /** Name, organisation and serial number (hexadecimal) in the signer's certificate. */
  signer: string | null;
  organisation: string | null;
  certificateSerial: string | null;
  /** When: by the word of the time stamp where a trusted one is there, else by that of the signer. ISO 8601. */
  signedAt: string | null;
  /** Time of a time stamp that holds, whoever made it. ISO 8601. */
  timestamp: string | null;
  /** The time stamp's certificate leads to a trusted one too. */
  timestampTrusted: boolean;
  /** The signed bytes are those that were signed, by the key of that certificate. */
  intact: boolean;
  /** Nothing was added to the file afterwards. */
  coversWholeDocument: boolean;
  /** The signer's certificate leads to a trusted one and may sign documents. Revocation is not looked up. */
  certificateTrusted: boolean;
  /** The certificate, and those above it, were valid when it was signed. */
  validAtSigning: boolean;
  /** PAdES baseline level (EN 319 142-1) of what is in the file, or null for other kinds of signatures. */
  level: 'B-B' | 'B-T' | null;
  reason: string | null;
  /** The first thing that does not hold, in Spanish. */
  problem: string | null;
}

const SUB_FILTERS = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'];
const UNREADABLE = 'La firma está dañada: no se puede leer';
const CHANGED_LATER = 'El documento fue modificado después de esta firma';

/**
 * Who signed a PDF, and whether the signatures hold, in the order of the file; none for a file without signatures or of
 * another kind. `trusted` are the certificates (DER) that the reader relies on: throws where one of them is none, and
 * never for what is in the file.
 */
export async function verifyPdf(pdf: Uint8Array, trusted: readonly Uint8Array[]): Promise<SignatureReport[]> {
  const anchors = trusted.map((certificate) => new X509Certificate(certificate));
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const found = signaturesIn(bytes).map((signature) => ({
    signature,
    report: reportOf(signature, bytes.length, anchors),
  }));
  const seal = found.findLast(({ report }) => isWhole(report));
  for (const { signature, report } of found) {
    if (signature instanceof SignatureProblem || !report.intact || report.coversWholeDocument) continue;
    if (!seal || !(await isOnlySigned(bytes, signature.end))) report.problem ??= CHANGED_LATER;
  }
  return found.map(({ report }) => report);
}

/** What somebody trusted has signed as a whole. Only then are later states of the file worth reading. */
function isWhole({ intact, coversWholeDocument, certificateTrusted, validAtSigning }: SignatureReport): boolean {
  return intact && coversWholeDocument && certificateTrusted && validAtSigning;
}

async function isOnlySigned(pdf: Buffer, end: number): Promise<boolean> {
  try {
    return await onlySignaturesAdded(pdf, end);
  } catch {
    return false;
  }
}

const NOTHING: SignatureReport = {
  signer: null,
  organisation: null,
  certificateSerial: null,
  signedAt: null,
  timestamp: null,
  timestampTrusted: false,
  intact: false,
  coversWholeDocument: false,
  certificateTrusted: false,
  validAtSigning: false,
  level: null,
  reason: null,
  problem: null,
};

function reportOf(
  signature: PdfSignature | SignatureProblem,
  length: number,
  trusted: readonly X509Certificate[],
): SignatureReport {
  if (signature instanceof SignatureProblem) return { ...NOTHING, problem: signature.message };
  const { claimedTime, reason = null, end } = signature;
  const report = { ...NOTHING, reason, signedAt: iso(claimedTime), coversWholeDocument: end === length };
  try {
    const message = readCms(signature.cms);
    return { ...report, ...judged(signature, message, trusted) };
  } catch (error) {
    return { ...report, problem: problemText(error, UNREADABLE) };
  }
}

function judged(
  signature: PdfSignature,
  message: CmsMessage,
  trusted: readonly X509Certificate[],
): Partial<SignatureReport> {
  const holder = holderOf(message.certificate);
  const [stamp, stampProblem] = attempt(() => timestampOf(message), 'El sello de tiempo está dañado: no se puede leer');
  const [, problem] = attempt(() => check(signature, message), UNREADABLE);
  const path = pathToTrusted(message.certificate, message.others, trusted);
  const timestampTrusted = Boolean(stamp && pathAt(stamp, trusted));
  const time = timestampTrusted ? stamp!.time : signature.claimedTime;
  const facts = {
    ...named(holder),
    signedAt: iso(time),
    timestamp: iso(stamp?.time),
    timestampTrusted,
    intact: problem === null,
    certificateTrusted: path !== null && mayBeUsedFor('documents', message.certificate),
    validAtSigning: time !== null && validAt(path ?? [new X509Certificate(message.certificate)], time),
  };
  return {
    ...facts,
    level: facts.intact ? levelOf(signature, message, stamp) : null,
    problem: problem ?? stampProblem ?? doubt(facts),
  };
}

function named({ name, organisation, serialNumber }: Holder): Partial<SignatureReport> {
  return { signer: name, organisation, certificateSerial: serialNumber };
}

function check({ subFilter, signed }: PdfSignature, message: CmsMessage): void {
  if (!subFilter || !SUB_FILTERS.includes(subFilter)) throw new SignatureProblem('Esta clase de firma no se admite');
  if (message.content) throw new SignatureProblem('La firma trae su propio contenido en vez de firmar el documento');
  checkSignature(message, signed);
}

function timestampOf(message: CmsMessage): Timestamp | null {
  const token = attributeOf(message, oids.TIMESTAMP_TOKEN, false);
  return token ? readTimestamp(token.valueBeforeDecodeView, message.value) : null;
}

function pathAt({ certificate, others, time }: Timestamp, trusted: readonly X509Certificate[]): boolean {
  const path = pathToTrusted(certificate, others, trusted);
  return path !== null && validAt(path, time);
}

function levelOf({ subFilter, claimedTime }: PdfSignature, message: CmsMessage, stamp: Timestamp | null) {
  const isBaseline =
    subFilter === 'ETSI.CAdES.detached' &&
    claimedTime !== null &&
    namedCertificate(message) === 'v2' &&
    !attributeOf(message, oids.SIGNING_TIME);
  return isBaseline ? (stamp ? 'B-T' : 'B-B') : null;
}

function doubt({ certificateTrusted, validAtSigning }: Pick<SignatureReport, 'certificateTrusted' | 'validAtSigning'>) {
  if (!certificateTrusted) return 'El certificado del firmante no es de confianza para este servidor';
  return validAtSigning ? null : 'El certificado no estaba vigente cuando se firmó';
}

/** What was found, or why it does not hold. */
function attempt<Found>(look: () => Found, otherwise: string): [found: Found | null, problem: string | null] {
  try {
    return [look(), null];
  } catch (error) {
    return [null, problemText(error, otherwise)];
  }
}

function iso(moment: Date | null | undefined): string | null {
  return moment?.toISOString() ?? null;
}
