const HEADER = Buffer.from('%PDF-');
const TRAILER = Buffer.from('%%EOF');
/** Readers look for the trailer in the last kilobyte (ISO 32000-1, annex H.3.18). */
const TRAILER_BYTES = 1024;

/** True for bytes that begin and end as a PDF document does, whatever their sender calls them. */
export function isPdf(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.subarray(0, HEADER.length).equals(HEADER) && file.subarray(-TRAILER_BYTES).includes(TRAILER);
}
