import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { isPdf } from '../../domain/pdf.js';
import { fault } from '../../domain/validation.js';
import { readProduct } from '../../storage/catalog.js';
import { readSheet, setSheet, sheetsOf } from '../../storage/catalog-sheets.js';
import { keepInside, lockReplacedFiles } from '../../storage/documents.js';
import type { Query } from '../../storage/query.js';
import { letGoOf } from '../release.js';
import { changing, reading } from '../use-case.js';

const product = { productId: inputs.id };

/** Keeps a PDF as the sheet of a product, in place of the one that it had, and points the product to it. */
export const storeProductSheet = changing({
  name: 'catalog.store-sheet',
  about: 'Store the sheet (ficha técnica, PDF) of a product of the catalogue',
  permission: 'catalog:write',
  input: z.object({ ...product, file: z.instanceof(Uint8Array, { error: fault('MISSING') }) }),
  async run(room, { productId, file }) {
    const { query, house, now, view } = room;
    await lockReplacedFiles(query);
    await sheetOf(query, productId);
    if (!isPdf(file)) throw new DomainError('NOT_A_PDF');
    await letGoOf(room, await sheetsOf(query, { ids: [productId] }));
    await setSheet(query, productId, await keepInside(query, house.files, file), now);
    return readProduct(query, { id: productId }, view);
  },
});

/** The stored sheet of a product. An address that somebody typed is only data, and never opened. */
export const readProductSheet = reading({
  name: 'catalog.read-sheet',
  about: 'Fetch the stored sheet (ficha técnica) of a product of the catalogue',
  permission: 'signed-in',
  input: z.object(product),
  async run({ query, house }, { productId }) {
    const sha256 = there(await sheetOf(query, productId));
    const fileName = `Producto_${productId}_Ficha-Tecnica.pdf`;
    return { fileName, contentType: 'application/pdf', bytes: await house.files.read(sha256) };
  },
});

/** Takes the stored sheet from a product, and with it the address that led to it. */
export const removeProductSheet = changing({
  name: 'catalog.remove-sheet',
  about: 'Remove the stored sheet (ficha técnica) of a product of the catalogue',
  permission: 'catalog:write',
  input: z.object(product),
  async run(room, { productId }) {
    const { query, now, view } = room;
    await lockReplacedFiles(query);
    await letGoOf(room, [there(await sheetOf(query, productId))]);
    await setSheet(query, productId, null, now);
    return readProduct(query, { id: productId }, view);
  },
});

/** The stored sheet of a product, or null. Throws PRODUCT_NOT_FOUND. */
async function sheetOf(query: Query, productId: number): Promise<string | null> {
  const sha256 = await readSheet(query, productId);
  if (sha256 === undefined) throw new DomainError('PRODUCT_NOT_FOUND');
  return sha256;
}

function there(sha256: string | null): string {
  if (sha256 === null) throw new DomainError('PRODUCT_SHEET_NOT_FOUND');
  return sha256;
}
