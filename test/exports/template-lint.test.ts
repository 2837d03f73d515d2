import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { exportContext, TEMPLATE_NAMES } from '../../src/exports/index.js';
import { NOW, SIGNER, typicalCase } from './cases.js';
import { changed, errorsIn, printed, TEMPLATE, template, templateOf, warningsIn, wordFile } from './word.js';

const bodyText = (xml: string, from: string, to: string) => changed('word/document.xml', () => xml.replace(from, to));
const BODY = new PizZip(TEMPLATE).file('word/document.xml')!.asText();

describe('our own template', () => {
  test('has no fault and needs no warning', () => {
    expect([errorsIn(TEMPLATE), warningsIn(TEMPLATE)]).toEqual([[], []]);
  });

  test('with a letter wrong in a name says where and which name was meant', () => {
    expect(errorsIn(bodyText(BODY, '{{ establecimiento }}', '{{ establecimeinto }}'))).toEqual([
      'cuerpo, tabla 2, fila 3, cerca de «Establecimiento (*):»: no se conoce «establecimeinto»: ¿quiso decir «establecimiento»?',
    ]);
  });

  test('without the tag that ends a row says which row', () => {
    expect(errorsIn(bodyText(BODY, '{{ motivo_prescripcion }}{{/productos}}', '{{ motivo_prescripcion }}'))).toEqual([
      'cuerpo, tabla 4, fila 3, cerca de «Motivo de prescripción o CIE 10»: el bloque «{{#productos}}» no se cierra con «{{/productos}}»',
    ]);
  });

  test('may be edited: a new line with a known field is printed', () => {
    const added = '<w:p><w:r><w:t>Interno: {{ codigo_interno_lab }} / {{ numero }}</w:t></w:r></w:p><w:sectPr';
    expect(printed(bodyText(BODY, '<w:sectPr', added))).toContain('Interno: / ICSR-2026-007');
  });
});

describe('a tag', () => {
  test.each([
    ['that is not closed', '{{ numero', 'la etiqueta «{{ numero» no se cierra'],
    ['opened twice', '{{ numero {{ edad }}', 'la etiqueta «{{ numero» no se cierra'],
    ['that was never opened', 'numero }}', '«numero}}» no se abre'],
    ['that is empty', 'Caso {{ }}', 'hay una etiqueta vacía «{{ }}»'],
    ['with a space before its sign', '{{ #productos }}', 'quite el espacio antes de «#productos»: «{{#productos}}»'],
    ['that asks for markup', '{{@descripcion_evento}}', 'la etiqueta «{{@descripcion_evento}}» no se admite'],
    ['that changes the braces', '{{=[[ ]]=}}', 'la etiqueta «{{=[[ ]]=}}» no se admite'],
    ['that reaches for a prototype', '{{ constructor }}', 'no se conoce «constructor»'],
    ['that reaches for one by a dot', '{{ numero.length }}', 'no se conoce «numero.length»'],
    ['for a picture', '{{%firma_img}}', '«{{%firma_img}}» no va en el texto: es el texto alternativo de una imagen'],
    ['for a list', '{{ productos }}', '«productos» es una lista: escriba {{#productos}} … {{/productos}}'],
    ['with an accent that the name has not', '{{ número }}', 'no se conoce «número»: ¿quiso decir «numero»?'],
    [
      'in capitals',
      '{{ Paciente_Iniciales }}',
      'no se conoce «Paciente_Iniciales»: ¿quiso decir «paciente_iniciales»?',
    ],
    [
      'of a row, outside of rows',
      '{{ nro_lote }}',
      '«nro_lote» solo se conoce en las filas de una lista: escríbalo entre {{#productos}} … {{/productos}} o {{#concomitantes}} … {{/concomitantes}}',
    ],
    ['like nothing known', '{{ xyzzy_plugh }}', 'no se conoce «xyzzy_plugh»'],
    ['for a section like nothing known', '{{#xyzzy_plugh}}x{{/xyzzy_plugh}}', 'no se conoce «xyzzy_plugh»'],
    ['of Jinja that was never finished', '{% for p in productos', 'la etiqueta «{% for p in productos» no se cierra'],
  ])('%s', (_what, text, message) => {
    expect(errorsIn(template(text)).map((line) => line.replace(/^cuerpo(, cerca de «[^»]*»)?: /, ''))).toEqual([
      message,
    ]);
  });

  test('in a header is told with the header', async () => {
    expect(errorsIn(await wordFile(['x'], 'Caso {{ numeros }}'))).toEqual([
      'encabezado 1, cerca de «Caso»: no se conoce «numeros»: ¿quiso decir «numero»?',
    ]);
  });

  test('in the title of the file is checked too', () => {
    const faulty = changed('docProps/core.xml', (xml) => xml.replace('{{ numero }}', '{{ nmero }}'));
    expect(errorsIn(faulty)).toEqual([
      'propiedades, cerca de «Notificación de sospecha de reacción adversa»: no se conoce «nmero»: ¿quiso decir «numero»?',
    ]);
  });

  test('where nothing is filled is told', () => {
    const notes =
      '<w:endnotes xmlns:w="w"><w:endnote><w:p><w:r><w:t>{{ numero }}</w:t></w:r></w:p></w:endnote></w:endnotes>';
    expect(errorsIn(changed('word/endnotes.xml', () => notes))[0]).toContain('aquí no se rellenan etiquetas');
  });
});

