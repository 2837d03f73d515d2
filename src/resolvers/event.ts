import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { AdverseEvent, AdverseEventData } from '../entities/adverse-event.js';
import { replaceEvents, updateEvent } from '../use-cases/event/change.js';
import type { RequestContext } from '../use-cases/use-case.js';

@Resolver(() => AdverseEvent)
export class EventResolver {
  @Mutation(() => [AdverseEvent], { description: 'Replace all events of a case' })
  replaceEvents(
    @Arg('caseId', () => ID) id: string,
    @Arg('events', () => [AdverseEventData]) events: AdverseEventData[],
    @Ctx() context: RequestContext,
  ) {
    return replaceEvents(context, { id, events });
  }

  @Mutation(() => AdverseEvent, { description: 'Change one event of a case' })
  updateEvent(
    @Arg('caseId', () => ID) id: string,
    @Arg('eventId', () => ID) eventId: string,
    @Arg('input', () => AdverseEventData) input: AdverseEventData,
    @Ctx() context: RequestContext,
  ) {
    return updateEvent(context, { id, eventId, input });
  }
}
