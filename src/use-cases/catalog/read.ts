import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { readProduct } from '../../storage/catalog.js';
import { reading } from '../use-case.js';

const byId = z.object({ productId: inputs.id });
const byRegistration = z.object({ numeroRegistro: inputs.shortText.refine(Boolean, { error: fault('MISSING') }) });

/** One product of the catalogue by id, or null. */
export const findCatalogProduct = reading({
  name: 'catalog.find',
  about: 'Read a product of the catalogue, or null when there is none',
  permission: 'signed-in',
  input: byId,
  run: ({ query, view }, { productId }) => readProduct(query, { id: productId }, view),
});

/** One product of the catalogue by id. Throws PRODUCT_NOT_FOUND. */
export const readCatalogProduct = reading({
  name: 'catalog.read',
  about: 'Read a product of the catalogue',
  permission: 'signed-in',
  input: byId,
  run: async ({ query, view }, { productId }) => there(await readProduct(query, { id: productId }, view)),
});

/** The product with this sanitary registration, as it is written there, or null. */
export const findByRegistration = reading({
  name: 'catalog.find-by-registration',
  about: 'Read the product with a sanitary registration, or null when there is none',
  permission: 'signed-in',
  input: byRegistration,
  run: ({ query, view }, { numeroRegistro }) => readProduct(query, { numeroRegistro: numeroRegistro! }, view),
});

/** The product with this sanitary registration, as it is written there. Throws PRODUCT_NOT_FOUND. */
export const readByRegistration = reading({
  name: 'catalog.read-by-registration',
  about: 'Read the product with a sanitary registration',
  permission: 'signed-in',
  input: byRegistration,
  run: async ({ query, view }, { numeroRegistro }) =>
    there(await readProduct(query, { numeroRegistro: numeroRegistro! }, view)),
});

function there<Row>(found: Row | null): Row {
  if (!found) throw new DomainError('PRODUCT_NOT_FOUND');
  return found;
}
