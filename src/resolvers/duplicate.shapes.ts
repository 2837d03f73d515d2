import { GraphQLLocalDate } from 'graphql-scalars';
import { Field, Float, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum DuplicateStatus {
  DUP = 'dup',
  REVIEW = 'review',
  UNIQUE = 'unique',
}
registerEnumType(DuplicateStatus, {
  name: 'DuplicateStatus',
  description: 'DUP: a duplicate, probably or as decided; REVIEW: somebody should look; UNIQUE: probably none',
});

export enum DuplicateDecision {
  UNICO = 'unico',
  DUPLICADO = 'duplicado',
}
registerEnumType(DuplicateDecision, {
  name: 'DuplicateDecision',
  description: 'What a person has decided: that a case is no duplicate, or that it is one of a master',
});

@ObjectType({ description: 'Another case that is like the one that was checked' })
export class DuplicateMatch {
  @Field(() => ID)
  id!: number;

  @Field(() => Float, { description: '0..1: weights of the legacy contract' })
  score!: number;

  @Field(() => [String], { description: 'What is equal or similar, in Spanish' })
  reasons!: string[];

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'When the reaction began' })
  fecha?: string;

  @Field(() => String, { nullable: true, description: 'Suspected product' })
  producto?: string;

  @Field(() => String, { nullable: true, description: 'Initials of the patient' })
  iniciales?: string;

  @Field(() => String, { nullable: true, description: 'The beginning of the narrative' })
  narrativa?: string;
}

@ObjectType({ description: 'Whether a case is a duplicate of another, and which ones are like it' })
export class DuplicateCheck {
  @Field(() => ID)
  caseId!: number;

  @Field(() => DuplicateStatus)
  status!: DuplicateStatus;

  @Field(() => String, { description: 'The status in Spanish, or the decision' })
  label!: string;

  @Field(() => String, { description: 'danger, warning or success' })
  color!: string;

  @Field(() => Float, { description: 'That of the best match; 0 without one' })
  score!: number;

  @Field(() => ID, { nullable: true, description: 'The best match' })
  bestId?: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'When it was checked in the background, in a list that shows what was found then; null when it was checked just now',
  })
  checkedAt?: Date;

  @Field(() => [DuplicateMatch], { description: 'Best first, at most 20' })
  matches!: DuplicateMatch[];

  @Field(() => DuplicateDecision, { nullable: true, description: 'What a person has decided' })
  override?: DuplicateDecision;

  @Field(() => ID, { nullable: true, description: 'The master that it was decided to be a duplicate of' })
  dupOfId?: number;
}
