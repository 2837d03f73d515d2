import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../use-cases/use-case.js';
import { listVocabularies } from '../use-cases/vocabulary/list.js';

@ObjectType({ description: 'Values usually found in a field. Others are accepted too' })
class Vocabulary {
  @Field(() => String)
  name!: string;

  @Field(() => [String])
  values!: string[];
}

@Resolver()
export class VocabularyResolver {
  @Query(() => [Vocabulary], { description: 'The known values of the fields' })
  vocabularies(@Ctx() context: RequestContext) {
    return listVocabularies(context);
  }
}
