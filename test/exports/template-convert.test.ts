import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { fillTemplate, prepareTemplate } from '../../src/exports/index.js';
import { SIGNATURE_PNG } from './cases.js';
import { docxText, partOf } from './tools.js';
import { changed, type Content, errorsIn, printed, TEMPLATE, template, templateOf, VIEW, wordFile } from './word.js';

const WOMAN = { ...VIEW, sexo_m: false, sexo_f: true, paciente_sexo: 'F' };
const NO_ROWS = { ...VIEW, productos: [], eventos: [], hay_productos: false, hay_eventos: false };

/** Each with what Jinja prints for the case of the tests, spaces aside. */
const PRINTED: readonly (readonly [string, readonly Content[], string])[] = [
  ['a name', ['Caso {{ numero }}, {{paciente_iniciales}}'], 'Caso ICSR-2026-007, J.D.'],
  ['a comment', ['a{# nota {{ x }} #}b'], 'ab'],
  ['rich text', ['{{r numero }} {{ r numero }}'], 'ICSR-2026-007 ICSR-2026-007'],
  ['filters that change nothing', ["{{ numero|e }} {{ numero | trim | default('') }}"], 'ICSR-2026-007 ICSR-2026-007'],
  [
    'a text for what is empty',
    ["[{{ estado|default('sin estado', true) }}] [{{ numero or '-' }}]"],
    '[sin estado] [ICSR-2026-007]',
  ],
  ['an if', ['{% if numero %}sí{% endif %}{% if not numero %}no{% endif %}{% if estado %}E{% endif %}'], 'sí'],
  ['an else', ['{% if estado %}uno{% else %}dos{% endif %}'], 'dos'],
  ['an elif', ['{% if estado %}uno{% elif numero %}dos{% else %}tres{% endif %}.'], 'dos.'],
  ['two elifs', ['{% if estado %}1{% elif sexo_f %}2{% elif sexo_m %}3{% else %}4{% endif %}.'], '3.'],
  ['and', ['{% if numero and sexo_m %}a{% endif %}{% if numero and not sexo_m %}b{% endif %}'], 'a'],
  [
    'none and defined',
    [
      '{% if estado is none %}1{% endif %}{% if numero is not none %}2{% endif %}{% if numero is defined %}3{% endif %}',
    ],
    '123',
  ],
  ['nothing', ["{% if estado == '' %}1{% endif %}{% if numero != '' %}2{% endif %}"], '12'],
  [
    'a word of the form',
    ["{% if paciente_sexo == 'M' %}varón{% elif paciente_sexo == 'F' %}mujer{% endif %}"],
    'varón',
  ],
  ['a word that is another', ["{% if gravedad != 'Grave' %}leve{% else %}grave{% endif %}"], 'grave'],
  ['a word in curly quotes', ['{% if ea_desenlace == “Recuperado” %}bien{% endif %}'], 'bien'],
  ['a choice', ["{{ '☒' if paciente_sexo == 'M' else '☐' }} M {{ 'X' if sexo_f }} F"], '☒ M F'],
  ['a choice of names', ['{{ estado if estado else numero }}'], 'ICSR-2026-007'],
  ['white space control', ['a{%- if numero -%} b {%- endif -%}c'], 'a b c'],
  ['a loop', ['{% for p in productos %}{{ loop.index }}={{ p.n }} {% endfor %}'], '1=1 2=2'],
  ['a loop over nothing', ['{% for s in seguimientos %}x{% else %}ninguno{% endfor %}'], 'ninguno'],
  ['paragraphs', ['{% if estado %}', 'uno', '{% else %}', 'dos', '{% endif %}', 'tres'], 'dos tres'],
  [
    '{%p',
    ['{%p for e in eventos %}', '{{ e.texto }};', '{%p endfor %}', 'fin'],
    'Urticaria generalizada; Angioedema palpebral y labial; fin',
  ],
  ['a list as a condition', ['{% if eventos %}hay{% endif %}{% if not seguimientos %} no{% endif %}'], 'hay no'],
  [
    'a bare name in a loop is of the case',
    ['{% for e in eventos %}{{ gravedad }}/{{ e.gravedad }} {% endfor %}'],
    'Grave/Grave Grave/No grave',
  ],
  [
    'a loop in a loop',
    ['{% for p in productos %}{% for e in eventos %}{{ p.n }}{{ e.n }} {% endfor %}{% endfor %}'],
    '11 12 21 22',
  ],
  [
    'a word of a row',
    [
      "{% for p in productos %}{{ p.n }}{% if p.desaparecio_al_suspender == 'Sí' %}s{% else %}n{% endif %} {% endfor %}",
    ],
    '1s 2s',
  ],
  ['rows', [[['Lote'], ['{%tr for p in productos %}'], ['{{ p.n }}'], ['{%tr endfor %}'], ['fin']]], 'Lote 1 2 fin'],
  [
    'rows with a condition',
    [
      [
        ['{%tr for p in productos %}', ''],
        ['{%tr if p.reduccion_na %}', ''],
        ['{{ p.n }}', 'na'],
        ['{%tr else %}', ''],
        ['{{ p.n }}', '-'],
        ['{%tr endif %}', ''],
        ['{%tr endfor %}', ''],
      ],
    ],
    '1 na 2 -',
  ],
  [
    'rows of one cell with else',
    [[['{%tr if estado %}'], ['uno'], ['{%tr else %}'], ['dos'], ['{%tr endif %}']]],
    'dos',
  ],
  [
    'rows that are all left out but one',
    [[['{%tr if estado %}'], ['{%tr else %}'], ['dos'], ['{%tr endif %}'], ['tres']]],
    'dos tres',
  ],
  [
    'several rows a time',
    [[['{%tr for p in productos %}'], ['a{{ p.n }}'], ['b{{ p.n }}'], ['{%tr endfor %}']]],
    'a1 b1 a2 b2',
  ],
  ['cells', [[['{%tc for p in productos %}', '{{ p.n }}', '{%tc endfor %}', 'z']]], '1 2 z'],
  ['a row without {%tr', [[['{% for p in productos %}{{ p.n }}', 'x{% endfor %}']]], '1 x 2 x'],
  ['tags of ours beside', ['{{#productos}}{{ n }}{{/productos}}{% if sexo_m %}M{% endif %}'], '12M'],
];

