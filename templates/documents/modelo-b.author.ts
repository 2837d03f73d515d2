import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AlignmentType, Document, Footer, Header, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import PizZip from 'pizzip';
import { gap, halves, line, PAGE, SIZE } from './kit.author.js';
import { placeholder } from './picture.author.js';
import * as product from './products.author.js';
import * as section from './sections.author.js';

const CONTENT_TYPES = '[Content_Types].xml';

/**
 * Writes `modelo-b.docx`, the form of RD 144-2016-DIGEMID for health professionals as an ordinary Word file with
 * `{{ tags }}`. Run: `node --import @oxc-node/core/register templates/documents/modelo-b.author.ts [file]`.
 * The same sources give the same bytes. A pharmacist may as well edit the Word file itself.
 */
const target = process.argv[2] ?? fileURLToPath(new URL('modelo-b.docx', import.meta.url));
writeFileSync(target, repacked(await Packer.toBuffer(form())));

function form(): Document {
  const margin = { top: 1130, bottom: 850, left: PAGE.margin, right: PAGE.margin, header: 400, footer: 400, gutter: 0 };
  const parts = [
    section.title(),
    section.patient(),
    section.reaction(),
    product.products(),
    product.withdrawal(),
    product.treatment(),
    product.concomitants(),
    section.notifier(),
    line('Los campos (*) son obligatorios.', { size: SIZE.small, italics: true }),
    section.codedEvents(),
    section.signature(),
  ];
  return new Document({
    title: 'Notificación de sospecha de reacción adversa {{ numero }}',
    creator: 'VIGIA',
    lastModifiedBy: 'VIGIA',
    description: 'Formato para profesionales de la salud (RD 144-2016-DIGEMID-DG-MINSA)',
    styles: { default: { document: { run: { font: 'Arial', size: SIZE.value, language: { value: 'es-PE' } } } } },
    sections: [
      {
        properties: { page: { size: { width: PAGE.width, height: PAGE.height }, margin } },
        headers: { default: pageHeader() },
        footers: { default: pageFooter() },
        children: parts.flatMap((part, index) => (index === 0 || part instanceof Paragraph ? [part] : [gap(), part])),
      },
    ],
  });
}

/** Logo at the left, case number at the right, on every page. */
function pageHeader(): Header {
  const logo = new Paragraph({ children: [placeholder('firma_logo', 92, 30, 250)] });
  const number = line('**Caso N.º** {{ numero }}  ·  CONFIDENCIAL', { align: AlignmentType.RIGHT });
  return new Header({ children: [halves(logo, number)] });
}

function pageFooter(): Footer {
  const look = { size: SIZE.small, color: '595959' };
  const run = (child: string) => new TextRun({ children: [child], ...look });
  const numbers = new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [run('Página '), run(PageNumber.CURRENT), run(' de '), run(PageNumber.TOTAL_PAGES)],
  });
  return new Footer({
    children: [halves(line('Formato para profesionales de la salud · RD 144-2016-DIGEMID-DG-MINSA', look), numbers)],
  });
}

/** The same parts with fixed times, so that two runs give the same bytes. */
function repacked(docx: Buffer): Buffer {
  const source = new PizZip(docx);
  const zip = new PizZip();
  const date = new Date(1980, 0, 1);
  // Readers that tell the kind of a file by its first bytes look for this part.
  const names = Object.keys(source.files).sort(
    (one, other) => Number(other === CONTENT_TYPES) - Number(one === CONTENT_TYPES),
  );
  for (const name of names) {
    const entry = source.files[name];
    if (!entry || entry.dir) continue;
    const isText = /\.(xml|rels)$/.test(name);
    const data = isText
      ? entry.asText().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T00:00:00Z')
      : entry.asUint8Array();
    zip.file(name, data, { date, createFolders: false });
  }
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}
