import { CatalogProductData } from '../entities/catalog-product.js';
import type { View } from '../entities/selection.js';
import { createCatalogProduct, deleteCatalogProduct, updateCatalogProduct } from '../use-cases/catalog/change.js';
import { listCatalogProducts } from '../use-cases/catalog/list.js';
import { readByRegistration, readCatalogProduct } from '../use-cases/catalog/read.js';
import { readProductSheet, removeProductSheet, storeProductSheet } from '../use-cases/catalog/sheet.js';
import { upsertCatalogProducts } from '../use-cases/catalog/upsert.js';
import { numberParameter, parameter, type Route, route, type WireReply, type WireRequest } from './route.js';
import { bodyOf } from './shapes.js';
import { uploaded, withUpload } from './upload.js';
import { rowFromWire, rowsFromWire } from './wire.js';

type Answer<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;

const REST: View = { naming: 'rest' };
const ROWS_OF_A_PAGE = 50;

const productId = ({ params }: WireRequest) => ({ productId: params.product_id });
const input = ({ body }: WireRequest) => rowFromWire(CatalogProductData, body);

const page = (request: WireRequest, search: string | undefined) => ({
  filter: {
    search,
    estado: parameter(request, 'estado'),
    comercializa: marketed(parameter(request, 'comercializa')),
    numeroRegistro: parameter(request, 'numero_registro'),
  },
  order: {
    sort: parameter(request, 'sort')?.trim() || 'producto',
    order: parameter(request, 'order')?.trim().toLowerCase() || 'asc',
  },
  offset: numberParameter(request, 'offset', 0),
  first: numberParameter(request, 'limit', ROWS_OF_A_PAGE),
});

const MARKETED: Record<string, boolean | undefined> = { si: true, sí: true, no: false, all: undefined, '': undefined };

/** A word that is not known is passed on to be complained about. */
function marketed(word = 'all'): boolean | string | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(MARKETED, key) ? MARKETED[key] : word;
}

/** The rows of a bulk request: the body itself, or under one of the names that a list of products goes by. */
function bulkRows(request: WireRequest): unknown {
  const { items, products, productos } = bodyOf(request);
  return rowsFromWire(
    CatalogProductData,
    Array.isArray(request.body) ? request.body : (items ?? products ?? productos),
  );
}

function upsertToWire({ created, updated, skipped, errors, totalProcessed }: Answer<typeof upsertCatalogProducts>) {
  const wireErrors = errors.map(({ index, numeroRegistro, error }) => ({
    index,
    numero_registro: numeroRegistro,
    error,
  }));
  return { body: { created, updated, skipped, errors: wireErrors, total_processed: totalProcessed } };
}

function sheetToWire({ bytes, contentType, fileName }: Answer<typeof readProductSheet>): WireReply {
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName}"` };
  return { headers, body: bytes };
}

const list = {
  input: (request: WireRequest) => page(request, parameter(request, 'q')),
  view: REST,
  answer: 'CatalogPage',
};
const create = {
  input: (request: WireRequest) => ({ input: input(request) }),
  view: REST,
  status: 201,
  body: 'CatalogProductInput',
  answer: 'CatalogProduct',
};
const byRegistration = (...names: string[]) => ({
  input: (request: WireRequest) => ({ numeroRegistro: request.params.numero ?? parameter(request, ...names) }),
  view: REST,
  answer: 'CatalogProduct',
});

/** The product catalogue (legacy-api 1.9). */
export const CATALOG_ROUTES: readonly Route[] = [
  route('GET', '/products', listCatalogProducts, list),
  route('GET', '/products/', listCatalogProducts, list),
  route('POST', '/products', createCatalogProduct, create),
  route('POST', '/products/', createCatalogProduct, create),
  route('GET', '/products/search', listCatalogProducts, {
    ...list,
    input: (request) => page(request, parameter(request, 'term', 'q')),
    answer: 'CatalogSearch',
  }),
  route('GET', '/products/by-registro', readByRegistration, {
    ...byRegistration('registro', 'numero_registro'),
    answer: 'CatalogProductByRegistration',
  }),
  route('GET', '/products/by-registro/:numero', readByRegistration, byRegistration()),
  route('POST', '/products/bulk', upsertCatalogProducts, {
    input: (request) => ({ products: bulkRows(request) }),
    reply: upsertToWire,
    body: 'CatalogProducts',
    answer: 'CatalogUpsert',
  }),
  route('GET', '/products/:product_id', readCatalogProduct, {
    input: productId,
    view: REST,
    answer: 'CatalogProduct',
  }),
  route('PUT', '/products/:product_id', updateCatalogProduct, {
    input: (request) => ({ ...productId(request), input: input(request) }),
    view: REST,
    body: 'CatalogProductInput',
    answer: 'CatalogProduct',
  }),
  route('DELETE', '/products/:product_id', deleteCatalogProduct, {
    input: productId,
    reply: ({ deletedId }): WireReply => ({ body: { ok: true, deleted_id: deletedId } }),
    answer: 'Deleted',
  }),

  withUpload(
    route('POST', '/products/:product_id/ficha-tecnica', storeProductSheet, {
      input: (request) => ({ ...productId(request), file: uploaded(request, 'file') }),
      view: REST,
      status: 201,
      body: 'ProductSheet',
      answer: 'CatalogProduct',
    }),
  ),
  route('GET', '/products/:product_id/ficha-tecnica', readProductSheet, {
    input: productId,
    reply: sheetToWire,
    answer: 'Document',
  }),
  route('DELETE', '/products/:product_id/ficha-tecnica', removeProductSheet, {
    input: productId,
    view: REST,
    answer: 'CatalogProduct',
  }),
];
