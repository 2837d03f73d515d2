import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AlignmentType, Document, Footer, Header, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import { CHARACTER_STYLES, gap, halves, line, PAGE, PARAGRAPH_STYLES, SIZE } from './kit.author.js';
import { repacked } from './packing.author.js';
import { placeholder } from './picture.author.js';
import * as product from './products.author.js';
import * as section from './sections.author.js';

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
    styles: {
      default: { document: { run: { font: 'Arial', size: SIZE.value, language: { value: 'es-PE' } } } },
      paragraphStyles: [...PARAGRAPH_STYLES],
      characterStyles: [...CHARACTER_STYLES],
    },
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
