import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { caseView, type DocumentContext, fillTemplate, TemplateError } from '../../src/exports/index.js';
import { LOGO_PNG, minimalCase, NOW, png, product, SIGNATURE_PNG, SIGNER, typicalCase } from './cases.js';
import { docxText, flat, partOf, scratch, TEMPLATES } from './tools.js';

const TEMPLATE = readFileSync(join(TEMPLATES, 'modelo-b.docx'));
const PICTURES = { firma_img: SIGNATURE_PNG, firma_logo: LOGO_PNG };

function filled(record = typicalCase(), pictures: Record<string, Buffer | undefined> = PICTURES) {
  return fillTemplate(TEMPLATE, caseView(record, SIGNER, NOW), pictures);
}

/** A Word file of one paragraph for each text, enough for a template. */
function template(...paragraphs: string[]): Buffer {
  return templateOf(paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join(''));
}

function templateOf(body: string): Buffer {
  const zip = new PizZip(TEMPLATE);
  const xml = zip.file('word/document.xml')!.asText();
  const open = /<w:document[^>]*>/.exec(xml)![0];
  zip.file('word/document.xml', `${open}<w:body>${body}</w:body></w:document>`);
  return zip.generate({ type: 'nodebuffer' });
}

function faultsOf(broken: Uint8Array, context: DocumentContext = {}): readonly string[] {
  try {
    fillTemplate(broken, context, {});
  } catch (error) {
    if (error instanceof TemplateError) return error.faults;
    throw error;
  }
  return [];
}

describe('the template', () => {
  test('is what its author script writes, byte for byte', () => {
    const { path, remove } = scratch();
    const file = join(path, 'again.docx');
    const script = join(TEMPLATES, 'modelo-b.author.ts');
    execFileSync(process.execPath, ['--import', '@oxc-node/core/register', script, file], {
      env: { ...process.env, TZ: 'Asia/Tokyo' },
    });
    expect(readFileSync(file).equals(TEMPLATE)).toBe(true);
    remove();
  });

  test('asks for nothing that a case does not have', () => {
    expect(filled().missing).toEqual([]);
    expect(filled(minimalCase()).missing).toEqual([]);
  });
});

