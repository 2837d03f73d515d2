import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { lintTemplate } from '../../src/exports/index.js';
import { changed, errorsIn, TEMPLATE, template, templateOf } from './word.js';

const inBody = (change: (xml: string) => string) => changed('word/document.xml', change);
const withPart = (name: string) => changed(name, () => 'x');
const related = (type: string, target: string, mode = '') =>
  changed('word/_rels/document.xml.rels', (xml) =>
    xml.replace(
      '</Relationships>',
      `<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode}/></Relationships>`,
    ),
  );
const EXTERNAL = ' TargetMode="External"';
const LAUGHS = `<!DOCTYPE lolz [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
const READS = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
const field = (...pieces: string[]) =>
  `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>${pieces.map((text) => `<w:r><w:instrText>${text}</w:instrText></w:r>`).join('')}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;

describe('a file that no form needs is refused, before anything reads it:', () => {
  test.each<[string, Uint8Array, string]>([
    ['no Word file', Buffer.from('%PDF-1.7'), 'no es un documento de Word'],
    ['nothing', Buffer.alloc(0), 'no es un documento de Word'],
    ['an empty archive', new PizZip().file('a', 'b').generate({ type: 'nodebuffer' }), 'no es un documento de Word'],
    ['a cut file', TEMPLATE.subarray(0, 5000), 'no es un documento de Word'],
    [
      'a bomb of entities',
      inBody((xml) => xml.replace('<w:document', `${LAUGHS}<w:document`)),
      'cuerpo: el XML contiene «<!DOCTYPE»',
    ],
    [
      'an entity that reads a file',
      inBody((xml) => xml.replace('<w:document', `${READS}<w:document`)),
      'cuerpo: el XML contiene «<!DOCTYPE»',
    ],
    [
      'a DOCTYPE in the settings',
      changed('word/settings.xml', (xml) => `${READS}${xml}`),
      'word/settings.xml: el XML contiene «<!DOCTYPE»',
    ],
    ['an unknown entity', template('&nbsp;'), 'cuerpo: el XML está dañado cerca de «&nbsp;'],
    ['CDATA', templateOf('<w:p><w:r><w:t><![CDATA[{{#x}}]]></w:t></w:r></w:p>'), 'cuerpo: el XML contiene «<![CDATA»'],
    [
      'crossed elements',
      templateOf('<w:p><w:r><w:t>x</w:t></w:p></w:r>'),
      'cuerpo: el XML está dañado cerca de «</w:p>',
    ],
    ['XML that ends early', inBody((xml) => xml.slice(0, -20)), 'cuerpo: el XML está dañado'],
    ['two roots', inBody((xml) => `${xml}<w:document/>`), 'cuerpo: el XML está dañado cerca de «<w:document/>»'],
    ['a prefix that nobody declares', templateOf('<zz:p/>'), 'no declara el prefijo «zz»'],
    [
      'broken relations',
      changed('word/_rels/document.xml.rels', (xml) => xml.replace('</Relationships>', '')),
      'document.xml.rels: el XML está incompleto',
    ],
    ['nesting without end', templateOf('<w:sdt>'.repeat(5000) + '</w:sdt>'.repeat(5000)), 'anidado más de 200 veces'],
    ['macros', withPart('word/vbaProject.bin'), 'contiene «word/vbaProject.bin»'],
    [
      'a control',
      withPart('word/activeX/activeX1.xml'.replace('.xml', '.bin')),
      'contiene «word/activeX/activeX1.bin»',
    ],
    ['an embedded sheet', withPart('word/embeddings/Hoja.xlsx'), 'contiene «word/embeddings/Hoja.xlsx»'],
    ['a web page inside', withPart('word/afchunk.html'), 'contiene «word/afchunk.html»'],
    ['a path that leaves the archive', withPart('../../etc/cron.d/x'), 'nombre que no es válido'],
    ['a linked picture', related('image', 'http://127.0.0.1/x.png', EXTERNAL), 'enlaza con algo de fuera'],
    ['another template', related('attachedTemplate', 'file:///C:/x.dotm', EXTERNAL), 'depende de otra plantilla'],
    ['another document', related('aFChunk', 'x.docx'), 'objeto incrustado («aFChunk»)'],
    ['an OLE object', related('oleObject', 'x.dat'), 'objeto incrustado («oleObject»)'],
    ['a part of another document', related('subDocument', 'x.docx', EXTERNAL), 'enlaza con algo de fuera'],
    ['an address that says it is inside', related('image', 'http://127.0.0.1/x.png'), 'enlaza con algo de fuera'],
    ['an object in disguise', related('ole&#79;bject', 'x.dat'), 'objeto incrustado («oleObject»)'],
    ['a field in disguise', templateOf(field('&#73;NCLUDETEXT x')), 'el campo «INCLUDETEXT» de Word no se admite'],
    [
      'a drawing called a photograph',
      changed('word/media/a.png', () => '<svg><image href="http://127.0.0.1/"/></svg>'),
      'pide archivos de fuera',
    ],
    ['a link to a file', related('hyperlink', 'file:///etc/passwd', EXTERNAL), 'enlaza con algo de fuera'],
    [
      'a field that reads a picture',
      templateOf(field('INCLUDE', 'PICTURE "http://127.0.0.1/"')),
      'el campo «INCLUDEPICTURE» de Word no se admite',
    ],
    [
      'a field inside a field',
      templateOf(field(' IF 1=1 ') + field(' DDEAUTO cmd ')),
      'el campo «DDEAUTO» de Word no se admite',
    ],
    [
      'a simple field that reads a file',
      templateOf('<w:p><w:fldSimple w:instr=" INCLUDETEXT c:\\\\x "/></w:p>'),
      'el campo «INCLUDETEXT» de Word no se admite',
    ],
    [
      'an old picture with an address',
      templateOf('<w:p xmlns:v="v"><v:imagedata src="http://127.0.0.1/"/></w:p>'),
      'una imagen está vinculada a un archivo',
    ],
    [
      'a drawing that fetches',
      changed('word/media/a.svg', () => '<svg><image href="http://127.0.0.1/"/></svg>'),
      'pide archivos de fuera',
    ],
    [
      'a .docm',
      changed('[Content_Types].xml', (xml) =>
        xml.replace(
          /application\/vnd[^"]*document\.main\+xml/,
          'application/vnd.ms-word.document.macroEnabled.main+xml',
        ),
      ),
      'tiene macros',
    ],
    [
      'a .dotx',
      changed('[Content_Types].xml', (xml) => xml.replace('document.main+xml', 'template.main+xml')),
      'es una plantilla .dotx',
    ],
  ])('%s', (_what, file, message) => {
    expect(errorsIn(file)[0]).toContain(message);
  });

  test('what unpacks to too much, by what it says and by what it does', () => {
    const zip = new PizZip(TEMPLATE);
    zip.file('word/media/zeros.png', Buffer.alloc(60 * 1024 * 1024));
    const bomb = zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
    expect(errorsIn(bomb)[0]).toContain('al descomprimirse ocupa 6');
    // The directory at the end of the archive says how large a part is: let it say 10.
    const directory = bomb.lastIndexOf('word/media/zeros.png');
    bomb.writeUInt32LE(10, directory - 46 + 24);
    expect(errorsIn(bomb)).toEqual(['el archivo está dañado: el tamaño de sus partes no es el que declara']);
  });

  test('too many parts, and too many bytes', () => {
    const zip = new PizZip(TEMPLATE);
    for (let index = 0; index < 2001; index++) zip.file(`word/p${index}.xml`, '<a/>');
    expect(errorsIn(zip.generate({ type: 'nodebuffer' }))[0]).toContain('partes: es demasiado');
    expect(errorsIn(Buffer.alloc(21 * 1024 * 1024))[0]).toContain('es demasiado para un formato');
  });
});

test.each(['https://www.digemid.minsa.gob.pe/', 'mailto:farmacovigilancia@example.pe'])(
  'a link to %s is fine',
  (target) => {
    expect(errorsIn(related('hyperlink', target, EXTERNAL))).toEqual([]);
  },
);

test('page numbers and dates are fields that are fine', () => {
  expect(
    errorsIn(templateOf(field(' PAGE ') + field(' HYPERLINK "https://example.pe" ') + field(' DATE \\@ "dd" '))),
  ).toEqual([]);
});

describe('work grows with the text and no faster', () => {
  const many = (text: string, times: number) =>
    template(...Array.from({ length: times / 100 }, () => text.repeat(100)));

  test.each([
    ['known tags', '{{ numero }} ', 0],
    ['sections', '{{#sexo_f}}x{{/sexo_f}} ', 0],
    ['Jinja', '{% if numero %}{{ numero }}{% endif %} ', 0],
    ['unknown tags', '{{ paciente_inicialess }} ', 100],
    ['tags that are never closed', '{{ numero ', 100],
    ['braces', '{{{{{#{#{%{% ', 100],
    ['sections that are never closed', '{{#sexo_f}}', 100],
  ])(
    '10,000 %s',
    (_what, text, faults) => {
      const findings = lintTemplate(many(text, 10_000)).filter(({ level }) => level === 'error');
      if (faults === 0) expect(findings).toEqual([]);
      else expect(findings.length).toBeGreaterThan(0);
      expect(findings.length).toBeLessThanOrEqual(faults + 100);
    },
    120_000,
  );
});
