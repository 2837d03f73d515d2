import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Case } from '../entities/case.js';
import { Snapshot } from '../entities/snapshot.js';
import { compareSnapshots } from '../use-cases/snapshot/compare.js';
import { takeSnapshot } from '../use-cases/snapshot/take.js';
import type { RequestContext } from '../use-cases/use-case.js';

@ObjectType({ description: 'What became of one field, or of one row that came or went, between two snapshots' })
class FieldDifference {
  @Field(() => [String], {
    description: 'REST names: `["gravedad"]`; `["productos", "12", "nro_lote"]` for the product with the id 12',
  })
  path!: string[];

  @Field(() => String, { description: 'Spanish label' })
  label!: string;

  @Field(() => GraphQLJSON, { nullable: true })
  before?: unknown;

  @Field(() => GraphQLJSON, { nullable: true })
  after?: unknown;
}

@Resolver(() => Case)
export class SnapshotResolver {
  @Query(() => [FieldDifference], { description: 'Every field that differs between two snapshots of one case' })
  snapshotDifference(
    @Arg('fromId', () => ID) fromId: string,
    @Arg('toId', () => ID) toId: string,
    @Ctx() context: RequestContext,
  ) {
    return compareSnapshots(context, { fromId, toId });
  }

  @Mutation(() => Snapshot, { description: 'Keep a whole case as it is now' })
  takeSnapshot(
    @Arg('caseId', () => ID) id: string,
    @Arg('reason', () => String) reason: string,
    @Ctx() context: RequestContext,
  ) {
    return takeSnapshot(context, { id, reason });
  }

  @FieldResolver(() => [Snapshot], { description: 'The case as it was, newest first, at most 200' })
  snapshots(@Root() { snapshots }: { snapshots: Snapshot[] }) {
    return snapshots;
  }
}
