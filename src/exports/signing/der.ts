import { ObjectIdentifier } from 'asn1js';

/** Tags of ASN.1, as they stand in DER. */
const TAG = { boolean: 0x01, integer: 0x02, octets: 0x04, null: 0x05, sequence: 0x30, set: 0x31, context: 0xa0 };

export const NULL = Buffer.of(TAG.null, 0);
export const TRUE = Buffer.of(TAG.boolean, 1, 0xff);
export const ONE = integer(Buffer.of(1));

export function sequence(...members: Uint8Array[]): Buffer {
  return block(TAG.sequence, members);
}

/** DER wants the members of a set in the order of their bytes. */
export function set(...members: Uint8Array[]): Buffer {
  return block(TAG.set, members.toSorted(Buffer.compare));
}

/** `[number] IMPLICIT` of a set, or `[number] EXPLICIT` of a single value. */
export function tagged(number: number, ...members: Uint8Array[]): Buffer {
  return block(TAG.context + number, members.toSorted(Buffer.compare));
}

export function octets(bytes: Uint8Array): Buffer {
  return block(TAG.octets, [bytes]);
}

/** Of the shortest digits of a whole number, as two's complement. */
export function integer(digits: Uint8Array): Buffer {
  return block(TAG.integer, [digits]);
}

export function oid(value: string): Buffer {
  return Buffer.from(new ObjectIdentifier({ value }).toBER());
}

function block(tag: number, members: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(members);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(length);
  const significant = digits.subarray(digits.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(0x80 + significant.length), significant]);
}
