import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, Header, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import PizZip from 'pizzip';
import { caseView, type DocumentContext, fillTemplate, findingText, prepareTemplate } from '../../src/exports/index.js';
import { NOW, SIGNER, typicalCase } from './cases.js';
import { docxText, flat, TEMPLATES } from './tools.js';

export const TEMPLATE = readFileSync(join(TEMPLATES, 'modelo-b.docx'));

/** A Word file as an author makes it: a text is a paragraph, an array of rows a table. A text in pieces is cut into runs. */
export type Content = string | readonly string[] | readonly (readonly string[])[];

export function wordFile(contents: readonly Content[], header?: string): Promise<Buffer> {
  const headers = header === undefined ? undefined : { default: new Header({ children: [paragraph([header])] }) };
  const children = contents.map((content) =>
    typeof content === 'string' ? paragraph([content]) : isTable(content) ? table(content) : paragraph(content),
  );
  return Packer.toBuffer(new Document({ sections: [{ headers, children }] }));
}

function isTable(content: Exclude<Content, string>): content is readonly (readonly string[])[] {
  return Array.isArray(content[0]);
}

function paragraph(pieces: readonly string[]): Paragraph {
  return new Paragraph({ children: pieces.map((text, index) => new TextRun({ text, bold: index % 2 === 1 })) });
}

function table(rows: readonly (readonly string[])[]): Table {
  return new Table({
    rows: rows.map(
      (cells) =>
        new TableRow({
          children: cells.map((text) => new TableCell({ children: text.split('\n').map((line) => paragraph([line])) })),
        }),
    ),
  });
}

/** A Word file of one paragraph for each text, enough for a template. */
export function template(...paragraphs: string[]): Buffer {
  return templateOf(paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join(''));
}

/** Our template with another body. */
export function templateOf(body: string): Buffer {
  return changed(
    'word/document.xml',
    (xml) => `${/<w:document[^>]*>/.exec(xml)![0]}<w:body>${body}</w:body></w:document>`,
  );
}

/** Our template with one part changed, or added where there is none. */
export function changed(part: string, change: (text: string) => string | Buffer): Buffer {
  const zip = new PizZip(TEMPLATE);
  zip.file(part, change(zip.file(part)?.asText() ?? ''));
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** What keeps a template from being used, line by line as an author reads it. */
export function errorsIn(docx: Uint8Array): string[] {
  const { findings } = prepareTemplate(docx);
  return findings.filter(({ level }) => level === 'error').map(findingText);
}

export function warningsIn(docx: Uint8Array): string[] {
  const { findings } = prepareTemplate(docx);
  return findings.filter(({ level }) => level === 'warning').map(findingText);
}

export const VIEW = caseView(typicalCase(), SIGNER, NOW);

/** The words of the document that a template makes of a case, in one line. */
export function printed(docx: Uint8Array, view: DocumentContext = VIEW, part?: string): string {
  const prepared = prepareTemplate(docx);
  if (!prepared.docx) throw new Error(prepared.findings.map(findingText).join('\n'));
  return flat(docxText(fillTemplate(prepared.docx, view, {}).docx, part));
}
