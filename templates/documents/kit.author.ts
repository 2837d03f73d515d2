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
export const BOX = { top: LINE, bottom: LINE, left: LINE, right: LINE };
export const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BOX = { top: NO_LINE, bottom: NO_LINE, left: NO_LINE, right: NO_LINE };
const BAR = { type: ShadingType.CLEAR, color: 'auto', fill: 'D0D3D6' };
const HEAD = { type: ShadingType.CLEAR, color: 'auto', fill: 'EEF0F2' };

/** Half-points: 17 is 8.5 pt. */
export const SIZE = { label: 15, value: 17, bar: 17, small: 14, head: 14, cell: 15 };

export interface Look {
  bold?: boolean;
  italics?: boolean;
  size?: number;
  align?: (typeof AlignmentType)[keyof typeof AlignmentType];
  spacing?: ISpacingProperties;
  color?: string;
  keepNext?: boolean;
}

/** Runs of a line: `**label**` is a bold label, the rest ordinary text, so that a line reads here as it does on paper. */
function runs(text: string, look: Look): TextRun[] {
  return text.split('**').flatMap((part, index) => {
    if (!part) return [];
    const label = index % 2 === 1;
    return [
      new TextRun({
        text: part,
        bold: look.bold ?? label,
        italics: look.italics,
        color: look.color,
        size: label && look.size === undefined ? SIZE.label : (look.size ?? SIZE.value),
      }),
    ];
  });
}

export function line(text: string, look: Look = {}): Paragraph {
  return new Paragraph({
    children: runs(text, look),
    alignment: look.align,
    spacing: { before: 0, after: 0, ...look.spacing },
    keepNext: look.keepNext,
  });
}

export interface CellLook extends Look {
  span?: number;
  rowSpan?: number;
  head?: boolean;
  middle?: boolean;
}

/** One bordered cell; several lines are several paragraphs. */
export function cell(
  content: string | string[] | (Paragraph | Table)[],
  width: number,
  look: CellLook = {},
): TableCell {
  const children = (Array.isArray(content) ? content : [content]).map((item) =>
    typeof item === 'string' ? line(item, { ...(look.head ? { bold: true, size: SIZE.head } : {}), ...look }) : item,
  );
  return new TableCell({
    children,
    columnSpan: look.span,
    rowSpan: look.rowSpan,
    width: { size: width, type: WidthType.DXA },
    shading: look.head ? HEAD : undefined,
    verticalAlign: look.middle || look.head ? VerticalAlignTable.CENTER : VerticalAlignTable.TOP,
    borders: BOX,
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
  return new TableRow({ children: cells, tableHeader: header, cantSplit: whole, height: least });
}

/** The grey bar that opens a section, over all columns, repeated when the section runs on to another page. */
export function bar(text: string, columns: number, note = ''): TableRow {
  const title = new Paragraph({
    children: [
      new TextRun({ text, bold: true, size: SIZE.bar }),
      ...(note ? [new TextRun({ text: `  ${note}`, italics: true, size: SIZE.small })] : []),
    ],
    spacing: { before: 0, after: 0 },
    keepNext: true,
  });
  const borders = BOX;
  const width = { size: PAGE.inner, type: WidthType.DXA };
  const only = new TableCell({ children: [title], columnSpan: columns, shading: BAR, borders, width });
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
