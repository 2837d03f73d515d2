import { type EmbeddedFont, type PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfStream } from '@libpdf/core';
import { limaMoment } from '../context.js';
import { signatureFont } from './font.js';
import { embedPicture, type Picture } from './picture.js';
import type { Box } from './place.js';

/** What the box of a signature shows. */
export interface Shown {
  name: string;
  post: string | null;
  company: string | null;
  /** PNG or JPEG. */
  image?: Uint8Array;
  signedAt: Date;
}

interface Line {
  text: string;
  size: number;
}

/** Part of the width that the picture gets. */
const PICTURE_SHARE = 0.42;
const GAP = 6;
const LEADING = 1.28;
const SIZE_LEAST = 4.5;
const INK = '0.1 0.12 0.28 rg';

/** The words and the picture of a signature as a form of the PDF, as large as the box, with its font embedded. */
export async function drawSignature(pdf: PDF, { width, height }: Box, shown: Shown): Promise<PdfStream> {
  const face = pdf.embedFont(await signatureFont());
  const image = shown.image && (await embedPicture(pdf, shown.image));
  const left = image ? width * PICTURE_SHARE + GAP : 0;
  const text = drawLines(face, linesOf(shown), { x: left, y: 0, width: width - left, height });
  const picture = image ? drawPicture(image, { x: 0, y: 0, width: width * PICTURE_SHARE, height }) : '';
  const resources = PdfDict.of({ Font: PdfDict.of({ F: face.ref }) });
  if (image) resources.set('XObject', PdfDict.of({ P: image.ref }));
  return PdfStream.fromDict(
    {
      Type: PdfName.of('XObject'),
      Subtype: PdfName.of('Form'),
      BBox: rectangle({ x: 0, y: 0, width, height }),
      Resources: resources,
    },
    Buffer.from(`${picture}${text}`, 'latin1'),
  );
}

/** The corners of a box, as PDF writes rectangles. */
export function rectangle({ x, y, width, height }: Box): PdfArray {
  return new PdfArray([x, y, x + width, y + height].map((value) => PdfNumber.of(Number(value.toFixed(2)))));
}

function linesOf({ name, post, company, signedAt }: Shown): Line[] {
  const lines = [
    { text: 'Firmado digitalmente por', size: 6 },
    { text: name, size: 8 },
    { text: post ?? '', size: 6.5 },
    { text: company ?? '', size: 6.5 },
    { text: `Fecha: ${limaMoment(signedAt)} (hora de Lima)`, size: 6 },
  ];
  return lines
    .map(({ text, size }) => ({ text: text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), size }))
    .filter(({ text }) => text !== '');
}

/** Lines from the top, the block in the middle of the room. What is too wide goes on in a second line, gets smaller, and is cut at last. */
function drawLines(face: EmbeddedFont, lines: readonly Line[], room: Box): string {
  const wrapped = lines.flatMap(({ text, size }) => inTwo(face, { text: printable(face, text), size }, room.width));
  const full = wrapped.reduce((sum, { size }) => sum + size * LEADING, 0);
  const scale = Math.min(1, room.height / full);
  let y = room.y + (room.height + full * scale) / 2;
  const drawn = wrapped.map((line) => {
    const { text, size } = fitted(face, { text: line.text, size: line.size * scale }, room.width);
    y -= line.size * scale * LEADING;
    return `/F ${size.toFixed(2)} Tf 1 0 0 1 ${room.x.toFixed(2)} ${(y + size * 0.3).toFixed(2)} Tm <${codes(face, text)}> Tj\n`;
  });
  return `q BT ${INK}\n${drawn.join('')}ET Q\n`;
}

function inTwo(face: EmbeddedFont, { text, size }: Line, width: number): Line[] {
  if (face.widthOfTextAtSize(text, size) <= width) return [{ text, size }];
  const words = text.split(' ');
  const fits = words.findLastIndex(
    (_word, last) => face.widthOfTextAtSize(words.slice(0, last + 1).join(' '), size) <= width,
  );
  const [first, second] = [words.slice(0, fits + 1).join(' '), words.slice(fits + 1).join(' ')];
  return [first, second].filter(Boolean).map((part) => ({ text: part, size }));
}

function fitted(face: EmbeddedFont, { text, size }: Line, width: number): Line {
  const needed = face.widthOfTextAtSize(text, size);
  if (needed <= width) return { text, size };
  const smaller = Math.max(Math.min(size, SIZE_LEAST), (size * width) / needed);
  const characters = [...text];
  const fits = (count: number) => face.widthOfTextAtSize(`${characters.slice(0, count).join('')}…`, smaller) <= width;
  if (face.widthOfTextAtSize(text, smaller) <= width) return { text, size: smaller };
  const kept = characters.findLastIndex((_character, index) => fits(index + 1));
  return { text: `${characters.slice(0, kept + 1).join('')}…`, size: smaller };
}

/** Characters that the font does not have are shown as unknown ones, as the form shows them. */
function printable(face: EmbeddedFont, text: string): string {
  return [...text.toWellFormed()].map((character) => (face.canEncode(character) ? character : '\uFFFD')).join('');
}

function codes(face: EmbeddedFont, text: string): string {
  return face
    .encodeTextToGids(text)
    .map((glyph) => glyph.toString(16).padStart(4, '0'))
    .join('');
}

/** As large as fits with its proportions kept, in the middle of the room. */
function drawPicture({ width, height }: Picture, room: Box): string {
  const scale = Math.min(room.width / width, room.height / height);
  const [w, h] = [width * scale, height * scale];
  const [x, y] = [room.x + (room.width - w) / 2, room.y + (room.height - h) / 2];
  return `q ${w.toFixed(2)} 0 0 ${h.toFixed(2)} ${x.toFixed(2)} ${y.toFixed(2)} cm /P Do Q\n`;
}
