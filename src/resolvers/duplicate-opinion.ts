import { Ctx, Field, FieldResolver, Float, ObjectType, Resolver, Root } from 'type-graphql';
import { giveSecondOpinion } from '../use-cases/duplicate/opinion.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { DuplicateCheck, DuplicateMatch } from './duplicate.shapes.js';

@ObjectType({ description: 'What one field says for or against two cases being the same' })
export class DuplicateWeight {
  @Field(() => String, { description: 'Its name, in Spanish' })
  field!: string;

  @Field(() => String, { description: 'How it agrees, in Spanish' })
  agreement!: string;

  @Field(() => Float, { description: 'Bits: each one doubles the odds, each one below 0 halves them' })
  weight!: number;
}

type Opinions = Awaited<ReturnType<typeof giveSecondOpinion>>;

/** A match that knows by which check it was found. */
type Found = DuplicateMatch & { foundBy: DuplicateCheck };

/** Asked for once for a check, by whichever of its fields comes first. Its list of matches is the same for all of them. */
const opinions = new WeakMap<readonly DuplicateMatch[], Promise<Opinions>>();

function opinionsOn({ caseId, matches }: DuplicateCheck, context: RequestContext): Promise<Opinions> {
  const others = matches.map(({ id }) => id);
  if (!opinions.has(matches)) opinions.set(matches, giveSecondOpinion(context, { id: caseId, others }));
  return opinions.get(matches)!;
}

async function opinionOf({ id, foundBy }: Found, context: RequestContext) {
  return (await opinionsOn(foundBy, context)).opinions.get(id);
}

@Resolver(() => DuplicateCheck)
export class DuplicateOpinionResolver {
  @FieldResolver(() => [DuplicateMatch], { description: 'Best first, at most 20' })
  matches(@Root() check: DuplicateCheck) {
    return check.matches.map((match) => ({ ...match, foundBy: check }));
  }

  @FieldResolver(() => [DuplicateMatch], {
    description:
      'Cases that are no documented match, in the window or out of it, but more likely duplicates than not; the likeliest first, at most 20',
  })
  async suspected(@Root() check: DuplicateCheck, @Ctx() context: RequestContext) {
    const { suspected } = await opinionsOn(check, context);
    return suspected.map((match) => ({ ...match, foundBy: check }));
  }
}

@Resolver(() => DuplicateMatch)
export class DuplicateMatchResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      '0..1: how likely both are the same event of the same patient (hit-miss model). The score knows nothing of it',
  })
  async probability(@Root() match: Found, @Ctx() context: RequestContext) {
    return (await opinionOf(match, context))?.probability;
  }

  @FieldResolver(() => [DuplicateWeight], {
    description: 'Why it is that likely: bits that add up to the log2 of its odds',
  })
  async weights(@Root() match: Found, @Ctx() context: RequestContext) {
    return (await opinionOf(match, context))?.weights ?? [];
  }
}
