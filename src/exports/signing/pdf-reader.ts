import { dictionaryEntries } from './pdf-dictionary.js';
import { SignatureProblem } from './problem.js';

/** A signature as it lies in a file: what it says of itself, its CMS message, and which bytes it is over. */
export interface PdfSignature {
  readonly subFilter: string | undefined;
  readonly reason: string | undefined;
  /** `/M`: when the signer says that it was made. */
  readonly claimedTime: Date | null;
  readonly cms: Uint8Array;
  /** The file before and after the signature itself. */
  readonly signed: readonly [before: Uint8Array, after: Uint8Array];
  /** Where the signed part of the file ends. */
  readonly end: number;
}

const KEY = '/ByteRange';
const RANGE = /\/ByteRange\s*\[\s*(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s*\]/y;
/** More in one file is no document but an attempt to keep us busy. */
const SIGNATURES_MAX = 20;
const CMS_BYTES_MAX = 64 * 1024;
/** Of a signature dictionary, on either side of the range: the signature itself, twice as long in hexadecimal, and short texts. */
const DICTIONARY_CHARACTERS_MAX = 2 * CMS_BYTES_MAX + 32 * 1024;

/**
 * Every signature of a PDF in the order of the file, each read or with what is wrong with it. The bytes are searched, not
 * parsed: a file by strangers costs one pass, whatever it holds. What a signature is over has to be the whole file from
 * its first byte but for the signature itself, so it does not matter what else another reader would find in it.
 */
export function signaturesIn(pdf: Buffer): (PdfSignature | SignatureProblem)[] {
  const source = pdf.toString('latin1');
  const found: (PdfSignature | SignatureProblem)[] = [];
  let looks = 0;
  for (let at = source.indexOf(KEY); at >= 0; at = source.indexOf(KEY, at + 1)) {
    looks += 1;
    if (looks > SIGNATURES_MAX) return [...found, new SignatureProblem('El documento tiene demasiadas firmas')];
    const entries = dictionaryAround(source, at);
    // Words in a text of the document may look like a signature.
    if (entries.has(KEY.slice(1))) found.push(signatureAt(pdf, source, at, entries));
  }
  return found;
}

function signatureAt(
  pdf: Buffer,
  source: string,
  at: number,
  entries: ReadonlyMap<string, string>,
): PdfSignature | SignatureProblem {
  RANGE.lastIndex = at;
  const [start = -1, before = -1, gapEnd = -1, after = -1] = (RANGE.exec(source) ?? []).slice(1).map(Number);
  const end = gapEnd + after;
  if (start !== 0 || before >= gapEnd || end > pdf.length) {
    return new SignatureProblem('La firma no dice bien qué parte del documento firma');
  }
  const cms = contentsOf(source, before, gapEnd);
  if (!cms) return new SignatureProblem('La firma deja sin firmar más que la firma misma');
  return {
    subFilter: entries.get('SubFilter'),
    reason: entries.get('Reason'),
    claimedTime: pdfMoment(entries.get('M')),
    cms,
    signed: [pdf.subarray(0, before), pdf.subarray(gapEnd, end)],
    end,
  };
}

/** The CMS message in the gap, which must be one string in hexadecimal, written in one way, and zeros behind the message. */
function contentsOf(source: string, gapStart: number, gapEnd: number): Buffer | null {
  const gap = source.slice(gapStart, gapEnd);
  if (gap.length > 2 * CMS_BYTES_MAX || !/^<([\da-f]*|[\dA-F]*)>$/.test(gap)) return null;
  const bytes = Buffer.from(gap.slice(1, -1), 'hex');
  const length = derLength(bytes);
  return bytes.subarray(length).every((byte) => byte === 0) ? bytes.subarray(0, length) : null;
}

/** Of the value at the beginning, its header included; all there is where the value does not say. */
function derLength(bytes: Buffer): number {
  const first = bytes[1] ?? 0;
  const digits = first & 0x7f;
  if (first < 0x80) return Math.min(bytes.length, 2 + first);
  if (digits === 0 || digits > 4 || bytes.length < 2 + digits) return bytes.length;
  return Math.min(bytes.length, 2 + digits + bytes.readUIntBE(2, digits));
}

/** What the object that a place is in says of itself; nothing where there is none around. */
function dictionaryAround(source: string, at: number): ReadonlyMap<string, string> {
  const earlier = source.slice(Math.max(0, at - DICTIONARY_CHARACTERS_MAX), at);
  const later = source.slice(at, at + DICTIONARY_CHARACTERS_MAX);
  const [start, end] = [earlier.lastIndexOf(' obj'), later.indexOf('endobj')];
  return start < 0 || end < 0
    ? new Map()
    : dictionaryEntries(earlier.slice(start + ' obj'.length) + later.slice(0, end));
}

const MOMENT = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d)'?(\d\d)'?|Z.*)?$/;

/** `D:20260304160500-05'00'`; without an offset it is taken as UTC. Null for anything else. */
function pdfMoment(text: string | undefined): Date | null {
  const parts = MOMENT.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, sign, hours, minutes] = parts;
  const moment = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${sign ? `${sign}${hours}:${minutes}` : 'Z'}`,
  );
  return Number.isNaN(moment.getTime()) ? null : moment;
}
