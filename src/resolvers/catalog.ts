import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { CatalogProduct, CatalogProductData } from '../entities/catalog-product.js';
import type { View } from '../entities/selection.js';
import { createCatalogProduct, deleteCatalogProduct, updateCatalogProduct } from '../use-cases/catalog/change.js';
import { browseCatalogProducts } from '../use-cases/catalog/list.js';
import { findByRegistration, findCatalogProduct } from '../use-cases/catalog/read.js';
import { removeProductSheet } from '../use-cases/catalog/sheet.js';
import { upsertCatalogProducts } from '../use-cases/catalog/upsert.js';
import type { RequestContext } from '../use-cases/use-case.js';
import {
  CatalogProductConnection,
  CatalogProductsArgs,
  CatalogUpsert,
  DeletedCatalogProduct,
} from './catalog.shapes.js';
import { Asked, Wanted } from './selection.js';

@Resolver(() => CatalogProduct)
export class CatalogResolver {
  @Query(() => CatalogProduct, { nullable: true, description: 'A product of the catalogue by its id' })
  catalogProduct(@Arg('id', () => ID) productId: string, @Ctx() context: RequestContext, @Wanted() view: View) {
    return findCatalogProduct(context, { productId }, view);
  }

  @Query(() => CatalogProduct, {
    nullable: true,
    description: 'A product of the catalogue by its sanitary registration, as it is written there',
  })
  catalogProductByRegistration(
    @Arg('numeroRegistro', () => String) numeroRegistro: string,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return findByRegistration(context, { numeroRegistro }, view);
  }

  @Query(() => CatalogProductConnection, { description: 'The catalogue of products in alphabetical order' })
  catalogProducts(
    @Args(() => CatalogProductsArgs) { first, after, ...filter }: CatalogProductsArgs,
    @Ctx() context: RequestContext,
    @Wanted('edges.node', 'nodes') view: View,
    @Asked('totalCount') withTotal: boolean,
  ) {
    return browseCatalogProducts(context, { filter, first, after, withTotal }, view);
  }

  @Mutation(() => CatalogProduct, { description: 'Add a product to the catalogue' })
  createCatalogProduct(
    @Arg('input', () => CatalogProductData) input: CatalogProductData,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return createCatalogProduct(context, { input }, view);
  }

  @Mutation(() => CatalogProduct, { description: 'Change what is given of a product and leave the rest' })
  updateCatalogProduct(
    @Arg('id', () => ID) productId: string,
    @Arg('input', () => CatalogProductData) input: CatalogProductData,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return updateCatalogProduct(context, { productId, input }, view);
  }

  @Mutation(() => DeletedCatalogProduct, { description: 'Take a product out of the catalogue' })
  deleteCatalogProduct(@Arg('id', () => ID) productId: string, @Ctx() context: RequestContext) {
    return deleteCatalogProduct(context, { productId });
  }

  @Mutation(() => CatalogProduct, {
    description: 'Remove the stored sheet (ficha técnica) of a product, and the address that led to it',
  })
  removeProductSheet(@Arg('id', () => ID) productId: string, @Ctx() context: RequestContext, @Wanted() view: View) {
    return removeProductSheet(context, { productId }, view);
  }

  @Mutation(() => CatalogUpsert, {
    description: 'Add or change up to 5000 products by their registration; rows that do not fit do not stop the others',
  })
  upsertCatalogProducts(
    @Arg('products', () => [CatalogProductData]) products: CatalogProductData[],
    @Ctx() context: RequestContext,
  ) {
    return upsertCatalogProducts(context, { products });
  }
}
