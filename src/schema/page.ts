import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum TotalRelation {
  EXACT = 'EXACT',
  AT_LEAST = 'AT_LEAST',
}
registerEnumType(TotalRelation, { name: 'TotalRelation', description: 'Whether a total is exact or a lower bound' });

@ObjectType({ description: 'How many there are in all. Counted only when asked for' })
export class TotalCount {
  @Field(() => Int)
  value!: number;

  @Field(() => TotalRelation)
  relation!: TotalRelation;
}

@ObjectType({ description: 'Where a page stands in its list' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor?: string;

  @Field(() => String, { nullable: true })
  endCursor?: string;
}
