import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { checkInternalCode } from '../use-cases/internal-code/check.js';
import { takeInternalCode } from '../use-cases/internal-code/next.js';
import type { RequestContext } from '../use-cases/use-case.js';

@Resolver()
export class InternalCodeResolver {
  @Query(() => Boolean, { description: 'Whether no case has this internal code' })
  async internalCodeAvailable(@Arg('code', () => String) code: string, @Ctx() context: RequestContext) {
    return (await checkInternalCode(context, { code })).available;
  }

  @Mutation(() => String, { description: 'Reserve the next internal code of a prefix, for instance LAB-2026-001' })
  nextInternalCode(
    @Arg('prefix', () => String, { nullable: true, description: 'LAB when not given' }) prefix: string | undefined,
    @Ctx() context: RequestContext,
  ) {
    return takeInternalCode(context, { prefix });
  }
}
