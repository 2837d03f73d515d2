import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { objectSchema } from '../../domain/validation.js';
import { CatalogProductData } from '../../entities/catalog-product.js';
import { insertProduct, removeProduct, updateProduct } from '../../storage/catalog.js';
import { sheetsOf } from '../../storage/catalog-sheets.js';
import { letGoOf } from '../release.js';
import { changing } from '../use-case.js';

/** Adds a product to the catalogue. Throws REGISTRATION_TAKEN when another has its registration. */
export const createCatalogProduct = changing({
  name: 'catalog.create',
  about: 'Add a product to the catalogue',
  permission: 'catalog:write',
  input: z.object({ input: objectSchema(CatalogProductData, 'create') }),
  run: ({ query, now, view }, { input }) => insertProduct(query, input, now, view),
});

/** Changes what is given of a product and leaves the rest. */
export const updateCatalogProduct = changing({
  name: 'catalog.update',
  about: 'Change some fields of a product of the catalogue',
  permission: 'catalog:write',
  input: z.object({ productId: inputs.id, input: objectSchema(CatalogProductData, 'change') }),
  async run(room, { productId, input }) {
    const { query, now, view } = room;
    if ('fichaTecnicaUrl' in input) await letGoOf(room, await sheetsOf(query, { ids: [productId] }));
    const updated = await updateProduct(query, productId, input, now, view);
    if (!updated) throw new DomainError('PRODUCT_NOT_FOUND');
    return updated;
  },
});

/** Takes a product out of the catalogue. Cases keep what they say of it; the audit log keeps the product. */
export const deleteCatalogProduct = changing({
  name: 'catalog.delete',
  about: 'Take a product out of the catalogue',
  permission: 'catalog:write',
  input: z.object({ productId: inputs.id }),
  async run(room, { productId }) {
    const { query } = room;
    await letGoOf(room, await sheetsOf(query, { ids: [productId] }));
    if (!(await removeProduct(query, productId))) throw new DomainError('PRODUCT_NOT_FOUND');
    return { ok: true, deletedId: productId };
  },
});
