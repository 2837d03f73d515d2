import { type CaseOrder, ORDER_COLUMNS, orderOf, type PageStart, type Stretch, stretchesOf } from './case-order.js';
import { type Add, whereOf } from './sql.js';

export interface CaseFilter {
  ids?: readonly number[] | null;
  search?: string | null;
  estado?: string | null;
  gravedad?: string | null;
  fechaDesde?: string | null;
  fechaHasta?: string | null;
}

/** What holds for a case that fits the filter, its search text left aside. */
export function conditionsOf(filter: CaseFilter, add: Add): string[] {
  const parts: string[] = [];
  if (filter.ids) parts.push(`t.id = any(${add(filter.ids)}::int[])`);
  if (filter.fechaDesde) parts.push(`t.fecha_inicio_evento >= ${add(filter.fechaDesde)}::date`);
  if (filter.fechaHasta) parts.push(`t.fecha_inicio_evento <= ${add(filter.fechaHasta)}::date`);
  if (filter.estado) parts.push(`vigia_fold(t.estado) = vigia_fold(${add(filter.estado)})`);
  if (filter.gravedad) parts.push(`vigia_fold(t.gravedad) = vigia_fold(${add(filter.gravedad)})`);
  return parts;
}

/** Case and accents do not count; `%` and `_` stand for themselves (spec/decisions.md "Cases"). */
export function searchCondition(search: string | null | undefined, add: Add): string[] {
  const words = search?.trim();
  return words ? [`t.search_text like vigia_like_pattern(${add(words)})`] : [];
}

/** The ids of a page, each with its place, as a query of its own. */
export interface PageIds {
  filter: CaseFilter;
  order: CaseOrder;
  start: PageStart;
  rowsMax: number;
}

export function idsOfPage({ filter, order, start, rowsMax }: PageIds, add: Add): string {
  const matches = conditionsOf(filter, add);
  const stretches = stretchesOf(order, start, add);
  const limit = add(rowsMax);
  const offset = 'offset' in start ? add(start.offset) : '0';
  const search = searchCondition(filter.search, add);
  if (search.length > 0 && hasTrigram(filter.search!)) {
    return searched(matches, search[0]!, stretches, orderOf(order, start), limit, offset);
  }
  return inOrder([...matches, ...search], stretches, limit, offset);
}

const NONE = 'select null::int as id, 0 as place where false';

/** Read as the indexes have it, one stretch after the other. */
function inOrder(matches: string[], stretches: Stretch[], limit: string, offset: string): string {
  if (stretches.length === 0) return NONE;
  if (stretches.length === 1) {
    const [{ where, orderBy }] = stretches as [Stretch];
    return `select t.id, row_number() over (order by ${orderBy}) as place from icsr t
      ${whereOf([...matches, ...where])} order by ${orderBy} limit ${limit} offset ${offset}`;
  }
  const parts = stretches.map(
    (
      { where, orderBy },
      part,
    ) => `(select ${part} as part, row_number() over (order by ${orderBy}) as place, t.id from icsr t
      ${whereOf([...matches, ...where])} order by ${orderBy} limit ${limit}::bigint + ${offset}::bigint)`,
  );
  return `select s.id, row_number() over (order by s.part, s.place) as place from (${parts.join(' union all ')}) s
    order by s.part, s.place limit ${limit} offset ${offset}`;
}

/** Cases at the head of the order that are looked through one by one before the index of the texts is asked. */
const LOOKED_THROUGH = 2000;

/**
 * A common word is found at once by looking through the head of the order, where the index would give far too many cases to
 * sort; a rare one by the index, where looking through would never end. Which of them it is shows by trying: when the head
 * does not fill the page, the index does, for the whole page.
 */
function searched(
  matches: string[],
  search: string,
  stretches: Stretch[],
  order: string,
  limit: string,
  offset: string,
): string {
  const [first] = stretches;
  if (!first) return NONE;
  const needed = `${limit}::bigint + ${offset}::bigint`;
  const place = stretches.map(({ where }) => (where.length > 0 ? `(${where.join(' and ')})` : 'true')).join(' or ');
  // The head is read in its order, and only until the page is full: no row of it is put in order again.
  return `with head as materialized (
      select t.id, row_number() over () as place from (select t.id, t.search_text from icsr t
        ${whereOf([...matches, ...first.where])} order by ${first.orderBy} limit ${LOOKED_THROUGH}) t
      where ${search} limit ${needed}
    ), filled as materialized (select count(*) >= ${needed} as is from head)
    (select h.id, h.place from head h where (select f.is from filled f) order by h.place limit ${limit} offset ${offset})
    union all
    (select t.id, row_number() over (order by ${order}) from (select t.id, ${ORDER_COLUMNS} from icsr t
      ${whereOf([...matches, search, `(${place})`, 'not (select f.is from filled f)'])} offset 0) t
      order by ${order} limit ${limit} offset ${offset})`;
}

const LETTER = String.raw`[\p{L}\p{N}]`;
const OTHER = String.raw`[^\p{L}\p{N}]`;
const TRIGRAM = new RegExp(`${LETTER}{3}|${LETTER}{2}${OTHER}|${OTHER}${LETTER}{2}`, 'u');

/** Whether the index of the texts can help: it knows three letters or digits in a row, and two where a word begins or ends. */
function hasTrigram(words: string): boolean {
  return TRIGRAM.test(words.trim());
}
