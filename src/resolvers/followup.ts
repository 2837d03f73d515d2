import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { missingData } from '../domain/missing-data.js';
import { Case } from '../entities/case.js';
import { FollowupMessage } from '../entities/followup-message.js';
import type { CaseRecord } from '../entities/record.js';
import { PageInfo } from '../schema/page.js';
import { pageOfMessages } from '../use-cases/followup/page.js';
import { retryFollowup, sendFollowup } from '../use-cases/followup/send.js';
import type { RequestContext } from '../use-cases/use-case.js';

export enum FollowupChannel {
  EMAIL = 'email',
  SMS = 'sms',
  WHATSAPP = 'whatsapp',
}
registerEnumType(FollowupChannel, { name: 'FollowupChannel', description: 'A way to the reporter of a case' });

@ObjectType()
class FollowupMessageEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => FollowupMessage)
  node!: FollowupMessage;
}

@ObjectType({ description: 'A page of the messages with the reporter of a case, oldest first' })
export class FollowupMessageConnection {
  @Field(() => [FollowupMessageEdge])
  edges!: FollowupMessageEdge[];

  @Field(() => [FollowupMessage])
  nodes!: FollowupMessage[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

/** A case as it was read, with its newest messages. */
interface CaseWithMessages {
  followupMessages: (FollowupMessage & { id: number })[];
}

export enum MissingPlace {
  CASE = 'CASE',
  PRODUCT = 'PRODUCT',
}
registerEnumType(MissingPlace, { name: 'MissingPlace', description: 'Where a field stands' });

@ObjectType({ description: 'A field that the evaluation needs and that is empty' })
class MissingField {
  @Field(() => String, { description: 'REST name' })
  name!: string;

  @Field(() => String, { description: 'Spanish label' })
  label!: string;

  @Field(() => MissingPlace)
  place!: MissingPlace;

  @Field(() => [String], { description: 'The suspected products that lack it' })
  products!: string[];
}

const WAIT = 'Answer when it is known what became of it. Otherwise at once: it is tried for days, see `status`';

@Resolver(() => Case)
export class FollowupResolver {
  @Mutation(() => FollowupMessage, {
    description: 'Write to the reporter of a case. What cannot leave while you wait is given up, and can be sent again',
  })
  sendFollowup(
    @Arg('caseId', () => ID) id: string,
    @Arg('channel', () => FollowupChannel) channel: FollowupChannel,
    @Arg('body', () => String, { description: 'At most 20,000 characters' }) body: string,
    @Arg('wait', () => Boolean, { nullable: true, defaultValue: true, description: WAIT }) wait: boolean | null,
    @Ctx() context: RequestContext,
  ) {
    return sendFollowup(context, { id, channel, body, wait });
  }

  @Mutation(() => FollowupMessage, {
    description: 'Send a message again that could not be delivered, to where the reporter is reached by now',
  })
  retryFollowup(
    @Arg('messageId', () => ID) messageId: string,
    @Arg('wait', () => Boolean, { nullable: true, defaultValue: true, description: WAIT }) wait: boolean | null,
    @Ctx() context: RequestContext,
  ) {
    return retryFollowup(context, { messageId, wait });
  }

  @FieldResolver(() => [MissingField], { description: 'What the case lacks of REQUIRED_FIELDS' })
  missingData(@Root() record: CaseRecord, @Ctx() { house }: RequestContext) {
    return missingData(house.requiredFields, { ...record });
  }

  @FieldResolver(() => FollowupMessageConnection, {
    description:
      'The messages with the reporter, oldest first, those that could not be delivered too: the newest 200. Needs followup:read',
  })
  followupMessages(
    @Root() { followupMessages }: CaseWithMessages,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200' }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ) {
    return pageOfMessages(context, followupMessages, { first, after });
  }
}
