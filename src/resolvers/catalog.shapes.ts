import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { CatalogProduct } from '../entities/catalog-product.js';
import { PageInfo, TotalCount } from '../schema/page.js';

@ObjectType()
export class CatalogProductEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => CatalogProduct)
  node!: CatalogProduct;
}

@ObjectType({ description: 'A page of the catalogue' })
export class CatalogProductConnection {
  @Field(() => [CatalogProductEdge])
  edges!: CatalogProductEdge[];

  @Field(() => [CatalogProduct])
  nodes!: CatalogProduct[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => TotalCount)
  totalCount!: TotalCount;
}

@ArgsType()
export class CatalogProductsArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Text to look for in products, ingredients, forms, laboratories and registrations; case and accents do not count',
  })
  search?: string;

  @Field(() => String, { nullable: true, description: 'State of the registration' })
  estado?: string;

  @Field(() => Boolean, { nullable: true })
  comercializa?: boolean;

  @Field(() => Int, { nullable: true, description: 'At most 200; 20 when not given' })
  first?: number;

  @Field(() => String, { nullable: true })
  after?: string;
}

@ObjectType({ description: 'A row that was refused' })
export class CatalogUpsertError {
  @Field(() => Int, { description: 'Place in what was sent, from 0' })
  index!: number;

  @Field(() => String, { nullable: true })
  numeroRegistro?: string;

  @Field(() => String)
  error!: string;
}

@ObjectType({ description: 'What became of the rows that were sent' })
export class CatalogUpsert {
  @Field(() => Int)
  created!: number;

  @Field(() => Int)
  updated!: number;

  @Field(() => Int, { description: 'Already as they were sent' })
  skipped!: number;

  @Field(() => [CatalogUpsertError])
  errors!: CatalogUpsertError[];

  @Field(() => Int)
  totalProcessed!: number;
}

@ObjectType()
export class DeletedCatalogProduct {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => ID)
  deletedId!: number;
}
