import { scanXml, type XmlTag } from './xml.js';

/** An element that holds others: a table, a row, a cell, a text box… Paragraphs, runs and texts are none. */
export interface Box {
  name: string;
  parent: Box | null;
  depth: number;
  start: number;
  end: number;
  /** Of a table in its part, or of a row in its table, from 1. */
  number: number;
  /** Rows (of a table) so far. */
  rows: number;
}

/** The text of one run: `start` and `end` are places in the XML, `at` the place in the text of the paragraph. */
export interface Piece {
  at: number;
  start: number;
  end: number;
  tag: XmlTag;
}

/** A line of text as a reader sees it: Word cuts it into runs anywhere, so that a tag is only whole here. */
export interface Paragraph {
  name: string;
  start: number;
  end: number;
  /** Where its runs begin, behind its properties, and where they end. Equal to `end` for `<w:p/>`. */
  inner: { start: number; end: number };
  box: Box | null;
  pieces: Piece[];
  /** As it stands in the XML: `&amp;` is not decoded, so that places in the text are places in the XML. */
  text: string;
  /** The nearest text before it. */
  before: string;
}

export interface Part {
  file: string;
  xml: string;
  paragraphs: readonly Paragraph[];
  boxes: readonly Box[];
}

const PARAGRAPHS = new Set(['w:p', 'a:p']);
const TRANSPARENT = new Set([...PARAGRAPHS, 'w:r', 'a:r']);
/** Where the filler looks for tags: in runs, and in the properties of the document. */
const TEXTS = new Set(
  `w:t a:t m:t dc:title dc:subject dc:creator dc:description cp:keywords cp:category cp:contentStatus
  Company Manager HyperlinkBase vt:lpstr vt:lpwstr PublishDate Abstract CompanyAddress CompanyPhone CompanyFax
  CompanyEmail`.split(/\s+/),
);

/** Paragraphs and boxes of a part whose XML is known to be sound. */
export function readPart(file: string, xml: string): Part {
  const reading: Reading = { xml, paragraphs: [], boxes: [], open: [], box: null, tables: 0, text: null, before: '' };
  scanXml(xml, (tag) => {
    if (tag.kind === 'close') leave(reading, tag);
    else enter(reading, tag);
    if (tag.kind === 'empty') leave(reading, tag);
  });
  return { file, xml, paragraphs: reading.paragraphs, boxes: reading.boxes };
}

interface Reading {
  xml: string;
  paragraphs: Paragraph[];
  boxes: Box[];
  /** Paragraphs that are open: a text box has some of its own inside one. */
  open: Paragraph[];
  box: Box | null;
  tables: number;
  text: XmlTag | null;
  before: string;
}

function enter(reading: Reading, tag: XmlTag): void {
  if (PARAGRAPHS.has(tag.name)) openParagraph(reading, tag);
  else if (TEXTS.has(tag.name)) reading.text = tag.kind === 'open' ? tag : null;
  else if (!TRANSPARENT.has(tag.name)) openBox(reading, tag);
}

function leave(reading: Reading, tag: XmlTag): void {
  if (PARAGRAPHS.has(tag.name)) closeParagraph(reading, tag);
  else if (TEXTS.has(tag.name)) closeText(reading, tag);
  else if (!TRANSPARENT.has(tag.name)) closeBox(reading, tag);
}

function openParagraph({ paragraphs, open, box, before }: Reading, { name, start, end }: XmlTag): void {
  const paragraph = { name, start, end, inner: { start: end, end }, box, pieces: [], text: '', before };
  paragraphs.push(paragraph);
  open.push(paragraph);
}

function closeParagraph(reading: Reading, tag: XmlTag): void {
  const paragraph = reading.open.pop()!;
  paragraph.end = tag.end;
  paragraph.inner.end = tag.kind === 'empty' ? tag.end : tag.start;
  if (paragraph.text.trim()) reading.before = paragraph.text.trim();
}

function closeText(reading: Reading, close: XmlTag): void {
  const tag = reading.text;
  reading.text = null;
  if (!tag) return;
  const isAlone = reading.open.length === 0;
  if (isAlone) openParagraph(reading, tag);
  const paragraph = reading.open.at(-1)!;
  paragraph.pieces.push({ at: paragraph.text.length, start: tag.end, end: close.start, tag });
  paragraph.text += reading.xml.slice(tag.end, close.start);
  if (isAlone) closeParagraph(reading, close);
}

function openBox(reading: Reading, { name, start, end }: XmlTag): void {
  const parent = reading.box;
  const box: Box = { name, parent, depth: (parent?.depth ?? 0) + 1, start, end, number: 0, rows: 0 };
  if (name === 'w:tbl' && !enclosing(parent, 'w:tbl')) box.number = ++reading.tables;
  const table = name === 'w:tr' ? enclosing(parent, 'w:tbl') : null;
  if (table) box.number = ++table.rows;
  reading.boxes.push(box);
  reading.box = box;
}

function closeBox(reading: Reading, { name, end }: XmlTag): void {
  const box = reading.box!;
  box.end = end;
  reading.box = box.parent;
  const paragraph = reading.open.at(-1);
  // Its own properties, not those of a run inside it.
  if (name === 'w:pPr' && paragraph?.box === box.parent && paragraph.pieces.length === 0) paragraph.inner.start = end;
}

/** The nearest box of that name, the box itself first. */
export function enclosing(box: Box | null, name: string): Box | null {
  for (let at = box; at; at = at.parent) if (at.name === name) return at;
  return null;
}