describe('a section', () => {
  const cell = (...texts: string[]) =>
    texts.map((text) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`).join('');
  const row = (...texts: string[]) => `<w:tr>${cell(...texts)}</w:tr>`;
  const table = (...rows: string[]) => `<w:tbl>${rows.join('')}</w:tbl>`;

  test.each([
    ['left open', ['{{#productos}}', 'x'], ['el bloque «{{#productos}}» no se cierra con «{{/productos}}»']],
    ['closed twice', ['{{/productos}}'], ['«{{/productos}}» cierra un bloque que no se abrió']],
    [
      'crossing another',
      ['{{#sexo_f}}{{#sexo_m}}x{{/sexo_f}}{{/sexo_m}}'],
      ['«{{/sexo_f}}» cierra antes de tiempo: falta «{{/sexo_m}}»'],
    ],
    [
      'written with other spaces',
      ['{{# sexo_f }}x{{/sexo_f}}'],
      ['escriba «{{#sexo_f}}» y «{{/sexo_f}}» sin espacios'],
    ],
    [
      'two left open',
      ['{{#productos}}', '{{#eventos}}'],
      [
        'el bloque «{{#productos}}» no se cierra con «{{/productos}}»',
        'el bloque «{{#eventos}}» no se cierra con «{{/eventos}}»',
      ],
    ],
  ])('%s', (_what, texts, messages) => {
    expect(errorsIn(template(...texts)).map((line) => line.replace(/^cuerpo(, cerca de «[^»]*»)?: /, ''))).toEqual(
      messages,
    );
  });

  test.each([
    ['in another table', table(row('{{#productos}}a', 'b')) + '<w:p/>' + table(row('c', 'd{{/productos}}'))],
    ['behind the table', table(row('{{#productos}}a', 'b')) + '<w:p><w:r><w:t>{{/productos}}</w:t></w:r></w:p>'],
    ['inside a table', '<w:p><w:r><w:t>{{#productos}}</w:t></w:r></w:p>' + table(row('a', '{{/productos}}'))],
  ])('that ends %s is told', (_where, body) => {
    expect(errorsIn(templateOf(body))[0]).toContain('la fila que empieza con «{{#productos}}» termina en otra tabla');
  });

  test('twice in one row is told', () => {
    const body = table(row('{{#sexo_f}}a', 'b{{/sexo_f}}{{#sexo_m}}', 'c{{/sexo_m}}'));
    expect(errorsIn(templateOf(body))).toEqual([
      'cuerpo: dos bloques distintos repiten la misma fila: ponga cada uno en su fila',
    ]);
  });

  test('that begins inside a content control and ends outside is told', () => {
    const control = '<w:sdt><w:sdtContent><w:r><w:t>{{#sexo_f}}</w:t></w:r></w:sdtContent></w:sdt>';
    const body = `<w:p>${control}<w:r><w:t>x{{/sexo_f}}</w:t></w:r></w:p>`;
    expect(errorsIn(templateOf(body))[0]).toContain('empieza dentro de una tabla, cuadro o control y termina fuera');
  });

  test('of lists three deep is told: it would print too many rows', () => {
    const deep = ['productos', 'eventos', 'concomitantes'];
    const text =
      deep.map((list) => `{{#${list}}}`).join('') +
      deep
        .toReversed()
        .map((list) => `{{/${list}}}`)
        .join('');
    expect(errorsIn(template(text))[0]).toContain('«{{#concomitantes}}» está dentro de 2 listas');
  });

  test('over rows knows the names of its rows, those of the case, and both by their full names', async () => {
    const rows = await wordFile([
      [
        [
          '{{#eventos}}{{ n }} {{ texto }}: {{ gravedad }}',
          '{{ caso.gravedad }} {{ eventos.n }} {{ numero }}{{/eventos}}',
        ],
      ],
    ]);
    expect(printed(rows)).toBe(
      '1 Urticaria generalizada: Grave Grave 1 ICSR-2026-007 2 Angioedema palpebral y labial: No grave Grave 2 ICSR-2026-007',
    );
  });

  test('inside another over the same list is of the inner row', () => {
    expect(printed(template('{{#productos}}{{#productos}}{{ productos.n }}{{/productos}}{{/productos}}'))).toBe('1212');
  });

  test('around whole tables, and inside a cell around a table, is fine', () => {
    const inside = `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#hay_eventos}}</w:t></w:r></w:p>${table(row('x'))}<w:p><w:r><w:t>{{/hay_eventos}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`;
    const around = `<w:p><w:r><w:t>{{#hay_eventos}}</w:t></w:r></w:p>${table(row('y'))}<w:p><w:r><w:t>{{/hay_eventos}}</w:t></w:r></w:p>`;
    expect(printed(templateOf(inside + around))).toBe('x y');
  });
});

describe('a picture', () => {
  const withAlt = (text: string) => BODY.replace('descr="{{%firma_img}}"', text);

  test.each([
    ['that nobody knows', 'descr="{{%firma}}"', 'no se conoce la imagen «firma»: hay firma_img y firma_logo'],
    [
      'with other words in its alt text',
      'descr="Firma {{%firma_img}}"',
      'el texto alternativo «Firma {{%firma_img}}» no es el nombre de una imagen',
    ],
    [
      'with a field in its alt text',
      'descr="{{ numero }}"',
      'el texto alternativo «{{ numero }}» no es el nombre de una imagen',
    ],
  ])('%s is told', (_what, alt, message) => {
    expect(errorsIn(changed('word/document.xml', () => withAlt(alt)))[0]).toContain(`cuerpo: ${message}`);
  });

  test('named in its title alone is told', () => {
    const xml = BODY.replaceAll('descr="{{%firma_img}}"', 'title="{{%firma_img}}"').replaceAll('title="firma_img"', '');
    expect(errorsIn(changed('word/document.xml', () => xml))[0]).toContain('como descripción del texto alternativo');
  });

  test('that is a drawn shape is told', () => {
    const xml = BODY.replace(/r:embed="[^"]*"/, '');
    expect(errorsIn(changed('word/document.xml', () => xml))[0]).toContain('hay una forma con el texto alternativo');
  });

  test('may be left out, with a warning', () => {
    expect(warningsIn(changed('word/document.xml', () => BODY.replaceAll('{{%firma_img}}', 'Firma')))).toEqual([
      'no muestra la firma (firma_img)',
    ]);
  });
});

test('warnings name what a notification is nothing without, and traces of editing', () => {
  const edited = '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>{{ numero }}</w:t></w:r></w:ins></w:p>';
  expect(warningsIn(templateOf(edited))).toEqual([
    'no muestra el paciente (paciente_iniciales)',
    'no muestra el producto sospechoso (producto_sospechoso o productos)',
    'no muestra la reacción (descripcion_evento o eventos)',
    'no muestra el notificador (reportante_nombre o reportero_nombre)',
    'no muestra el responsable (firma_nombre)',
    'no muestra la firma (firma_img)',
    'tiene cambios sin aceptar: en Word, Revisar > Aceptar todos los cambios',
  ]);
});

test('all 18 names of the legacy export context are printed with their values', () => {
  const context = exportContext(typicalCase(), SIGNER, NOW);
  const names = Object.keys(context) as (keyof typeof context)[];
  const text = printed(template(...names.map((name) => `${name}: {{ ${name} }}.`)));
  expect(names).toHaveLength(18);
  for (const name of names.filter((each) => !each.startsWith('fecha_') && each !== 'descripcion_evento')) {
    expect(text).toContain(`${name}: ${context[name]}.`);
  }
  expect(text).toContain('fecha_inicio_evento: 15/02/2026. descripcion_evento: Paciente varón de 45 años');
  expect(text).toContain('fecha_reporte: 20/02/2026.');
});

test('every name that a template may use has a Spanish label', () => {
  expect(TEMPLATE_NAMES.filter(({ label }) => label === '')).toEqual([]);
  expect(TEMPLATE_NAMES.length).toBeGreaterThan(150);
});
