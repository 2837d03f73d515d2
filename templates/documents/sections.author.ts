import { AlignmentType, Paragraph, Table, TableCell, TextRun, VerticalAlignTable, WidthType } from 'docx';

import { bar, cell, line, NO_LINE, PAGE, row, runs, SIZE, table } from './kit.author.js';
import { placeholder } from './picture.author.js';
import { listed } from './products.author.js';

const CENTER = AlignmentType.CENTER;

/** The title block of RD 144-2016-DIGEMID (spec/pharmacovigilance.md 5.1). */
export function title(): Table {
  const lines = [
    line('SISTEMA PERUANO DE FARMACOVIGILANCIA Y TECNOVIGILANCIA', { bold: true, size: 20, align: CENTER }),
    line('FORMATO', { bold: true, size: 17, align: CENTER, spacing: { before: 20 } }),
    line(
      'NOTIFICACIÓN DE SOSPECHAS DE REACCIONES ADVERSAS A MEDICAMENTOS U OTROS PRODUCTOS FARMACÉUTICOS ' +
        'POR LOS PROFESIONALES DE LA SALUD',
      { bold: true, size: 17, align: CENTER, spacing: { before: 20 } },
    ),
    line('CONFIDENCIAL', { bold: true, size: 17, align: CENTER, color: '9C1C1C', spacing: { before: 20 } }),
  ];
  return table([PAGE.inner], [row([cell(lines, PAGE.inner)])]);
}

export function patient(): Table {
  return table(
    [4296, 1548, 2322, 2322],
    [
      bar('A. DATOS DEL PACIENTE', 4),
      row([
        cell('**Nombres o iniciales (*):** {{ paciente_iniciales }}', 4296),
        cell('**Edad (*):** {{ edad }}', 1548),
        cell('**Sexo (*):** {{ sexo_f }} F  {{ sexo_m }} M  {{ sexo_texto }}', 2322),
        cell('**Peso (kg):** {{ paciente_peso }}', 2322),
      ]),
      row([
        cell('**Establecimiento (*):** {{ establecimiento }}', 5844, { span: 2 }),
        cell('**Historia clínica y/o DNI:** {{ paciente_dni }}', 4644, { span: 2 }),
      ]),
      row([cell('**Diagnóstico principal o CIE\u00A010:** {{ diagnostico }}', PAGE.inner, { span: 4 })]),
    ],
  );
}

export function reaction(): Table {
  const left = 6100;
  const right = PAGE.inner - left;
  const kinds =
    '**Notificación de (marcar con X):** {{ clase_reaccion }} Reacción adversa  {{ clase_error }} Error de medicación  ' +
    '{{ clase_calidad }} Problema de calidad  {{ clase_otro }} Otro (especifique): {{ clase_texto }}';
  const full = (lines: string[]) => row([cell(lines, PAGE.inner, { span: 2 })], { whole: false });
  return table(
    [left, right],
    [
      bar('B. REACCIONES ADVERSAS SOSPECHADAS', 2),
      full([kinds]),
      row(
        [cell(['**Describir la reacción adversa (*)**', '{{ descripcion_evento }}'], left), cell(seriousness(), right)],
        { whole: false },
      ),
      full(['**Resultados relevantes de exámenes de laboratorio (incluir fechas)**', '{{ examenes_laboratorio }}']),
      full([
        '**Otros datos importantes de la historia clínica** (condiciones preexistentes, enfermedades concomitantes, alergias, embarazo, hábitos)',
        '{{ otros_datos }}',
      ]),
    ],
  );
}

