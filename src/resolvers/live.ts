import { Arg, Ctx, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { FollowupMessage } from '../entities/followup-message.js';
import { readLastEvent } from '../use-cases/announcement/last.js';
import { watchCases } from '../use-cases/case/watch.js';
import { InboundMessage } from '../entities/inbound-message.js';
import { watchInbox } from '../use-cases/inbound/watch.js';
import { watchFollowups } from '../use-cases/followup/watch.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { CaseChange } from './case.shapes.js';

/** What a subscription yields. */
interface Told<Item> {
  item: Item;
}

const AFTER = 'The `eventId` you saw last: what came after it is told first, then what comes';

@Resolver()
export class LiveResolver {
  @Query(() => ID, {
    description:
      'The id of the latest event: read it first, then the data, and subscribe after it, and you miss nothing',
  })
  lastEventId(@Ctx() context: RequestContext) {
    return readLastEvent(context);
  }

  @Subscription(() => CaseChange, {
    description: 'Changes of one case, or of all, as they happen',
    subscribe: ({ args, context }) => watchCases(context as RequestContext, args),
  })
  caseChanged(
    @Root() { item }: Told<CaseChange>,
    @Arg('caseId', () => ID, { nullable: true }) _caseId: string | undefined,
    @Arg('after', () => ID, { nullable: true, description: AFTER }) _after: string | undefined,
  ): CaseChange {
    return item;
  }

  @Subscription(() => FollowupMessage, {
    description: 'Messages of reporters as they enter the thread of one case, or of any',
    subscribe: ({ args, context }) => watchFollowups(context as RequestContext, args),
  })
  followupReceived(
    @Root() { item }: Told<FollowupMessage>,
    @Arg('caseId', () => ID, { nullable: true }) _caseId: string | undefined,
    @Arg('after', () => ID, { nullable: true, description: AFTER }) _after: string | undefined,
  ): FollowupMessage {
    return item;
  }

  @Subscription(() => InboundMessage, {
    description: 'Messages whose case nobody knows, as they reach the inbox',
    subscribe: ({ args, context }) => watchInbox(context as RequestContext, args),
  })
  inboundReceived(
    @Root() { item }: Told<InboundMessage>,
    @Arg('after', () => ID, { nullable: true, description: AFTER }) _after: string | undefined,
  ): InboundMessage {
    return item;
  }
}
