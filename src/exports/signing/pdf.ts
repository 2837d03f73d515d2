import { createHash } from 'node:crypto';
import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfString } from '@libpdf/core';
import { drawSignature, rectangle, type Shown } from './appearance.js';
import { signDigest } from './cms.js';
import type { SigningIdentity } from './identity.js';
import { placeFor } from './place.js';
import { askForTimestamp, type TimestampServer } from './timestamp.js';

/** Who signs, with what, and what is shown of it. */
export interface Seal extends Shown {
  identity: SigningIdentity;
  /** Why: stands in the signature, and is signed. */
  reason: string;
  /** Gives the signature a time that others vouch for (PAdES B-T). */
  timestamp?: TimestampServer;
}

export interface SignedPdf {
  bytes: Buffer;
  /** Why there is no time stamp although one was asked for (for the log): the document is signed all the same, as PAdES B-B. */
  timestampProblem: string | null;
}

/** Numbers of ten digits keep the room of the real ones. */
const UNKNOWN = 9_999_999_999;
const BYTE_RANGE = `/ByteRange [0 ${UNKNOWN} ${UNKNOWN} ${UNKNOWN}]`;
/** A signature of RSA-4096 with its attributes, and a time stamp token with the certificates of its server. */
const SIGNATURE_BYTES = 2048;
const TOKEN_BYTES = 16 * 1024;

/**
 * Signs a PDF (PAdES B-B, or B-T with a time stamp), shown in a box below FIRMA DEL RESPONSABLE. What the document was stays as it is,
 * byte for byte, and earlier signatures stay valid: everything new is appended. Throws for what is no PDF, or is encrypted or damaged.
 */
export async function signPdf(pdf: Uint8Array, seal: Seal): Promise<SignedPdf> {
  const { identity, timestamp } = seal;
  const certificates = [identity.certificate, ...identity.chain].reduce((sum, { length }) => sum + length, 0);
  const room = SIGNATURE_BYTES + certificates + (timestamp ? TOKEN_BYTES : 0);
  const prepared = await withField(pdf, seal, room);
  const [start, end] = setByteRange(prepared, pdf.length, room);
  const digest = createHash('sha256').update(prepared.subarray(0, start)).update(prepared.subarray(end)).digest();
  const signature = await signDigest(digest, identity);
  const token = timestamp && (await askForTimestamp(signature.value, timestamp).catch((error: Error) => error));
  const [encoded, timestampProblem] = withToken(signature, token, room);
  prepared.write(encoded.toString('hex'), start + 1, 'latin1');
  return { bytes: prepared, timestampProblem };
}

function withToken(
  signature: Awaited<ReturnType<typeof signDigest>>,
  token: Uint8Array | Error | undefined,
  room: number,
): [encoded: Buffer, timestampProblem: string | null] {
  const plain = signature.encoded();
  if (plain.length > room) throw new Error(`a signature of ${plain.length} bytes does not fit: ${room} were kept free`);
  if (!token) return [plain, null];
  if (token instanceof Error) return [plain, token.message];
  const stamped = signature.encoded(token);
  if (stamped.length > room) return [plain, `the time stamp is too large: ${token.length} bytes`];
  return [stamped, null];
}

/** The document with a signature field that is still to be filled, appended to it. */
async function withField(bytes: Uint8Array, seal: Seal, room: number): Promise<Buffer> {
  const pdf = await PDF.load(bytes, { lenient: false });
  const blocked = pdf.isEncrypted ? 'encrypted' : pdf.canSaveIncrementally();
  if (blocked) throw new Error(`nothing can be appended to this PDF: ${blocked}`);
  const { page, box } = placeFor(pdf);
  const form = pdf.getOrCreateForm();
  const names = new Set(form.getFieldNames());
  let count = 1;
  while (names.has(`Firma ${count}`)) count += 1;
  const field = form.createSignatureField(`Firma ${count}`).getDict();
  field.delete('Kids');
  const entries = {
    Type: PdfName.of('Annot'),
    Subtype: PdfName.of('Widget'),
    Rect: rectangle(box ?? { x: 0, y: 0, width: 0, height: 0 }),
    P: page.ref,
    F: PdfNumber.of(PRINT_AND_LOCKED),
    TU: inHexadecimal(`Firma digital de ${seal.name}`),
    V: pdf.register(signatureDictionary(seal, room)),
  };
  for (const [key, value] of Object.entries(entries)) field.set(key, value);
  if (box) field.set('AP', PdfDict.of({ N: pdf.register(await drawSignature(pdf, box, seal)) }));
  addToPage(pdf, page.dict, field);
  return Buffer.from(await pdf.save({ incremental: true, subsetFonts: true }));
}

const PRINT_AND_LOCKED = 4 + 128;

function addToPage(pdf: PDF, page: PdfDict, field: PdfDict): void {
  const { registry } = pdf.context;
  const reference = registry.getRef(field)!;
  const notes = page.getArray('Annots', (ref) => registry.resolve(ref));
  if (notes) notes.push(reference);
  else page.set('Annots', new PdfArray([reference]));
}

function signatureDictionary({ name, reason, signedAt }: Seal, room: number): PdfDict {
  return PdfDict.of({
    Type: PdfName.of('Sig'),
    Filter: PdfName.of('Adobe.PPKLite'),
    SubFilter: PdfName.of('ETSI.CAdES.detached'),
    ByteRange: new PdfArray([0, UNKNOWN, UNKNOWN, UNKNOWN].map((value) => PdfNumber.of(value))),
    Contents: PdfString.fromBytes(new Uint8Array(room)),
    Name: inHexadecimal(name),
    Reason: inHexadecimal(reason),
    M: PdfString.fromString(pdfDate(signedAt)),
  });
}

/** A text that nobody can take for a part of the file, whatever it says: UTF-16 in hexadecimal. */
function inHexadecimal(text: string): PdfString {
  return PdfString.fromBytes(Buffer.from(`\uFEFF${text.toWellFormed()}`, 'utf16le').swap16());
}

/** Writes into the document which bytes are signed: all but the signature itself. Gives where that begins and ends. */
function setByteRange(pdf: Buffer, appendedAt: number, room: number): [start: number, end: number] {
  const range = pdf.indexOf(BYTE_RANGE, appendedAt, 'latin1');
  const start = pdf.indexOf(`<${'00'.repeat(room)}>`, appendedAt, 'latin1');
  if (range < 0 || start < 0) throw new Error('the signature field was not written as it should be');
  const end = start + 2 * room + 2;
  const written = `/ByteRange [0 ${start} ${end} ${pdf.length - end}]`;
  pdf.write(written.padEnd(BYTE_RANGE.length), range, 'latin1');
  return [start, end];
}

const LIMA_HOURS = -5;

/** A moment as PDF writes it, with the hour of Lima, which keeps UTC-5 all year: `D:20260304160500-05'00'`. */
function pdfDate(moment: Date): string {
  const inLima = new Date(moment.getTime() + LIMA_HOURS * 3_600_000);
  return `D:${inLima.toISOString().slice(0, 19).replace(/\D/g, '')}-05'00'`;
}
