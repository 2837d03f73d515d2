import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createExporter } from '../../src/exports/index.js';
import { NOW, SIGNER, typicalCase } from './cases.js';
import { engines, hasPoppler, missing, partOf, pdfPages, scratch } from './tools.js';
import { changed, errorsIn, TEMPLATE, warningsIn } from './word.js';

vi.setConfig({ testTimeout: 180_000 });

const { path, remove } = scratch();
afterAll(remove);

/** Our template with its parts under the names that Word gives them when it saves a file that was mended or came from the web. */
function withOtherNames(): Buffer {
  const from = new PizZip(TEMPLATE);
  const to = new PizZip();
  const renamed = (text: string) =>
    text
      .replaceAll(/\bdocument\.xml\b/g, 'document2.xml')
      .replaceAll('footer1.xml', 'footer3.xml')
      .replaceAll('styles.xml', 'styles2.xml');
  for (const file of Object.values(from.files))
    to.file(renamed(file.name), /\.(xml|rels)$/.test(file.name) ? renamed(file.asText()) : file.asUint8Array());
  return to.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

const noText = missing('pdftotext (poppler-utils)', hasPoppler);

describe.skipIf(noText).each(await engines(path))('a template, by $name,', ({ name }) => {
  const record = typicalCase({ descripcionEvento: 'Una narración larga. '.repeat(600) });

  async function pagesOf(template: Buffer): Promise<string[]> {
    const templateDirectory = join(path, 'templates');
    mkdirSync(templateDirectory, { recursive: true });
    writeFileSync(join(templateDirectory, 'modelo-b.docx'), template);
    const exporter = createExporter({ cacheDirectory: path, templateDirectory, timeoutMs: 150_000, engine: name });
    try {
      const made = await exporter.pdf(record, SIGNER, NOW);
      expect(made).toMatchObject({ contentType: 'application/pdf', engine: name });
      return pdfPages(made.bytes);
    } finally {
      await exporter.close();
    }
  }

  test('whose parts have other names is printed with the heads of its tables on each page, and its pages counted', async () => {
    expect([errorsIn(withOtherNames()), warningsIn(withOtherNames())]).toEqual([[], []]);
    const pages = await pagesOf(withOtherNames());
    expect(pages.filter((page) => page.includes('B. REACCIONES ADVERSAS')).length).toBeGreaterThan(1);
    pages.forEach((page, index) => expect(page).toContain(`Página ${index + 1} de ${pages.length}`));
  });

  test('keeps the room in its cells where the sides are called start and end, as LibreOffice does', async () => {
    const saved = changed('word/document.xml', (xml) =>
      xml.replace(/<w:tblCellMar>.*?<\/w:tblCellMar>/g, (room) =>
        room.replace('w:left', 'w:start').replace('w:right', 'w:end'),
      ),
    );
    expect(partOf(saved, 'word/document.xml')).toContain('<w:start ');
    expect(await pagesOf(saved)).toEqual(await pagesOf(TEMPLATE));
  });
});
