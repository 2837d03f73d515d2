import { JsonText } from '../entities/json-text.js';
import type { Selection, View } from '../entities/selection.js';
import { CASE_ORDERS, type CursorKey } from './case-order.js';
import type { Query, Repeated } from './query.js';
import { CASE_SHAPE, columns, columnsOfView, ROW, wholeOf } from './read.js';
import { conditionsOf, idsOfPage, type PageIds, searchCondition } from './search.js';
import { type Add, parameters, whereOf } from './sql.js';

export const WHOLE_CASE: Selection = wholeOf(CASE_SHAPE);

export interface CasePage extends PageIds {
  /** Rows of the page. One more is read to know whether another page follows. */
  rowsMax: number;
  /** Tell each row's key too. */
  withKeys?: boolean;
  /** Count all matches too: all of them, or no further than this many. */
  total?: 'exact' | { most: number };
}

export interface CaseRows<Row> {
  rows: Row[];
  /** Order value and id of each row, for cursors, where they were asked for. */
  keys: CursorKey[];
  /** Whether there are rows beyond the page, in the direction of reading. */
  more: boolean;
  /** How many match; one more than the most where there are more than that. */
  total: number | null;
}

/** One case by id, or null. One statement. */
export async function readCase<Row>(query: Query, id: number, view: View = {}): Promise<Row | null> {
  const [found] = await query<TextRow>(statementFor(view), [id], repeatedFor(view));
  return found ? rowOf(found, view) : null;
}

const statements = new WeakMap<object, Map<string, string>>();

/** Remembered: the same text again and again need not be compared with itself letter by letter. */
function statementFor(view: View): string {
  const { keys, selection, naming = 'graphql' } = view;
  const wanted = keys ?? selection ?? WHOLE_CASE;
  const known = statements.get(wanted) ?? new Map<string, string>();
  statements.set(wanted, known);
  if (!known.has(naming)) known.set(naming, writtenFor(view));
  return known.get(naming)!;
}

function writtenFor(view: View): string {
  const version = view.keys ? '' : `, ${ROW}.version`;
  return `select row_to_json(${ROW})::text as row${version}
    from (select ${columnsOfView(CASE_SHAPE, view)} from icsr t where t.id = $1) ${ROW}`;
}

/** REST asks for what we have written ourselves, GraphQL for what its clients have. */
function repeatedFor({ keys, selection, naming }: View): Repeated {
  return (keys ?? selection) && naming !== 'rest' ? 'chosen' : 'often';
}

/** A row as the database wrote it. */
export interface TextRow {
  row: string;
  version?: number;
}

/** The row as the view wants it: read, or as text. */
export function rowOf<Row>({ row, version }: TextRow, { asText }: View): Row {
  return (asText ? new JsonText(row, version) : JSON.parse(row)) as Row;
}

/** What the number of a case looks like that we gave. */
const CASE_NUMBER = /^\s*icsr-\d{4}-\d{3,}\s*$/i;

/**
 * A page of cases, and how many there are in all when asked for. One statement; two for a text that looks like a case number:
 * when a case has it, it is that case, and no other that may speak of it.
 */
export async function readCases<Row>(query: Query, page: CasePage, view: View = {}): Promise<CaseRows<Row>> {
  const { search } = page.filter;
  if (!search || !CASE_NUMBER.test(search)) return readPage(query, page, view);
  const typed = search.trim();
  // A client may have given the number in letters of its own.
  const spellings = [typed, typed.toUpperCase(), typed.toLowerCase()];
  const [numbered] = await query<{ id: number }>('select id from icsr where numero = any($1)', [spellings], 'often');
  if (!numbered) return readPage(query, page, view);
  const ids = page.filter.ids ? page.filter.ids.filter((id) => id === numbered.id) : [numbered.id];
  return readPage(query, { ...page, filter: { ...page.filter, search: null, ids } }, view);
}

async function readPage<Row>(query: Query, page: CasePage, view: View): Promise<CaseRows<Row>> {
  const { values, add } = parameters();
  const { filter, order, start, rowsMax } = page;
  // The page is found by ids first: lists and catalogue are looked up for its rows alone, not for those that are skipped.
  const ids = idsOfPage({ filter, order, start, rowsMax: rowsMax + 1 }, add);
  const key = !page.withKeys ? 'null::json' : `json_build_array((${CASE_ORDERS[order.by].sql})::text, t.id)`;
  const sql = `select c.total, p.row, p.key from (select ${totalOf(page, add)} as total) c left join (
      select row_to_json(${ROW})::text as row, ${key} as key, i.place from (${ids}) i join icsr t on t.id = i.id,
        lateral (select ${columnsOfView(CASE_SHAPE, view)}) ${ROW}
    ) p on true order by p.place`;
  const answer = await query<PageRow>(sql, values, filter.search ? undefined : repeatedFor(view));
  return asPage(answer, page, view);
}

interface PageRow {
  total: number | null;
  row: string | null;
  key: CursorKey;
}

function totalOf({ filter, total }: CasePage, add: Add): string {
  if (!total) return 'null::int';
  const matches = [...conditionsOf(filter, add), ...searchCondition(filter.search, add)];
  const where = whereOf(matches);
  if (total === 'exact') return `(select count(*)::int from icsr t ${where})`;
  return `(select count(*)::int from (select from icsr t ${where} limit ${add(total.most + 1)}) t)`;
}

function asPage<Row>(answer: PageRow[], { rowsMax, start }: CasePage, view: View): CaseRows<Row> {
  const read = answer.filter((one): one is PageRow & { row: string } => one.row !== null);
  const page = read.slice(0, rowsMax);
  if ('backwards' in start && start.backwards) page.reverse();
  return {
    rows: page.map((one) => rowOf<Row>(one, view)),
    keys: page.map(({ key }) => key),
    more: read.length > rowsMax,
    total: answer[0]!.total,
  };
}

/** The events of several cases, by case id. Cases that do not exist are left out. One statement. */
export async function readEventsOfCases<Row>(
  query: Query,
  ids: readonly number[],
  { naming = 'graphql' }: View = {},
): Promise<Record<string, Row[]>> {
  const events = columns(CASE_SHAPE, { events: true }, 'graphql', naming);
  const rows = await query<{ row: { id: number; events: Row[] } }>(
    `select row_to_json(x) as row from (select ${events} from icsr t where t.id = any($1)) x`,
    [ids],
  );
  return Object.fromEntries(rows.map(({ row }) => [String(row.id), row.events]));
}
