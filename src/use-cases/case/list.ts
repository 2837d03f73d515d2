import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { cleaned, fault, isDay } from '../../domain/validation.js';
import { wireName } from '../../entities/field.js';
import { CASE_ORDERS, type CaseOrder, type CursorKey } from '../../storage/case-order.js';
import { type CaseRows, readCases } from '../../storage/cases.js';
import { cursorOf, notACursor, readCursor } from '../cursor.js';
import { reading } from '../use-case.js';

type Row = Record<string, unknown>;

const ROWS_OF_A_PAGE = 20;
/** Beyond this many, a total is said to be at least that: counting a million takes longer than finding a page of them. */
const COUNTED_MAX = 10_000;
const ORDER_NAMES = Object.keys(CASE_ORDERS) as [CaseOrder['by'], ...CaseOrder['by'][]];

const filter = z
  .object({
    ids: inputs.idList.nullish(),
    search: inputs.shortText,
    estado: inputs.shortText,
    gravedad: inputs.shortText,
    fechaDesde: inputs.day,
    fechaHasta: inputs.day,
  })
  .prefault({});

const order = z
  .object({
    by: z.enum(ORDER_NAMES, { error: fault('NOT_ONE_OF', ORDER_NAMES.map(wireName).join(', ')) }),
    descending: z.boolean({ error: fault('NOT_ONE_OF', 'asc, desc') }),
  })
  .prefault({ by: 'id', descending: true });

/** Cases by page number, as the legacy contract has them, with the exact total. */
export const listCases = reading({
  name: 'case.list',
  about: 'List cases page by page with the exact total',
  permission: 'icsr:list',
  input: z.object({ page: inputs.wholeNumber, pageSize: inputs.wholeNumber, filter, order }),
  async run({ query, view }, { page, pageSize, filter, order }) {
    if (page < 1) throw new DomainError('PAGE_TOO_SMALL');
    if (pageSize < 1 || pageSize > 200) throw new DomainError('PAGE_SIZE_OUT_OF_RANGE');
    const start = { offset: Math.min((page - 1) * pageSize, Number.MAX_SAFE_INTEGER) };
    const found = await readCases<Row>(query, { filter, order, start, rowsMax: pageSize, total: 'exact' }, view);
    return { items: found.rows, total: found.total ?? 0, page, page_size: pageSize };
  },
});

/** Cases from a cursor on, forwards or backwards, with the total when it is asked for. */
export const browseCases = reading({
  name: 'case.browse',
  about: 'Browse cases by cursor',
  permission: 'icsr:list',
  input: z.object({
    filter,
    order,
    first: inputs.pageSize,
    last: inputs.pageSize,
    after: z.string().nullish(),
    before: z.string().nullish(),
    withTotal: z.boolean().optional(),
    withCursors: z.boolean().default(true),
  }),
  async run({ query, view }, { filter, order, first, last, after, before, withTotal, withCursors }) {
    if (typeof first === 'number' && typeof last === 'number') {
      throw new DomainError('INVALID_REQUEST', { reason: 'Use `first` o `last`, no ambos.' });
    }
    const backwards = typeof last === 'number';
    const start = { after: keyOf('after', after, order.by), before: keyOf('before', before, order.by), backwards };
    const total = withTotal ? { most: COUNTED_MAX } : undefined;
    const page = { filter, order, start, rowsMax: last ?? first ?? ROWS_OF_A_PAGE, withKeys: withCursors, total };
    return asConnection(await readCases<Row>(query, page, view), order.by, start);
  },
});

interface Start {
  after?: CursorKey;
  before?: CursorKey;
  backwards: boolean;
}

function asConnection(found: CaseRows<Row>, by: CaseOrder['by'], { after, before, backwards }: Start) {
  const cursors = found.keys.map((key) => key && cursorOf([by, ...key]));
  return {
    edges: found.rows.map((node, place) => ({ node, cursor: cursors[place] })),
    nodes: found.rows,
    totalCount: found.total === null ? null : totalCount(found.total),
    pageInfo: {
      hasNextPage: backwards ? before !== undefined : found.more,
      hasPreviousPage: backwards ? found.more : after !== undefined,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  };
}

function totalCount(counted: number) {
  return counted > COUNTED_MAX
    ? { value: COUNTED_MAX, relation: 'AT_LEAST' as const }
    : { value: counted, relation: 'EXACT' as const };
}

/** The place that a cursor names. Throws INVALID_INPUT for one that is not of a list in this order. */
function keyOf(name: string, cursor: string | null | undefined, by: CaseOrder['by']): CursorKey | undefined {
  if (!cursor) return undefined;
  const key = readCursor(cursor);
  const fits = key.length === 3 && key[0] === by && fitsOrder(by, key[1]);
  const id = fits ? inputs.id.safeParse(key[2]) : undefined;
  if (id?.success) return [key[1] as string | null, id.data];
  throw notACursor(name);
}

function fitsOrder(by: CaseOrder['by'], value: unknown): boolean {
  return value === null || (typeof value === 'string' && OF_TYPE[CASE_ORDERS[by].type](value));
}

const INSTANT = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/;

/** What a cursor may hold for a field of each type: only what the database itself could have written. */
const OF_TYPE: Record<(typeof CASE_ORDERS)[CaseOrder['by']]['type'], (value: string) => boolean> = {
  int: (value) => inputs.id.safeParse(value).success,
  date: isDay,
  timestamptz: (value) => isDay(INSTANT.exec(value)?.[1] ?? ''),
  text: (value) => value === cleaned(value),
};
