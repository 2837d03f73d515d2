import { Table, TableRow } from 'docx';
import { bar, cell, row, table } from './kit.author.js';

/** A head row and the row that a loop repeats: `[head, width, body]` for each column. */
export function listed(
  loop: string,
  columns: readonly (readonly [string, number, string])[],
  empty?: string,
): TableRow[] {
  const last = columns.length - 1;
  const wrapped = (open: string, text: string, index: number) =>
    `${index === 0 ? open : ''}${text}${index === last ? `{{/${loop}}}` : ''}`;
  const body = (open: string, textOf: (column: readonly [string, number, string], index: number) => string) =>
    row(
      columns.map((column, index) => cell(wrapped(open, textOf(column, index), index), column[1], { style: 'Celda' })),
    );
  return [
    row(
      columns.map(([head, width]) => cell(head, width, { head: true })),
      { header: true },
    ),
    body(`{{#${loop}}}`, ([, , text]) => text),
    ...(empty ? [body(`{{^${loop}}}`, (_column, index) => (index === 0 ? empty : ''))] : []),
  ];
}

const TITLE_C = 'C. MEDICAMENTO(S) U OTRO(S) PRODUCTO(S) FARMACÉUTICO(S) SOSPECHOSO(S)';

export function products(): Table {
  const columns = [
    ['Nombre comercial y genérico (*)', 2300, '{{ n }}. {{ producto }}'],
    ['Laboratorio', 1338, '{{ laboratorio_pais }}'],
    ['Lote', 1000, '{{ nro_lote }}'],
    ['Dosis / frecuencia (*)', 1450, '{{ dosis_frecuencia }}'],
    ['Vía de adm. (*)', 900, '{{ via_administracion }}'],
    ['Fecha inicio (*)', 1000, '{{ fecha_inicio }}'],
    ['Fecha final (*)', 1000, '{{ fecha_fin }}'],
    ['Motivo de prescripción o CIE\u00A010', 1500, '{{ motivo_prescripcion }}'],
  ] as const;
  return table(
    columns.map(([, width]) => width),
    [bar(TITLE_C, columns.length), ...listed('productos', columns)],
  );
}

const QUESTIONS = [
  ['suspension', '(1) ¿Desapareció la reacción adversa al suspender el medicamento u otro producto farmacéutico?'],
  ['reduccion', '(2) ¿Desapareció la reacción adversa al disminuir la dosis?'],
  ['reexposicion', '(1) ¿Reapareció la reacción adversa al administrar de nuevo el medicamento u otro producto?'],
  ['antecedente', '(2) ¿El paciente había presentado anteriormente la reacción adversa al medicamento?'],
] as const;

/** Suspension and re-exposure, one row of boxes for each product. */
export function withdrawal(): Table {
  const name = 2208;
  const box = 690;
  const head = (text: string, width: number, span: number) => cell(text, width, { head: true, span });
  const corner = cell(['Producto', '(marcar con X)'], name, { head: true, rowSpan: 3 });
  const answers = QUESTIONS.flatMap(([question]) => ['si', 'no', 'na'].map((answer) => `{{ ${question}_${answer} }}`));
  const body = answers.map((tag, index) =>
    cell(index === answers.length - 1 ? `${tag}{{/productos}}` : tag, box, { style: 'Casilla', middle: true }),
  );
  return table(
    [name, ...answers.map(() => box)],
    [
      row([corner, head('SUSPENSIÓN', 6 * box, 6), head('REEXPOSICIÓN', 6 * box, 6)], { header: true }),
      row(
        QUESTIONS.map(([, text]) => head(text, 3 * box, 3)),
        { header: true },
      ),
      row(
        QUESTIONS.flatMap(() => ['Sí', 'No', 'No aplica'].map((text) => head(text, box, 1))),
        { header: true },
      ),
      row([cell('{{#productos}}{{ n }}. {{ nombre_producto }}', name, { style: 'Celda' }), ...body]),
    ],
  );
}

/** Treatment of the reaction, and what a suspected quality defect asks for, one row for each product. */
export function treatment(): Table {
  const columns = [
    ['Producto', 2208, '{{ n }}. {{ nombre_producto }}'],
    [
      '¿El paciente recibió tratamiento para la reacción adversa?',
      2080,
      '{{ tratamiento_si }} Sí   {{ tratamiento_no }} No   {{ tratamiento_na }} No aplica',
    ],
    ['Especifique el tratamiento', 3000, '{{ detalle_tratamiento_ram }}'],
    ['Problema de calidad: N.º de registro sanitario', 1700, '{{ registro_sanitario }}'],
    ['Problema de calidad: fecha de vencimiento', 1500, '{{ fecha_vencimiento }}'],
  ] as const;
  return table(
    columns.map(([, width]) => width),
    listed('productos', columns),
  );
}

const TITLE_D =
  'D. MEDICAMENTO(S) U OTRO(S) PRODUCTO(S) FARMACÉUTICO(S) CONCOMITANTE(S) UTILIZADO(S) EN LOS 3 ÚLTIMOS MESES';

export function concomitants(): Table {
  const columns = [
    ['Nombre comercial y genérico', 3188, '{{ n }}. {{ producto }}'],
    ['Dosis / frecuencia', 1800, '{{ dosis_frecuencia }}'],
    ['Vía de adm.', 1000, '{{ via_administracion }}'],
    ['Fecha inicio', 1000, '{{ fecha_inicio }}'],
    ['Fecha final', 1000, '{{ fecha_fin }}'],
    ['Motivo de prescripción', 2500, '{{ motivo_prescripcion }}'],
  ] as const;
  const note = 'Excluir los utilizados para tratar la reacción adversa.';
  const rows = listed('concomitantes', columns, 'Ninguno registrado');
  return table(
    columns.map(([, width]) => width),
    [bar(TITLE_D, columns.length, note), ...rows],
  );
}
