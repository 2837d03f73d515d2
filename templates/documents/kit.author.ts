import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  type ISpacingProperties,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';

/** Twips between the margins of an A4 page of the form. Every table is exactly this wide. */
export const PAGE = { width: 11906, height: 16838, margin: 709, inner: 10488 };

const LINE = { style: BorderStyle.SINGLE, size: 4, color: '7F7F7F' };
const BOX = { top: LINE, bottom: LINE, left: LINE, right: LINE };
export const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BOX = { top: NO_LINE, bottom: NO_LINE, left: NO_LINE, right: NO_LINE };
const BAR = { type: ShadingType.CLEAR, color: 'auto', fill: 'D0D3D6' };
const HEAD = { type: ShadingType.CLEAR, color: 'auto', fill: 'EEF0F2' };

/** Half-points: 17 is 8.5 pt. */
export const SIZE = { label: 15, value: 17, bar: 17, small: 14, head: 14, cell: 15 };

/**
 * How most of the form is written. What stands in a style is said once in the file, and not at each of its two hundred places: to read
 * it costs the engines more than anything else.
 */
export const PARAGRAPH_STYLES = [
  { id: 'Celda', name: 'Celda', basedOn: 'Normal', run: { size: SIZE.cell } },
  { id: 'Casilla', name: 'Casilla', basedOn: 'Normal', paragraph: { alignment: AlignmentType.CENTER } },
  {
    id: 'Encabezado',
    name: 'Encabezado de columna',
    basedOn: 'Normal',
    paragraph: { alignment: AlignmentType.CENTER },
    run: { bold: true, size: SIZE.head },
  },
  {
    id: 'Barra',
    name: 'Barra de sección',
    basedOn: 'Normal',
    paragraph: { keepNext: true },
    run: { bold: true, size: SIZE.bar },
  },
] as const;
export const CHARACTER_STYLES = [{ id: 'Etiqueta', name: 'Etiqueta', run: { bold: true, size: SIZE.label } }] as const;

type StyleId = (typeof PARAGRAPH_STYLES)[number]['id'];

export interface Look {
  style?: StyleId;
  bold?: boolean;
  italics?: boolean;
  size?: number;
  align?: (typeof AlignmentType)[keyof typeof AlignmentType];
  spacing?: ISpacingProperties;
  color?: string;
  keepNext?: boolean;
}

/** Runs of a line: `**label**` is a bold label, the rest ordinary text, so that a line reads here as it does on paper. */
export function runs(text: string, { bold, italics, color, size }: Look = {}): TextRun[] {
  return text.split('**').flatMap((part, index) => {
    if (!part) return [];
    return index % 2 === 1
      ? new TextRun({ text: part, style: 'Etiqueta' })
      : new TextRun({ text: part, bold, italics, color, size });
  });
}

export function line(text: string, look: Look = {}): Paragraph {
  return new Paragraph({
    children: runs(text, look),
    style: look.style,
    alignment: look.align,
    spacing: look.spacing,
    keepNext: look.keepNext,
  });
}

export interface CellLook extends Look {
  span?: number;
  rowSpan?: number;
  head?: boolean;
  middle?: boolean;
}

/** One cell; several lines are several paragraphs. */
export function cell(
  content: string | string[] | (Paragraph | Table)[],
  width: number,
  look: CellLook = {},
): TableCell {
  const children = (Array.isArray(content) ? content : [content]).map((item) =>
    typeof item === 'string' ? line(item, look.head ? { ...look, style: 'Encabezado' } : look) : item,
  );
  return new TableCell({
    children,
    columnSpan: look.span,
    rowSpan: look.rowSpan,
    width: { size: width, type: WidthType.DXA },
    shading: look.head ? HEAD : undefined,
    verticalAlign: look.middle || look.head ? VerticalAlignTable.CENTER : undefined,
  });
}

export interface RowLook {
  header?: boolean;
  /** False lets a long answer run over the end of the page. */
  whole?: boolean;
  /** Least height in twips. */
  height?: number;
}

export function row(cells: TableCell[], { header = false, whole = true, height }: RowLook = {}): TableRow {
  const least = height === undefined ? undefined : { value: height, rule: HeightRule.ATLEAST };
  return new TableRow({
    children: cells,
    tableHeader: header || undefined,
    cantSplit: whole || undefined,
    height: least,
  });
}

/** The grey bar that opens a section, over all columns, repeated when the section runs on to another page. */
export function bar(text: string, columns: number, note = ''): TableRow {
  const title = new Paragraph({
    children: [
      new TextRun({ text }),
      ...(note ? [new TextRun({ text: `  ${note}`, bold: false, italics: true, size: SIZE.small })] : []),
    ],
    style: 'Barra',
  });
  const width = { size: PAGE.inner, type: WidthType.DXA };
  const only = new TableCell({ children: [title], columnSpan: columns, shading: BAR, width });
  return new TableRow({ children: [only], cantSplit: true, tableHeader: true });
}

export function table(widths: number[], rows: TableRow[]): Table {
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total !== PAGE.inner) throw new Error(`the columns are ${total} wide, not ${PAGE.inner}`);
  return new Table({
    rows,
    columnWidths: widths,
    width: { size: PAGE.inner, type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    borders: { ...BOX, insideHorizontal: LINE, insideVertical: LINE },
    margins: { marginUnitType: WidthType.DXA, top: 34, bottom: 34, left: 70, right: 70 },
  });
}

/** Two halves without lines, for what stands left and right in a header or footer. */
export function halves(left: Paragraph, right: Paragraph): Table {
  const half = PAGE.inner / 2;
  const side = (child: Paragraph) =>
    new TableCell({
      children: [child],
      width: { size: half, type: WidthType.DXA },
      borders: NO_BOX,
      verticalAlign: VerticalAlignTable.CENTER,
    });
  return new Table({
    columnWidths: [half, half],
    width: { size: PAGE.inner, type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    margins: { marginUnitType: WidthType.DXA, left: 0, right: 0 },
    borders: { ...NO_BOX, insideHorizontal: NO_LINE, insideVertical: NO_LINE },
    rows: [new TableRow({ children: [side(left), side(right)] })],
  });
}

/** A thin gap between two tables: Word joins tables that touch. */
export function gap(): Paragraph {
  return new Paragraph({ children: [], spacing: { before: 0, after: 0, line: 80, lineRule: 'exact' } });
}