/** The right column of section B. A rule above a paragraph stands for the lines of the printed form. */
function seriousness(): Paragraph[] {
  const ruled = (text: string) =>
    new Paragraph({
      children: runs(text),
      border: { top: { style: 'single', size: 4, color: '7F7F7F', space: 2 } },
      spacing: { before: 60 },
    });
  return [
    line('**Fecha de inicio de RAM (*):** {{ fecha_inicio_evento }}'),
    line('**Fecha final de RAM:** {{ fecha_fin_evento }}', { spacing: { before: 20 } }),
    ruled('**Gravedad de la RAM (marcar con X):** {{ gravedad_texto }}'),
    line('{{ gravedad_leve }} Leve   {{ gravedad_moderada }} Moderada   {{ gravedad_grave }} Grave'),
    ruled('**Solo para RAM grave (marcar con X)**'),
    line('{{ criterio_muerte }} Muerte. Fecha: {{ ea_fecha_muerte }}'),
    line('{{ criterio_riesgo }} Puso en grave riesgo la vida del paciente'),
    line('{{ criterio_hospitalizacion }} Produjo o prolongó su hospitalización'),
    line('{{ criterio_discapacidad }} Produjo discapacidad/incapacidad'),
    line('{{ criterio_anomalia }} Produjo anomalía congénita'),
    line('{{#criterios_otros}}'),
    line('Otro criterio: {{ criterios_otros }}'),
    line('{{/criterios_otros}}'),
    ruled('**Desenlace (marcar con X):** {{ desenlace_texto }}'),
    line('{{ desenlace_recuperado }} Recuperado   {{ desenlace_secuela }} Recuperado con secuela'),
    line(
      '{{ desenlace_no_recuperado }} No recuperado   {{ desenlace_mortal }} Mortal   {{ desenlace_desconocido }} Desconocido',
    ),
  ];
}

export function notifier(): Table {
  return table(
    [4296, 3096, 3096],
    [
      bar('E. DATOS DEL NOTIFICADOR', 3),
      row([
        cell('**Nombres y apellidos (*):** {{ reportante_nombre }}', 4296),
        cell('**Profesión (*):** {{ reportante_ocupacion }}', 3096),
        cell('**Tipo de notificación:** {{ tipo_notificacion }}', 3096),
      ]),
      row([
        cell('**Teléfono o correo electrónico (*):** {{ contacto }}', 4296),
        cell('**Fecha de notificación:** {{ fecha_reporte }}', 3096),
        cell('**N.º de notificación:** {{ cenafyt_codigo }}', 3096),
      ]),
    ],
  );
}

export function codedEvents(): Table {
  const columns = [
    ['Evento notificado', 2328, '{{ n }}. {{ texto }}'],
    ['MedDRA LLT', 1600, '{{ llt }}'],
    ['MedDRA PT', 1600, '{{ pt }}'],
    ['Inicio', 960, '{{ fecha_inicio }}'],
    ['Final', 960, '{{ fecha_fin }}'],
    ['Gravedad', 900, '{{ gravedad }}'],
    ['Causalidad', 980, '{{ causalidad }}'],
    ['Desenlace', 1160, '{{ desenlace }}'],
  ] as const;
  const rows = listed('eventos', columns, 'Ninguno registrado');
  return table(
    columns.map(([, width]) => width),
    [bar('ANEXO. EVENTOS CODIFICADOS (MedDRA)', columns.length), ...rows],
  );
}

export function signature(): Table {
  const half = PAGE.inner / 2;
  const picture = (tag: string, width: number, height: number, shade: number) =>
    new Paragraph({ children: [placeholder(tag, width, height, shade)], alignment: CENTER, keepNext: true });
  const rule = new Paragraph({
    children: [new TextRun({ text: '{{ firma_nombre }}', bold: true, size: SIZE.value })],
    alignment: CENTER,
    border: { top: { style: 'single', size: 4, color: '404040', space: 2 } },
    indent: { left: 600, right: 600 },
    spacing: { before: 40 },
  });
  const pair = (children: Paragraph[], side: 'left' | 'right') =>
    new TableCell({
      children,
      width: { size: half, type: WidthType.DXA },
      verticalAlign: side === 'left' ? VerticalAlignTable.BOTTOM : VerticalAlignTable.CENTER,
      borders: { [side === 'left' ? 'right' : 'left']: NO_LINE },
    });
  const left = [picture('firma_img', 190, 70, 248), rule, line('{{ firma_cargo }}', { align: CENTER })];
  const right = [
    picture('firma_logo', 150, 46, 244),
    line('{{ firma_company }}', { bold: true, align: CENTER, spacing: { before: 40 } }),
    line('**Celular:** {{ firma_celular }}', { align: CENTER }),
    line('**Correo alterno:** {{ firma_email_alt }}', { align: CENTER }),
    line('**Sitio web:** {{ firma_website }}', { align: CENTER }),
    line('Documento generado el {{ fecha_generacion }} (hora de Lima)', {
      size: SIZE.small,
      align: CENTER,
      spacing: { before: 40 },
    }),
  ];
  return table(
    [half, half],
    [bar('FIRMA DEL RESPONSABLE', 2), row([pair(left, 'left'), pair(right, 'right')], { height: 1500 })],
  );
}
