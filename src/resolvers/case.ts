import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AdverseEvent } from '../entities/adverse-event.js';
import { Case } from '../entities/case.js';
import { CaseInput } from '../entities/case-input.js';
import { Concomitant } from '../entities/concomitant.js';
import { FollowupEntry } from '../entities/followup-entry.js';
import { Product } from '../entities/product.js';
import type { CaseRecord } from '../entities/record.js';
import type { View } from '../entities/selection.js';
import { createCase } from '../use-cases/case/create.js';
import { deleteCase } from '../use-cases/case/delete.js';
import { browseCases } from '../use-cases/case/list.js';
import { findCase, summariseDelete } from '../use-cases/case/read.js';
import { replaceCase, updateCase } from '../use-cases/case/update.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { CaseChange, CaseConnection, CasesArgs, DeletedCase, DeleteSummary, OrderDirection } from './case.shapes.js';
import { Asked, Wanted } from './selection.js';

@Resolver(() => Case)
export class CaseResolver {
  @Query(() => Case, { nullable: true, description: 'A case by its id' })
  case(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext, @Wanted() view: View) {
    return findCase(context, { id }, view);
  }

  @Query(() => CaseConnection, { description: 'Cases, newest first unless ordered otherwise' })
  cases(
    @Args(() => CasesArgs) { search, filter, orderBy, ...page }: CasesArgs,
    @Ctx() context: RequestContext,
    @Wanted('edges.node', 'nodes') view: View,
    @Asked('totalCount') withTotal: boolean,
    @Asked('edges', 'pageInfo') withCursors: boolean,
  ) {
    const order = orderBy && { by: orderBy.field, descending: orderBy.direction === OrderDirection.DESC };
    return browseCases(context, { ...page, filter: { ...filter, search }, order, withTotal, withCursors }, view);
  }

  @Query(() => DeleteSummary, { description: 'What would be deleted with a case' })
  deleteSummary(@Arg('caseId', () => ID) id: string, @Ctx() context: RequestContext) {
    return summariseDelete(context, { id });
  }

  @Mutation(() => Case, { description: 'Create a case with its rows' })
  createCase(@Arg('input', () => CaseInput) input: CaseInput, @Ctx() context: RequestContext, @Wanted() view: View) {
    return createCase(context, { input }, view);
  }

  @Mutation(() => Case, { description: 'Change what is given and leave the rest; lists that are given are replaced' })
  updateCase(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => CaseInput) input: CaseInput,
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return updateCase(context, { id, input, version }, view);
  }

  @Mutation(() => Case, {
    description: 'Change a case from a complete form; lists that are left out are emptied, events excepted',
  })
  replaceCase(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => CaseInput) input: CaseInput,
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return replaceCase(context, { id, input, version }, view);
  }

  @Mutation(() => DeletedCase, { description: 'Delete a case for good. Asks for your password again' })
  deleteCase(
    @Arg('id', () => ID) id: string,
    @Arg('password', () => String) password: string,
    @Arg('reason', () => String, { nullable: true }) reason: string | undefined,
    @Ctx() context: RequestContext,
  ) {
    return deleteCase(context, { id, password, reason });
  }

  @FieldResolver(() => [Product], { description: 'Suspected products' })
  products(@Root() { products }: CaseRecord) {
    return products;
  }

  @FieldResolver(() => [Concomitant], { description: 'Concomitant products' })
  concomitants(@Root() { concomitants }: CaseRecord) {
    return concomitants;
  }

  @FieldResolver(() => [FollowupEntry], { description: 'Lines of the follow-up log' })
  followupEntries(@Root() { followupEntries }: CaseRecord) {
    return followupEntries;
  }

  @FieldResolver(() => [AdverseEvent], { description: 'Adverse events' })
  events(@Root() { events }: CaseRecord) {
    return events;
  }
}

@Resolver(() => CaseChange)
export class CaseChangeResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case as it is now; null once it is deleted' })
  case(@Root() { caseId }: CaseChange, @Ctx() context: RequestContext, @Wanted() view: View) {
    return findCase(context, { id: caseId }, view);
  }
}
