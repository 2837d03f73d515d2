import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { DAYS_WINDOW } from '../domain/duplicates.js';
import { Case } from '../entities/case.js';
import type { View } from '../entities/selection.js';
import { checkDuplicates } from '../use-cases/duplicate/check.js';
import { decideDuplicate } from '../use-cases/duplicate/decide.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { type CheckedCase, checkedTogether, keptCheck } from './duplicate-batch.js';
import { DuplicateCheck, DuplicateDecision } from './duplicate.shapes.js';
import { Asked, InList, Wanted } from './selection.js';

@Resolver(() => Case)
export class DuplicateResolver {
  @Query(() => DuplicateCheck, { description: 'Look for duplicates of a case, as the cases are now' })
  duplicates(
    @Arg('caseId', () => ID) id: string,
    @Arg('daysWindow', () => Int, {
      defaultValue: DAYS_WINDOW,
      description: 'How many days the reactions may have begun apart: 1 to 365',
    })
    daysWindow: number,
    @Ctx() context: RequestContext,
  ) {
    return checkDuplicates(context, { id, daysWindow });
  }

  @Mutation(() => Case, {
    description:
      'Decide that a case is no duplicate (UNICO), that it is one of a master (DUPLICADO), or take back what was decided (null)',
  })
  decideDuplicate(
    @Arg('caseId', () => ID) id: string,
    @Arg('decision', () => DuplicateDecision, { nullable: true }) decision: DuplicateDecision | null = null,
    @Arg('masterId', () => ID, { nullable: true, description: 'With DUPLICADO: a case that is no duplicate itself' })
    masterId: string | undefined,
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return decideDuplicate(context, { id, decision, masterId, version }, view);
  }
}

@Resolver(() => Case)
export class CaseDuplicatesResolver {
  @FieldResolver(() => DuplicateCheck, {
    description:
      'Duplicates of the case, of which the reaction began within 60 days. In a list, unless `matches` are asked for, as they were last found in the background',
  })
  duplicates(
    @Root() subject: CheckedCase,
    @Ctx() context: RequestContext,
    @InList() inList: boolean,
    @Asked('matches') withMatches: boolean,
  ) {
    return (inList && !withMatches && keptCheck(subject)) || checkedTogether(context, subject.id);
  }
}
