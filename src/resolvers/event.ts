import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { AdverseEvent, EventCodingData } from '../entities/adverse-event.js';
import { AdverseEventInput } from '../entities/case-input.js';
import { codeEvents, replaceEvents, updateEvent } from '../use-cases/event/change.js';
import type { RequestContext } from '../use-cases/use-case.js';

@Resolver(() => AdverseEvent)
export class EventResolver {
  @Mutation(() => [AdverseEvent], { description: 'Replace all events of a case' })
  replaceEvents(
    @Arg('caseId', () => ID) id: string,
    @Arg('events', () => [AdverseEventInput]) events: AdverseEventInput[],
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
  ) {
    return replaceEvents(context, { id, events, version });
  }

  @Mutation(() => AdverseEvent, { description: 'Change one event of a case' })
  updateEvent(
    @Arg('caseId', () => ID) id: string,
    @Arg('eventId', () => ID) eventId: string,
    @Arg('input', () => AdverseEventInput) input: AdverseEventInput,
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
  ) {
    return updateEvent(context, { id, eventId, input, version });
  }

  @Mutation(() => [AdverseEvent], { description: 'Set the MedDRA coding of some events of a case; the others stay' })
  codeEvents(
    @Arg('caseId', () => ID) id: string,
    @Arg('events', () => [EventCodingData]) events: EventCodingData[],
    @Arg('version', () => Int, { nullable: true }) version: number | undefined,
    @Ctx() context: RequestContext,
  ) {
    return codeEvents(context, { id, events, version });
  }
}
