import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { cleaned, fault } from '../../domain/validation.js';
import { PRODUCT_ORDERS, type ProductKey, type ProductPage, readProducts } from '../../storage/catalog.js';
import { cursorOf, notACursor, readCursor } from '../cursor.js';
import { reading } from '../use-case.js';

const ROWS_OF_A_PAGE = 20;
const ROWS_MAX = 200;
const ORDERS = Object.keys(PRODUCT_ORDERS) as [keyof typeof PRODUCT_ORDERS];
const ALPHABETICAL: ProductPage['order'] = { sort: 'producto', order: 'asc' };

const filter = z
  .object({
    search: inputs.shortText,
    estado: inputs.shortText,
    comercializa: z.boolean({ error: fault('NOT_ONE_OF', 'si, no, all') }).nullish(),
    numeroRegistro: inputs.shortText,
  })
  .prefault({});

const order = z.object({
  sort: z.enum(ORDERS, { error: fault('NOT_ONE_OF', ORDERS.join(', ')) }),
  order: z.enum(['asc', 'desc'], { error: fault('NOT_ONE_OF', 'asc, desc') }),
});

/** Products of the catalogue from an offset on, as the legacy contract has them, with the exact total. */
export const listCatalogProducts = reading({
  name: 'catalog.list',
  about: 'List and search the catalogue page by page with the exact total',
  permission: 'signed-in',
  input: z.object({
    filter,
    order: order.prefault(ALPHABETICAL),
    offset: inputs.offset,
    first: inputs.rows(ROWS_MAX),
  }),
  async run({ query, view }, { filter, order, offset, first }) {
    const page = { filter, order, start: { offset }, rowsMax: first, withTotal: true };
    const { rows, total } = await readProducts(query, page, view);
    return { items: rows, total: total ?? 0, offset, limit: first };
  },
});

/** Products of the catalogue in alphabetical order, from a cursor on, with the total when it is asked for. */
export const browseCatalogProducts = reading({
  name: 'catalog.browse',
  about: 'Browse and search the catalogue by cursor',
  permission: 'signed-in',
  input: z.object({
    filter,
    first: inputs.pageSize,
    after: z.string().nullish(),
    withTotal: z.boolean().optional(),
  }),
  async run({ query, view }, { filter, first, after, withTotal }) {
    const start = { after: keyOf(after) };
    const page = {
      filter,
      order: ALPHABETICAL,
      start,
      rowsMax: first ?? ROWS_OF_A_PAGE,
      withTotal: withTotal ?? false,
    };
    const { rows, keys, more, total } = await readProducts(query, page, view);
    const cursors = keys.map(cursorOf);
    return {
      edges: rows.map((node, place) => ({ node, cursor: cursors[place] })),
      nodes: rows,
      totalCount: total === null ? null : { value: total, relation: 'EXACT' as const },
      pageInfo: {
        hasNextPage: more,
        hasPreviousPage: start.after !== undefined,
        startCursor: cursors[0],
        endCursor: cursors.at(-1),
      },
    };
  },
});

function keyOf(cursor: string | null | undefined): ProductKey | undefined {
  if (!cursor) return undefined;
  const key = readCursor(cursor);
  const product = key.length === 2 ? key[0] : undefined;
  const id = inputs.id.safeParse(key[1]);
  if (typeof product === 'string' && product === cleaned(product) && id.success) return [product, id.data];
  throw notACursor('after');
}
