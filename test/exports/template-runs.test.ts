import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareTemplate } from '../../src/exports/index.js';
import { tagsOf } from '../../src/exports/template/tags.js';
import { scanXml } from '../../src/exports/template/xml.js';
import { partOf } from './tools.js';
import { errorsIn, printed, template, templateOf } from './word.js';

/** What Word puts between two letters of one word: the end of a run, with its marks of spelling and of places. */
const SEAMS = [
  '</w:t></w:r><w:r><w:t>',
  '</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">',
  '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>',
  '</w:t></w:r><w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="1"/><w:r><w:t>',
];

function cut(text: string, places: readonly (readonly [number, number])[]): string {
  const seams = new Map(places.map(([place, seam]) => [place % text.length, SEAMS[seam % SEAMS.length]!]));
  const letters = [...text].map((letter, index) => `${seams.get(index) ?? ''}${letter}`);
  return `<w:p><w:r><w:t xml:space="preserve">${letters.join('')}</w:t></w:r></w:p>`;
}

const LINES = [
  'Caso {{ numero }} de {{paciente_iniciales}}: {{#sexo_m}}varón{{/sexo_m}}{{^sexo_m}}mujer{{/sexo_m}}.',
  "{% if gravedad == 'Grave' %}grave {{ loop_index }}{% endif %}",
  'Filas: {% for p in productos %}{{ loop.index }} {{ p.nro_lote }}, {% endfor %}{# nada #}fin',
  "Sexo {{ '☒' if sexo_m else '☐' }} {{ estado|default('-') }} {{r numero}}",
  '{% if estado %}uno{% elif sexo_m %}dos{% else %}tres{% endif %}',
  'Faltas {{ numeros }} {{ {% x %} }} }} {{ numero',
];

describe('however Word cuts a line into runs', () => {
  const places = fc.array(fc.tuple(fc.nat(200), fc.nat(3)), { minLength: 1, maxLength: 12 });

  test.each(LINES)(
    '%s',
    (line) => {
      const whole = templateOf(cut(line, []));
      const faults = errorsIn(whole);
      fc.assert(
        fc.property(places, (at) => {
          const pieces = templateOf(cut(line, at));
          expect(errorsIn(pieces)).toEqual(faults);
          if (faults.length === 0) expect(printed(pieces)).toBe(printed(whole));
        }),
        { numRuns: 20 },
      );
    },
    120_000,
  );

  test('a tag cut at every single place prints the same', () => {
    const line = "a {% if paciente_sexo == 'M' %}{{ numero }}{% endif %} b";
    for (let place = 1; place < line.length; place++) {
      expect(printed(templateOf(cut(line, [[place, place]])))).toBe('a ICSR-2026-007 b');
    }
  }, 120_000);
});

describe('laws of the reader', () => {
  test('tags and the text between them make up the text, whatever the text', () => {
    const text = fc
      .array(fc.constantFrom('{{', '}}', '{%', '%}', '{#', '#}', '{', '}', 'a', ' ', '#p', '/p'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (line) => {
        const tags = tagsOf(line);
        const ordered = tags.flatMap(({ start, end }) => [start, end]);
        expect(ordered).toEqual([...ordered].sort((one, other) => one - other));
        expect(tags.every(({ start, end }) => start < end && end <= line.length)).toBe(true);
        for (const { kind, inner, start, end } of tags) {
          if (kind === 'tag') expect(line.slice(start, end)).toBe(`{{${inner}}}`);
        }
      }),
    );
  });

  test('any text between tags is either told or comes out as sound XML', () => {
    const piece = fc.constantFrom(
      '{{ numero }}',
      '{{#productos}}',
      '{{/productos}}',
      '{{ n }}',
      '{% if edad %}',
      '{% else %}',
      '{% endif %}',
      '{% for p in eventos %}',
      '{% endfor %}',
      '{{ p.n }}',
      'x &amp; y',
      '{{',
      '}}',
      ' ',
    );
    const lines = fc.array(
      fc.array(piece, { maxLength: 6 }).map((all) => all.join('')),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(lines, (paragraphs) => {
        const { docx, findings } = prepareTemplate(template(...paragraphs));
        if (docx) expect(scanXml(partOf(docx, 'word/document.xml'))).toBeNull();
        else expect(findings.some(({ level }) => level === 'error')).toBe(true);
      }),
      { numRuns: 75 },
    );
  }, 120_000);

  test('XML that lacks any one of its brackets and quotes is not sound', () => {
    const sound = '<a xmlns:w="w"><w:b c="1">x &amp; y</w:b></a>';
    expect(scanXml(sound)).toBeNull();
    for (let at = 0; at < sound.length; at++) {
      const without = sound.slice(0, at) + sound.slice(at + 1);
      if (/[<>"]/.test(sound[at]!)) expect(scanXml(without), without).not.toBeNull();
    }
  });
});