describe('a docxtpl template prints', () => {
  test.each(PRINTED)('%s', async (_what, contents, text) => {
    expect(printed(await wordFile(contents))).toBe(text);
  });

  test('the other branch for another case', async () => {
    const words = await wordFile([
      "{{ '☒' if paciente_sexo == 'M' else '☐' }} {% if paciente_sexo == 'F' %}mujer{% endif %}",
    ]);
    expect(printed(words, WOMAN)).toBe('☐ mujer');
    const rows = await wordFile([
      '{% if eventos %}hay{% else %}nada{% endif %}',
      '{% for p in productos %}x{% else %}0{% endfor %}',
    ]);
    expect(printed(rows, NO_ROWS)).toBe('nada 0');
  });

  test('what stands in its header', async () => {
    const file = await wordFile(['x'], 'Caso {% if numero %}{{ numero|upper }}{% endif %}');
    expect(errorsIn(file)[0]).toContain('encabezado 1, cerca de «Caso»');
    expect(printed(await wordFile(['x'], '{% if numero %}{{ numero }}{% endif %}'), VIEW, 'word/header1.xml')).toBe(
      'ICSR-2026-007',
    );
  });

  test('what stands in the title of the file', () => {
    const title = '{% if numero %}{{ numero }}{% else %}sin número{% endif %}';
    const file = changed('docProps/core.xml', (xml) => xml.replace(/(<dc:title>).*?(<)/, `$1${title}$2`));
    expect(printed(file, VIEW, 'docProps/core.xml')).toContain('ICSR-2026-007');
    const alone = changed('docProps/core.xml', (xml) => xml.replace(/(<dc:title>).*?(<)/, '$1{% else %}$2'));
    expect(errorsIn(alone)).toEqual(['propiedades: «{% else %}» no pertenece a ningún bloque abierto']);
  });

  test('markup that its text constants hold as text', () => {
    expect(printed(template('{{ estado or &quot;&lt;b&gt; &amp; c&quot; }}'))).toBe('<b> & c');
  });

  test('the signature in the place of {{ firma_img }}, twice as well, and in a header', async () => {
    const { docx } = prepareTemplate(
      await wordFile(['{{ firma_img }}', ['{{ fir', 'ma_img }} y {{ numero }}']], '{{ firma_logo }}'),
    );
    expect(partOf(docx!, 'word/document.xml').match(/descr="\{\{%firma_img\}\}"/g)).toHaveLength(4);
    expect(partOf(docx!, 'word/_rels/document.xml.rels').match(/"rId_placeholder_firma_img"/g)).toHaveLength(1);
    const filled = fillTemplate(docx!, VIEW, { firma_img: SIGNATURE_PNG, firma_logo: SIGNATURE_PNG }).docx;
    expect(partOf(filled, 'word/document.xml').match(/r:embed="rId_filled_firma_img"/g)).toHaveLength(2);
    expect(partOf(filled, 'word/_rels/document.xml.rels').match(/"rId_filled_firma_img"/g)).toHaveLength(1);
    expect(partOf(filled, 'word/header1.xml')).toContain('descr="Logo de la empresa"');
    expect(docxText(filled)).toContain(' y ICSR-2026-007');
  });
});

