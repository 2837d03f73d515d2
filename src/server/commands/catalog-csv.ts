import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { meaningOf } from '../../domain/words.js';
import { CatalogProductData } from '../../entities/catalog-product.js';
import { type DataFieldInfo, inputFieldsOf } from '../../entities/field.js';

/** A product of the file, or what is wrong with the line that it should begin on. */
export type CsvProduct = { line: number } & ({ product: Record<string, unknown> } | { fault: string });

/** The file is none that can be loaded. The message says why. */
export class CsvFileError extends Error {}

const FIELDS = inputFieldsOf(CatalogProductData);
const DELIMITERS = [';', ',', '\t'];
/** A text in quotes may go over several lines; past these, its closing quote was forgotten. */
const LINES_OF_A_RECORD_MAX = 200;

/**
 * The products of a CSV text, one by one. The first line names the fields as REST does, in any order; of columns that are
 * no field, `ignored` is told. A line that makes no sense is given as a fault, and the next one is read as if it were not there.
 */
export async function* readCatalogCsv(
  lines: AsyncIterable<string>,
  ignored: (columns: string[]) => void,
): AsyncGenerator<CsvProduct> {
  const source = new Lines(lines);
  const heading = await source.next();
  if (heading === undefined) throw new CsvFileError('the file is empty');
  const first = heading.replace(/^\uFEFF/, '');
  const delimiter = DELIMITERS.toSorted((a, b) => first.split(b).length - first.split(a).length)[0]!;
  const columns = columnsOf(cellsOf(first, delimiter));
  const unknown = columns.flatMap(({ name, field }) => (field || name === '' ? [] : [name]));
  if (unknown.length > 0) ignored(unknown);
  for (let text = await source.next(); text !== undefined; text = await source.next()) {
    const line = source.line;
    if (text.trim() === '') continue;
    const record = await wholeRecord(text, { delimiter, width: columns.length }, source);
    if ('fault' in record) yield { line, ...record };
    else if (!record.cells.every((cell) => cell.trim() === '')) yield { line, ...productOf(record.cells, columns) };
  }
}

/** Lines that can be put back. */
class Lines {
  /** Number of the line that was given last, from 1. */
  line = 0;
  private readonly waiting: string[] = [];
  private readonly source: AsyncIterator<string>;

  constructor(lines: AsyncIterable<string>) {
    this.source = lines[Symbol.asyncIterator]();
  }

  async next(): Promise<string | undefined> {
    const text = this.waiting.shift() ?? ((await this.source.next()).value as string | undefined);
    if (text !== undefined) this.line += 1;
    return text;
  }

  putBack(lines: readonly string[]): void {
    this.waiting.unshift(...lines);
    this.line -= lines.length;
  }
}

interface Column {
  name: string;
  field?: DataFieldInfo;
}

function columnsOf(names: readonly string[]): Column[] {
  const columns = names.map((cell) => {
    const name = cell.trim().toLowerCase();
    return { name, field: FIELDS.find(({ wire }) => wire === name) };
  });
  const missing = FIELDS.filter(({ required, wire }) => required && !columns.some(({ name }) => name === wire));
  if (missing.length > 0) {
    throw new CsvFileError(
      `the first line must name the columns; ${missing.map(({ wire }) => wire).join(', ')} not found`,
    );
  }
  const twice = columns.find(
    ({ name, field }, place) => field && columns.findIndex((one) => one.name === name) < place,
  );
  if (twice) throw new CsvFileError(`the column ${twice.name} is there twice`);
  return columns;
}

/**
 * The cells of the record that begins with this line, with as many further lines as its quotes ask for. Where those do not
 * make one record of it, a quote was left open, and the further lines are put back.
 */
async function wholeRecord(
  text: string,
  { delimiter, width }: { delimiter: string; width: number },
  source: Lines,
): Promise<{ cells: string[] } | { fault: string }> {
  const more: string[] = [];
  for (;;) {
    const cells = cellsOrFault([text, ...more].join('\n'), delimiter);
    if (Array.isArray(cells) && (more.length === 0 || cells.length === width)) return { cells };
    const next = cells === 'open' && more.length < LINES_OF_A_RECORD_MAX ? await source.next() : undefined;
    if (next === undefined) {
      source.putBack(more);
      return { fault: cells === 'open' || more.length > 0 ? 'comillas sin cerrar' : 'comillas mal puestas' };
    }
    more.push(next);
  }
}

function cellsOrFault(record: string, delimiter: string): string[] | 'open' | 'wrong' {
  try {
    return cellsOf(record, delimiter);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'wrong';
  }
}

function cellsOf(record: string, delimiter: string): string[] {
  // One record at a time: its lines are told apart here, so that a quote that was never closed costs no other line.
  const records: string[][] = parse(record, { delimiter, relax_column_count: true, record_delimiter: '\u0000' });
  return records[0] ?? [];
}

function productOf(
  cells: readonly string[],
  columns: readonly Column[],
): { product: Record<string, unknown> } | { fault: string } {
  const beyond = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (beyond || cells.length < columns.length) {
    return { fault: `tiene ${cells.length} columnas en vez de ${columns.length}` };
  }
  if (cells.some((cell) => cell.includes('\uFFFD'))) return { fault: 'no está en UTF-8' };
  const values = columns.flatMap(({ field }, place) => (field ? [[field.name, valueOf(field, cells[place]!)]] : []));
  return { product: Object.fromEntries(values) as Record<string, unknown> };
}

const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

const YES_OR_NO = { si: true, no: false, noAplica: null };

/** A cell as the verb takes it: Spanish words for yes and no, days with the day first. All else is the verb's to judge. */
function valueOf({ type }: DataFieldInfo, cell: string): unknown {
  const text = cell.trim();
  const [, day, month, year] = (type === 'date' && DAY_FIRST.exec(text)) || [];
  if (day && month && year) return [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const meaning = type === 'boolean' ? meaningOf('siNoNoAplica', text) : null;
  return meaning ? YES_OR_NO[meaning] : text;
}
