import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { wireName } from '../../entities/field.js';
import { CASE_ORDERS, type CaseOrder, type CaseRows, type CursorKey, readCases } from '../../storage/cases.js';
import { reading } from '../use-case.js';

type Row = Record<string, unknown>;

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
    const found = await readCases<Row>(query, { filter, order, start, rowsMax: pageSize, withTotal: true }, view);
    return { items: found.rows, total: found.total ?? 0, page, page_size: pageSize };
  },
});

const cursor = z
  .string()
  .nullish()
  .transform((text, context): CursorKey | undefined => {
    if (!text) return undefined;
    const key = cursorKey(text);
    if (!key)
      context.issues.push({
        code: 'custom',
        input: text,
        message: fault('WRONG_FORM', 'no es un cursor de esta lista')(),
      });
    return key;
  });

/** Cases from a cursor on, forwards or backwards, with the total when it is asked for. */
export const browseCases = reading({
  name: 'case.browse',
  about: 'Browse cases by cursor',
  permission: 'icsr:list',
  input: z.object({
    filter,
    order,
    first: inputs.pageSize(0),
    last: inputs.pageSize(0),
    after: cursor,
    before: cursor,
    withTotal: z.boolean().optional(),
  }),
  async run({ query, view }, { filter, order, first, last, after, before, withTotal }) {
    if (first && last) throw new DomainError('INVALID_REQUEST', { reason: 'Use `first` o `last`, no ambos.' });
    const backwards = last > 0;
    const rowsMax = (backwards ? last : first) || 20;
    const page = { filter, order, start: { after, before, backwards }, rowsMax, withTotal: withTotal ?? false };
    const found = await readCases<Row>(query, page, view);
    return asConnection(found, backwards, Boolean(after), Boolean(before));
  },
});

function asConnection(found: CaseRows<Row>, backwards: boolean, after: boolean, before: boolean) {
  const cursors = found.keys.map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));
  return {
    edges: found.rows.map((node, place) => ({ node, cursor: cursors[place] })),
    nodes: found.rows,
    totalCount: found.total === null ? null : { value: found.total, relation: 'EXACT' as const },
    pageInfo: {
      hasNextPage: backwards ? before : found.more,
      hasPreviousPage: backwards ? found.more : after,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  };
}

function cursorKey(text: string): CursorKey | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const [value, id] = Array.isArray(key) ? (key as unknown[]) : [];
    const valid = (value === null || typeof value === 'string') && Number.isInteger(id);
    return valid ? [value as string | null, id as number] : undefined;
  } catch {
    return undefined;
  }
}