test('the spaces around a tag that Word had cut stay', () => {
  const runs = ['uno {% if numero', '%} dos {{ num', 'ero|e }} tres{% endif %} cuatro'];
  const body = `<w:p>${runs.map((text) => `<w:r><w:t>${text}</w:t></w:r>`).join('')}</w:p>`;
  const { docx } = prepareTemplate(templateOf(body));
  // A reader drops the spaces at the ends of a text that does not ask to keep them.
  expect(partOf(docx!, 'word/document.xml')).not.toMatch(/<w:t>(\s|[^<]*\s<)/);
});

describe('what cannot be said in our tags is told, with its place:', () => {
  test.each([
    ['{{ numero|upper }}', 'el filtro «|upper» no se admite: quítelo y dé el formato en Word'],
    ['{% if paciente_edad > 18 %}x{% endif %}', 'no se entiende «> 18» en «paciente_edad > 18»'],
    [
      "{% if numero == 'ICSR-1' %}x{% endif %}",
      'no se puede comparar «numero» con «ICSR-1»: use una casilla («vigia template fields» las muestra)',
    ],
    [
      '{% if sexo_m or sexo_f %}x{% endif %}',
      '«or» no se admite en «sexo_m or sexo_f»: repita el contenido en dos bloques',
    ],
    [
      '{% if numero and sexo_m %}a{% else %}b{% endif %}',
      '«and» no se admite en un bloque con «else»: «{% if numero and sexo_m %}»',
    ],
    ['{% set x = 1 %}', '«{% set x = 1 %}» no se admite'],
    ["{% include 'otra.docx' %}", "«{% include 'otra.docx' %}» no se admite"],
    [
      '{% for k, v in productos %}{% endfor %}',
      '«{% for k, v in productos %}» no se admite: escriba {% for x in lista %}',
    ],
    ['{% for p in productos %}{{ p }}{% endfor %}', '«p» es una fila entera: escriba p.campo'],
    ['{% for p in productos %}{{ loop.first }}{% endfor %}', '«loop.first» no se admite: solo loop.index'],
    [
      '{% for p in productos %}{% for q in productos %}{{ p.n }}{% endfor %}{% endfor %}',
      '«p.n» no se admite dentro de otro bucle sobre «productos»',
    ],
    ['{{ a.b.c }}', '«a.b.c» no se admite: un campo tiene a lo más un punto'],
    ["{{ numero['x'] }}", "no se entiende «['x']» en «numero['x']»"],
    [
      '{{ cycler.__init__.__globals__ }}',
      '«cycler.__init__.__globals__» no se admite: un campo tiene a lo más un punto',
    ],
    ["{{ lipsum('x') }}", "no se admite «lipsum('x')»"],
    ['{% endif %}', '«{% endif %}» no pertenece a ningún bloque abierto'],
    ['{% if numero %}x{% endfor %}', '«{% endfor %}» no cierra «{% if numero %}»'],
    ['{%tr if numero %}', '«{%tr … %}» solo se admite en una tabla'],
  ])('%s', (text, message) => {
    const [first] = errorsIn(template(text.replaceAll('>', '&gt;')));
    expect(first?.replace(/^cuerpo(, cerca de «[^»]*»)?: /, '')).toBe(message);
  });

  test('a block that is left open', () => {
    expect(errorsIn(template('Uno', '{% for p in productos %}'))).toEqual([
      'cuerpo, cerca de «Uno»: «{% for p in productos %}» no se cierra con «{% endfor %}»',
    ]);
  });

  test('rows that have nothing to repeat, and two statements in one row', async () => {
    expect(errorsIn(await wordFile([[['x'], ['{%tr if numero %}']], '{% endif %}']))[0]).toContain(
      'no hay en esta tabla',
    );
    expect(errorsIn(await wordFile([[['{%tr if numero %}', '{%tr endif %}']]]))[0]).toContain('por fila');
  });

  test('a field of a row that the row does not have never becomes that of the case', () => {
    expect(errorsIn(template('{% for p in productos %}{{ p.paciente_dni }}{{ nro_lote }}{% endfor %}'))).toEqual([
      'cuerpo: las filas de «productos» no tienen «paciente_dni»: ¿quiso decir «paciente_dni»?',
      'cuerpo: «caso.nro_lote» es de cada fila: escriba «productos.nro_lote»',
    ]);
  });
});

test('a template without Jinja is left byte for byte as it is, and so is one that was converted', async () => {
  expect(prepareTemplate(TEMPLATE)).toMatchObject({ docx: TEMPLATE, isConverted: false });
  const once = prepareTemplate(await wordFile(PRINTED.flatMap(([, contents]) => contents)));
  expect(once).toMatchObject({ isConverted: true, docx: expect.anything() });
  expect(prepareTemplate(once.docx!)).toMatchObject({ docx: once.docx, isConverted: false });
  const text = docxText(once.docx!);
  expect(text).not.toMatch(/\{%|%\}|\{#[^}]*#\}/);
  expect(new PizZip(once.docx!).file('word/document.xml')).not.toBeNull();
});
