import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseView, fillTemplate } from '../../src/exports/index.js';
import { LOGO_PNG, minimalCase, NOW, SIGNATURE_PNG, SIGNER } from './cases.js';
import { dense, docxText, missing, partOf, scratch } from './tools.js';
import { errorsIn, printed, TEMPLATE, VIEW, warningsIn, wordFile } from './word.js';

const hasOffice = spawnSync('soffice', ['--version']).error === undefined;

/** What LibreOffice makes of a Word file that somebody opens and saves. */
function saved(docx: Uint8Array, folder: string): Buffer {
  const target = join(folder, 'saved');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(folder, 'template.docx'), docx);
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  execFileSync(
    'soffice',
    [profile, '--headless', '--convert-to', 'docx', '--outdir', target, join(folder, 'template.docx')],
    { stdio: 'ignore' },
  );
  return readFileSync(join(target, 'template.docx'));
}

describe.skipIf(missing('LibreOffice', hasOffice))('our template, opened and saved in LibreOffice,', () => {
  const { path, remove } = scratch();
  let ours: Buffer;
  beforeAll(() => void (ours = saved(TEMPLATE, path)), 180_000);
  afterAll(remove);

  test('is another file that can be used all the same', () => {
    expect(ours.equals(TEMPLATE)).toBe(false);
    expect([errorsIn(ours), warningsIn(ours)]).toEqual([[], []]);
  });

  test('prints the same words', () => {
    for (const view of [VIEW, caseView(minimalCase(), SIGNER, NOW)]) {
      expect(dense(printed(ours, view))).toBe(dense(printed(TEMPLATE, view)));
    }
    expect(dense(printed(ours, VIEW, 'word/header1.xml'))).toBe(dense(printed(TEMPLATE, VIEW, 'word/header1.xml')));
  });

  test('still takes the pictures of the signer, in their own proportions', () => {
    const { docx } = fillTemplate(ours, VIEW, { firma_img: SIGNATURE_PNG, firma_logo: LOGO_PNG });
    const body = partOf(docx, 'word/document.xml');
    expect(body).toContain('descr="Firma del responsable"');
    expect(body.match(/r:embed="rId_filled_/g)).toHaveLength(2);
    const none = fillTemplate(ours, VIEW, {}).docx;
    expect(partOf(none, 'word/document.xml') + partOf(none, 'word/header1.xml')).not.toContain('<w:drawing>');
  });

  test('and a docxtpl template too prints the same words', async () => {
    const jinja = await wordFile([
      "Caso {{ numero }} {% if gravedad == 'Grave' %}grave{% else %}no grave{% endif %} {{ firma_img }}",
      [
        ['{%tr for p in productos %}', ''],
        ['{{ p.n }}', '{{ p.nro_lote }}'],
        ['{%tr endfor %}', ''],
      ],
    ]);
    const again = saved(jinja, path);
    expect(dense(printed(again))).toBe(dense(printed(jinja)));
    expect(docxText(again)).toContain('{%tr endfor %}');
  }, 180_000);
});
