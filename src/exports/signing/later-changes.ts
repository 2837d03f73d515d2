import {
  PDF,
  PdfArray,
  PdfBool,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfObject,
  PdfRef,
  PdfStream,
  PdfString,
} from '@libpdf/core';

/** Values at the same place in an earlier and in a later state of a document. */
type Pair = readonly [before: PdfObject | undefined, after: PdfObject | undefined];

/**
 * Whether a document says after the byte `end` nothing but further signatures: all that can be reached in the earlier state
 * is the same in the later one, save that the form has more signature fields and that pages show them. Throws for what is
 * no well-formed PDF. Reads both states whole: only for bytes that somebody trusted has signed.
 */
export async function onlySignaturesAdded(pdf: Uint8Array, end: number): Promise<boolean> {
  const [before, after] = await Promise.all([
    PDF.load(pdf.subarray(0, end), { lenient: false }),
    PDF.load(pdf, { lenient: false }),
  ]);
  const compared = new Set<string>();
  const open: Pair[] = ['Root', 'Info'].map((key) => [trailerOf(before).get(key), trailerOf(after).get(key)]);
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const place = pair
      .map((side) => (side instanceof PdfRef ? `${side.objectNumber} ${side.generation}` : ''))
      .join('/');
    if (place !== '/' && compared.has(place)) continue;
    if (place !== '/') compared.add(place);
    const inner = partsOf([valueOf(pair[0], before), valueOf(pair[1], after)], before, after);
    if (!inner) return false;
    for (const part of inner) open.push(part);
  }
  return true;
}

function trailerOf(pdf: PDF): PdfDict {
  return pdf.context.info.trailer;
}

function valueOf(value: PdfObject | undefined, pdf: PDF): PdfObject | undefined {
  return value instanceof PdfRef ? (pdf.getObject(value) ?? undefined) : value;
}

/** What is left to compare inside two values; null where they differ by more than signatures. */
function partsOf([one, other]: Pair, before: PDF, after: PDF): readonly Pair[] | null {
  if (one instanceof PdfDict && other instanceof PdfDict) {
    return sameData(one, other) ? entriesOf(one, other, before, after) : null;
  }
  if (one instanceof PdfArray && other instanceof PdfArray)
    return one.length === other.length ? membersOf(one, other) : null;
  return plain(one) === plain(other) ? [] : null;
}

function sameData(one: PdfDict, other: PdfDict): boolean {
  if (!(one instanceof PdfStream) || !(other instanceof PdfStream)) return one.type === other.type;
  return Buffer.compare(one.data, other.data) === 0;
}

/** The lists that a further signature stands in. */
const GROWING = ['Fields', 'Annots'];

function entriesOf(one: PdfDict, other: PdfDict, before: PDF, after: PDF): readonly Pair[] | null {
  const pairs: Pair[] = [];
  for (const key of new Set([...one.keys(), ...other.keys()].map(({ value }) => value))) {
    const pair: Pair = [one.get(key), other.get(key)];
    if (key === 'AcroForm' && !pair[0]) pairs.push([new PdfDict(), pair[1]]);
    else if (GROWING.includes(key)) {
      const [first = new PdfArray([]), second] = [valueOf(pair[0], before), valueOf(pair[1], after)];
      if (!(first instanceof PdfArray && second instanceof PdfArray)) return null;
      const added = [...second].slice(first.length);
      if (second.length < first.length || !added.every((field) => isSignature(field, after))) return null;
      pairs.push(...membersOf(first, second));
    } else pairs.push(pair);
  }
  return pairs;
}

function membersOf(one: PdfArray, other: PdfArray): Pair[] {
  return [...one].map((member, index) => [member, other.at(index)]);
}

/** A field that is signed, and nothing else: it has no parts and does nothing. */
function isSignature(field: PdfObject, pdf: PDF): boolean {
  const dictionary = valueOf(field, pdf);
  if (!(dictionary instanceof PdfDict) || ['Kids', 'A', 'AA', 'Parent'].some((key) => dictionary.has(key)))
    return false;
  const value = valueOf(dictionary.get('V'), pdf);
  return dictionary.getName('FT')?.value === 'Sig' && value instanceof PdfDict && value.has('ByteRange');
}

function plain(value: PdfObject | undefined): string {
  if (value instanceof PdfString) return `string ${Buffer.from(value.bytes).toString('hex')}`;
  if (value instanceof PdfName || value instanceof PdfNumber || value instanceof PdfBool)
    return `${value.type} ${value.value}`;
  return value?.type ?? 'nothing';
}
