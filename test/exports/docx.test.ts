import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { caseView, fillTemplate } from '../../src/exports/index.js';
import { LOGO_PNG, minimalCase, NOW, png, product, SIGNATURE_PNG, SIGNER, typicalCase } from './cases.js';
import { docxText, flat, partOf, scratch, TEMPLATES } from './tools.js';
import { template } from './word.js';

const TEMPLATE = readFileSync(join(TEMPLATES, 'modelo-b.docx'));
const PICTURES = { firma_img: SIGNATURE_PNG, firma_logo: LOGO_PNG };

function filled(record = typicalCase(), pictures: Record<string, Buffer | undefined> = PICTURES) {
  return fillTemplate(TEMPLATE, caseView(record, SIGNER, NOW), pictures);
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

  test('packed for an engine is a sound ZIP with the same parts, none of them compressed', () => {
    const plain = fillTemplate(TEMPLATE, caseView(typicalCase(), SIGNER, NOW), PICTURES, 'STORE').docx;
    const parts = (docx: Buffer) =>
      new PizZip(docx, { checkCRC32: true }).file(/./).map((file) => [file.name, file.asText()]);
    expect(Object.fromEntries(parts(plain))).toEqual(Object.fromEntries(parts(filled().docx)));
    expect(plain.includes('<w:t xml:space="preserve">FIRMA DEL RESPONSABLE</w:t>')).toBe(true);
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

  test('puts in no markup, whatever the tag asks for', () => {
    const markup = '<w:p><w:r><w:t>markup</w:t></w:r></w:p>';
    const { docx } = fillTemplate(template('{{@numero}}', '{{ numero }}'), { numero: markup }, {});
    expect(partOf(docx, 'word/document.xml')).not.toContain(markup);
    expect(docxText(docx)).toContain(markup);
  });

  test('tells the tags that it does not know', () => {
    const custom = template('{{ pacient_inicial }} {{ constructor }} {{ toString }} {{ numero }}');
    const { docx, missing } = fillTemplate(custom, { numero: 'ICSR-1' }, {});
    expect(missing).toEqual(['constructor', 'pacient_inicial', 'toString']);
    expect(docxText(docx)).toContain('ICSR-1');
  });
});
