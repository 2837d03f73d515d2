import { type PDF, type PDFPage, PdfDict, PdfNumber, PdfRef } from '@libpdf/core';

/** A part of a page in points, measured from its lower left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Place {
  page: PDFPage;
  /** Null where the page has no room: the signature is then not shown, rather than laid over what the page says. */
  box: Box | null;
}

/** Heads the part of the form that is signed (templates/documents). */
const ANCHOR = 'FIRMA DEL RESPONSABLE';
const HEIGHT = { most: 66, comfortable: 54, least: 28 };
const WIDTH_MOST = 250;
/** From the words of the anchor to the lower edge of its bar, and from other words to the box. */
const BELOW_ANCHOR = 5;
const AROUND = 6;
const PAGE_MARGIN = 36;

/** What is known of a page when a place on it is looked for. */
interface Sheet {
  crop: Box;
  /** Where its left half ends. */
  middle: number;
  /** Stretches of the left half that have words, fields or earlier signatures, from below. */
  taken: readonly Stretch[];
}

type Stretch = readonly [lower: number, upper: number];

/** Where the signature is shown: below the last anchor, else at the foot of the last page, in the left half and on no other words. */
export function placeFor(pdf: PDF): Place {
  const pages = pdf.getPages();
  for (const page of pages.toReversed()) {
    const { lines } = page.extractText();
    const anchor = lines.findLast(({ text }) => text.includes(ANCHOR));
    if (!anchor) continue;
    const sheet = sheetOf(pdf, page, lines);
    return { page, box: belowAnchor(sheet, anchor.bbox) ?? atFoot(sheet) };
  }
  const page = pages.at(-1);
  if (!page) throw new Error('a document without pages cannot be signed');
  return { page, box: atFoot(sheetOf(pdf, page, page.extractText().lines)) };
}

type Lines = ReturnType<PDFPage['extractText']>['lines'];

function sheetOf(pdf: PDF, page: PDFPage, lines: Lines): Sheet {
  const crop = page.getCropBox();
  const middle = crop.x + crop.width / 2;
  const words = lines
    .flatMap(({ spans }) => spans.flatMap(({ chars }) => chars))
    .filter(({ char }) => char.trim() !== '')
    .map(({ bbox }) => bbox);
  const taken = [...words, ...fieldsOn(pdf, page)]
    .filter(({ x }) => x < middle)
    .map(({ y, height }): Stretch => [y, y + height])
    .sort((one, other) => one[0] - other[0]);
  return { crop, middle, taken };
}

/** Where a page has fields, which are no part of its text. */
function fieldsOn(pdf: PDF, page: PDFPage): Box[] {
  const valueOf = (ref: PdfRef) => pdf.getObject(ref);
  return [...(page.dict.getArray('Annots', valueOf) ?? [])].flatMap((item) => {
    const field = item instanceof PdfRef ? valueOf(item) : item;
    const sides = field instanceof PdfDict ? [...(field.getArray('Rect', valueOf) ?? [])] : [];
    const [left, bottom, right, top] = sides.flatMap((side) => (side instanceof PdfNumber ? side.value : []));
    return top === undefined ? [] : [{ x: left!, y: bottom!, width: right! - left!, height: top - bottom! }];
  });
}

/** From the anchor down to what is printed next, which is the name of who signs. */
function belowAnchor(sheet: Sheet, anchor: Box): Box | null {
  const top = anchor.y - BELOW_ANCHOR;
  const next = Math.max(...sheet.taken.flatMap(([, upper]) => (upper < anchor.y ? upper : [])), sheet.crop.y);
  return boxBetween(sheet, Math.max(next + AROUND, top - HEIGHT.most), top, anchor.x);
}

/** The lowest stretch of the left half that is high enough and has nothing printed on it; else the highest one. */
function atFoot(sheet: Sheet): Box | null {
  const free = freeStretches(sheet);
  const high = free.find(([lower, upper]) => upper - lower >= HEIGHT.comfortable);
  const [lower, upper] = high ?? free.toSorted((one, other) => other[1] - other[0] - (one[1] - one[0]))[0]!;
  return boxBetween(sheet, lower, Math.min(upper, lower + HEIGHT.comfortable), sheet.crop.x + PAGE_MARGIN);
}

function boxBetween({ middle }: Sheet, lower: number, upper: number, x: number): Box | null {
  const width = Math.min(WIDTH_MOST, middle - AROUND - x);
  const height = upper - lower;
  return height >= HEIGHT.least && width >= HEIGHT.least ? { x, y: lower, width, height } : null;
}

/** From the bottom up, what is left between the printed lines and the margins. */
function freeStretches({ crop, taken }: Sheet): Stretch[] {
  const free: Stretch[] = [];
  let from = crop.y + AROUND;
  for (const [lower, upper] of taken) {
    free.push([from, lower - AROUND]);
    from = Math.max(from, upper + AROUND);
  }
  return [...free, [from, crop.y + crop.height - PAGE_MARGIN]];
}
