import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { Case } from '../entities/case.js';
import { CaseInput } from '../entities/case-input.js';
import { FollowupMessage } from '../entities/followup-message.js';
import { InboundAttachment } from '../entities/inbound-attachment.js';
import { InboundMessage } from '../entities/inbound-message.js';
import type { View } from '../entities/selection.js';
import { PageInfo, TotalCount, TotalRelation } from '../schema/page.js';
import { findCase } from '../use-cases/case/read.js';
import { assignInbound, createCaseFromInbound, dismissInbound } from '../use-cases/inbound/decide.js';
import { linkToInbound } from '../use-cases/inbound/download.js';
import { listAttachments, listInbound } from '../use-cases/inbound/list.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { gathered } from './gathered.js';
import { Asked, Wanted } from './selection.js';

export enum InboundState {
  RECEIVED = 'RECEIVED',
  TRIAGE = 'TRIAGE',
  THREAD = 'THREAD',
  NOTED = 'NOTED',
  DISMISSED = 'DISMISSED',
}
registerEnumType(InboundState, {
  name: 'InboundState',
  description:
    'Where a message stands. RECEIVED: kept, being read; TRIAGE: a person has to see to it; THREAD: in the thread of a case; NOTED: kept, nothing to do; DISMISSED: of no case, somebody said why',
});

export enum InboundKind {
  MESSAGE = 'MESSAGE',
  AUTO_REPLY = 'AUTO_REPLY',
  BOUNCE = 'BOUNCE',
  LOOP = 'LOOP',
  UNREADABLE = 'UNREADABLE',
}
registerEnumType(InboundKind, {
  name: 'InboundKind',
  description:
    'What a message is: of a person; an automatic reply; the report of a delivery; one of ours that came back; one that cannot be read',
});

@InputType({ description: 'Which messages; without anything, those that a person has to see to' })
class InboundFilter {
  @Field(() => InboundState, { nullable: true, description: 'Null for all; TRIAGE when left out' })
  state?: InboundState | null = InboundState.TRIAGE;

  @Field(() => InboundKind, { nullable: true })
  kind?: InboundKind;

  @Field(() => ID, { nullable: true, description: 'Those that were found to belong to this case' })
  caseId?: string;
}

@ObjectType()
class InboundEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => InboundMessage)
  node!: InboundMessage;
}

@ObjectType({ description: 'A page of messages from outside, newest first' })
class InboundConnection {
  @Field(() => [InboundEdge])
  edges!: InboundEdge[];

  @Field(() => [InboundMessage])
  nodes!: InboundMessage[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => TotalCount)
  totalCount!: TotalCount;
}

const LINK = 'for ten minutes; null for those who may not read messages. Relative without PUBLIC_URL';

@Resolver(() => InboundMessage)
export class InboundResolver {
  @Query(() => InboundConnection, {
    description: 'Messages from outside, newest first: those whose case nobody knows yet, unless others are asked for',
  })
  async inbox(
    @Arg('filter', () => InboundFilter, { nullable: true }) filter: InboundFilter | undefined,
    @Arg('first', () => Int, { nullable: true, description: 'At most 200; 20 when not given' })
    first: number | undefined,
    @Arg('after', () => String, { nullable: true }) after: string | undefined,
    @Ctx() context: RequestContext,
    @Asked('totalCount') withTotal: boolean,
  ) {
    const wanted = filter ?? new InboundFilter();
    const { rows, total, more } = await listInbound(context, { ...wanted, first, after, withTotal });
    const edges = rows.map((node) => ({ node, cursor: String(node.id) }));
    const cursors = { startCursor: edges[0]?.cursor, endCursor: edges.at(-1)?.cursor };
    const totalCount = total === null ? null : { value: total, relation: TotalRelation.EXACT };
    return {
      edges,
      nodes: rows,
      totalCount,
      pageInfo: { ...cursors, hasNextPage: more, hasPreviousPage: Boolean(after) },
    };
  }

  @Mutation(() => InboundMessage, {
    description:
      'Put a message whose case nobody knew into the thread of a case. Of two who decide at once, one is let through',
  })
  assignInbound(
    @Arg('messageId', () => ID) id: string,
    @Arg('caseId', () => ID) caseId: string,
    @Ctx() context: RequestContext,
  ) {
    return assignInbound(context, { id, caseId });
  }

  @Mutation(() => Case, {
    description:
      'Create a case for a message, which begins its thread. `origenNotificacion` and the contact of the reporter are taken from the message where they are left open',
  })
  createCaseFromInbound(
    @Arg('messageId', () => ID) id: string,
    @Arg('input', () => CaseInput) input: CaseInput,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return createCaseFromInbound(context, { id, input }, view);
  }

  @Mutation(() => InboundMessage, { description: 'Say of a message that it belongs to no case, and why. It is kept' })
  dismissInbound(
    @Arg('messageId', () => ID) id: string,
    @Arg('reason', () => String) reason: string,
    @Ctx() context: RequestContext,
  ) {
    return dismissInbound(context, { id, reason });
  }

  @FieldResolver(() => Case, { nullable: true, description: 'The case that it belongs to' })
  case(@Root() { icsrId }: InboundMessage, @Ctx() context: RequestContext, @Wanted() view: View) {
    return icsrId ? findCase(context, { id: icsrId }, view) : null;
  }

  @FieldResolver(() => [InboundAttachment], { description: 'The files that came with it' })
  attachments(@Root() { attachments }: { attachments: InboundAttachment[] }) {
    return attachments;
  }

  @FieldResolver(() => String, { nullable: true, description: `Opens the message as it came ${LINK}` })
  rawUrl(@Root() { id }: InboundMessage, @Ctx() context: RequestContext) {
    return linkToInbound(context, 'message', id);
  }
}

@Resolver(() => InboundAttachment)
export class AttachmentResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: `Opens the file ${LINK}. Null for one that is only in the message`,
  })
  url(@Root() { id, sha256 }: InboundAttachment, @Ctx() context: RequestContext) {
    return sha256 ? linkToInbound(context, 'attachment', id) : null;
  }
}

@Resolver(() => FollowupMessage)
export class ThreadAttachmentResolver {
  @FieldResolver(() => [InboundAttachment], { description: 'The files that came with it' })
  attachments(@Root() { id }: FollowupMessage, @Ctx() context: RequestContext) {
    return attachmentsOf(context, id);
  }
}

/** All messages of an answer ask at once. */
const attachmentsOf = gathered(async (context, followupIds) => {
  const rows = await listAttachments(context, { followupIds });
  return Map.groupBy(rows, ({ followupId }) => followupId);
});