describe('a filled template', () => {
  test('shows the case, and no tag is left', () => {
    const { docx } = filled();
    const text = docxText(docx);
    for (const value of [
      'J.D.',
      '45 años',
      'Hospital Nacional Dos de Mayo',
      '≥ 2 cm',
      '15/02/2026',
      'Dr. Juan Pérez Ramírez',
    ]) {
      expect(text).toContain(value);
    }
    for (const { name } of new PizZip(docx).file(/\.xml$/)) expect(partOf(docx, name)).not.toMatch(/\{\{|\}\}/);
    expect(docxText(docx, 'word/header1.xml')).toContain('ICSR-2026-007');
  });

  test('has a row for each product, in each of the three tables', () => {
    const products = Array.from({ length: 30 }, (_, index) => product({ nombreProducto: `Fármaco ${index + 1} mg` }));
    const text = docxText(filled(typicalCase({ products })).docx);
    for (const { nombreProducto } of products) expect(text.split(`. ${nombreProducto}\n`)).toHaveLength(4);
  });

  test('marks boxes as the case says', () => {
    const text = flat(docxText(filled().docx));
    expect(text).toContain('☐ F ☒ M');
    expect(text).toContain('☐ Leve ☐ Moderada ☒ Grave');
    expect(text).toContain('☒ Produjo o prolongó su hospitalización');
    expect(text).toContain('☐ Muerte. Fecha:');
  });

  test('holds the signer’s pictures in their own proportions, and the placeholders are gone', () => {
    const wide = png(600, 60, () => [0, 0, 0, 255]);
    const { docx } = filled(typicalCase(), { firma_img: wide, firma_logo: LOGO_PNG });
    const drawings = partOf(docx, 'word/document.xml').match(/<w:drawing>.*?<\/w:drawing>/g) ?? [];
    expect(drawings).toHaveLength(2);
    const [, cx, cy] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(drawings[0]!)!;
    expect(Number(cx) / Number(cy)).toBeCloseTo(10, 2);
    expect(drawings[0]).toContain('descr="Firma del responsable"');
    expect(new PizZip(docx).file('word/media/filled_firma_img.png')!.asNodeBuffer().equals(wide)).toBe(true);
    expect(partOf(docx, 'word/_rels/header1.xml.rels')).toContain('media/filled_firma_logo.png');
  });

  test('fits a picture that is higher than its room', () => {
    const { docx } = filled(typicalCase(), { firma_img: png(50, 500, () => [0, 0, 0, 255]) });
    const [, cx, cy] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(partOf(docx, 'word/document.xml'))!;
    // The placeholder is 190 by 70 pixels of 9525 EMU.
    expect([Number(cx), Number(cy)]).toEqual([7 * 9525, 70 * 9525]);
  });

  test('has no picture at all when the signer gave none, or something that is no picture', () => {
    for (const firma_img of [undefined, Buffer.from('<svg onload="alert(1)"/>'), Buffer.alloc(0)]) {
      const { docx } = filled(typicalCase(), { firma_img });
      expect(partOf(docx, 'word/document.xml') + partOf(docx, 'word/header1.xml')).not.toContain('<w:drawing>');
    }
  });

  test('keeps hostile text as text', () => {
    const hostile = `<img src="http://127.0.0.1/x"> & </w:t></w:r> {{firma_nombre}} {{#productos}} {% if %} ${'\u202E'}abc 😀`;
    const { docx } = filled(minimalCase({ descripcionEvento: hostile }));
    expect(docxText(docx)).toContain(hostile);
  });

  test('keeps line ends and replaces what XML cannot hold', () => {
    const { docx } = filled(minimalCase({ descripcionEvento: 'uno\r\ndos\rtres\u0000\u001B[31m\uD800fin' }));
    expect(docxText(docx)).toContain('uno\ndos\ntres\uFFFD\uFFFD[31m\uFFFDfin');
    expect(partOf(docx, 'word/document.xml')).toContain('<w:br/>');
  });

  test('tells the tags that it does not know', () => {
    const custom = template('{{ pacient_inicial }} {{ constructor }} {{ toString }} {{ numero }}');
    const { docx, missing } = fillTemplate(custom, { numero: 'ICSR-1' }, {});
    expect(missing).toEqual(['constructor', 'pacient_inicial', 'toString']);
    expect(docxText(docx)).toContain('ICSR-1');
  });
});

describe('a broken template is refused and says where', () => {
  test.each([
    [
      'an open loop',
      template('{{#productos}}', 'x'),
      'cuerpo (word/document.xml): el bloque «{{#productos}}» no se cierra con «{{/productos}}»',
    ],
    [
      'a loop closed twice',
      template('{{/productos}}'),
      'cuerpo (word/document.xml): «{{/productos}}» cierra un bloque que no se abrió',
    ],
    ['an open tag', template('{{ numero'), 'cuerpo (word/document.xml): la etiqueta «{{ numero» no se cierra con «}}»'],
    ['a tag that was never opened', template('numero }}'), 'cuerpo (word/document.xml): «numero» no se abre con «{{»'],
    [
      'Jinja',
      template('{% for p in productos %}'),
      'cuerpo (word/document.xml): «{% for p in productos %}» no se admite: use {{#lista}} … {{/lista}}',
    ],
    [
      'damaged XML',
      templateOf('<w:p><w:r><w:t>x</w:t></w:p>'),
      'cuerpo (word/document.xml): el XML está dañado cerca de «</w:p>»',
    ],
    ['no Word file', Buffer.from('%PDF-1.7'), 'el archivo no es un documento de Word (.docx)'],
    [
      'an empty archive',
      new PizZip().file('a', 'b').generate({ type: 'nodebuffer' }),
      'el archivo no es un documento de Word (.docx)',
    ],
  ])('%s', (_what, broken, message) => {
    expect(faultsOf(broken, { productos: [] })).toEqual([message]);
  });

  test('a file that unpacks to an absurd size', () => {
    const zip = new PizZip(TEMPLATE);
    zip.file('word/media/zeros.png', Buffer.alloc(60 * 1024 * 1024));
    expect(faultsOf(zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' }))[0]).toContain('al descomprimirse');
  });

  test('all faults at once, each with its part', () => {
    expect(faultsOf(template('{{#uno}}', '{{#dos}}'))).toHaveLength(2);
  });
});
