import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PDF, type PdfDict, type PdfRef, type PdfStream } from '@libpdf/core';

const FILE = 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf';
/** Latin with all its accents, Greek, Cyrillic, punctuation, signs of money, and the sign for what is not here. */
const LETTERS = [
  [0x20, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x205e],
  [0x20a0, 0x20b5],
  [0x2116, 0x2122],
  [0xfffd, 0xfffd],
] as const;

let letters: Promise<Uint8Array> | undefined;

/** The font of the form with the letters that names are written in, made once: the whole one takes longer to read than a signature to make. */
export function signatureFont(): Promise<Uint8Array> {
  letters ??= withLetters();
  return letters;
}

async function withLetters(): Promise<Uint8Array> {
  const pdf = PDF.create();
  pdf.addPage();
  const font = pdf.embedFont(readFileSync(createRequire(import.meta.url).resolve(FILE)));
  const characters = LETTERS.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, step) => String.fromCodePoint(from + step)),
  );
  font.encodeText(characters.filter((character) => font.canEncode(character)).join(''));
  await pdf.save({ subsetFonts: true });
  const valueOf = (ref: PdfRef) => pdf.getObject(ref);
  const [descendant] = (valueOf(font.ref) as PdfDict).getArray('DescendantFonts')!;
  const descriptor = (valueOf(descendant as PdfRef) as PdfDict).getDict('FontDescriptor', valueOf)!;
  return (descriptor.get('FontFile2', valueOf) as PdfStream).getDecodedData();
}
