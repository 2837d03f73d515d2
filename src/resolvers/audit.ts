import { GraphQLJSON, GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { AuditEntry } from '../entities/audit-entry.js';
import { PageInfo, TotalCount, TotalRelation } from '../schema/page.js';
import { listAudit } from '../use-cases/audit/list.js';
import { verifyAudit } from '../use-cases/audit/verify.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { Asked } from './selection.js';

@InputType({ description: 'Which entries of the audit log' })
class AuditFilter {
  @Field(() => ID, { nullable: true })
  caseId?: string;

  @Field(() => String, { nullable: true, description: 'Text in the action, the table, or the values' })
  query?: string;

  @Field(() => String, { nullable: true, description: 'Part of the name of the person' })
  user?: string;

  @Field(() => String, { nullable: true, description: 'For instance ICSR_UPDATE' })
  action?: string;

  @Field(() => GraphQLLocalDate, { nullable: true })
  from?: string;

  @Field(() => GraphQLLocalDate, { nullable: true })
  to?: string;
}

@ObjectType({ description: 'What became of one field' })
class FieldChange {
  @Field(() => String)
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true })
  before?: unknown;

  @Field(() => GraphQLJSON, { nullable: true })
  after?: unknown;
}

@ObjectType()
class AuditEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => AuditEntry)
  node!: AuditEntry;
}

@ObjectType({ description: 'A page of the audit log, newest first' })
class AuditConnection {
  @Field(() => [AuditEdge])
  edges!: AuditEdge[];

  @Field(() => [AuditEntry])
  nodes!: AuditEntry[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => TotalCount)
  totalCount!: TotalCount;
}

@ObjectType({ description: 'Where a hash chain is broken' })
class AuditFault {
  @Field(() => Int, { description: 'The case, or 0 for the installation' })
  chain!: number;

  @Field(() => Int)
  place!: number;

  @Field(() => String)
  problem!: string;
}

@ObjectType({ description: 'Whether the audit log is whole' })
class AuditVerification {
  @Field(() => Boolean)
  whole!: boolean;

  @Field(() => Int)
  entries!: number;

  @Field(() => [AuditFault])
  faults!: AuditFault[];
}

type Changes = Record<string, { before?: unknown; after?: unknown }>;

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditConnection, { description: 'The audit log, newest first' })
  async auditTrail(
    @Arg('filter', () => AuditFilter, { nullable: true }) filter: AuditFilter | undefined,
    @Arg('first', () => Int, { nullable: true }) first: number | undefined,
    @Arg('after', () => String, { nullable: true }) after: string | undefined,
    @Ctx() context: RequestContext,
    @Asked('totalCount') withTotal: boolean,
  ) {
    const { rows, total, more } = await listAudit(context, { filter, first, after, withTotal });
    const edges = rows.map((node) => ({ node, cursor: String(node.id) }));
    const cursors = { startCursor: edges[0]?.cursor, endCursor: edges.at(-1)?.cursor };
    const pageInfo = { ...cursors, hasNextPage: more, hasPreviousPage: Boolean(after) };
    return {
      edges,
      nodes: rows,
      pageInfo,
      totalCount: total === null ? null : { value: total, relation: TotalRelation.EXACT },
    };
  }

  @Query(() => AuditVerification, { description: 'Verify every hash chain of the audit log' })
  auditVerification(@Ctx() context: RequestContext) {
    return verifyAudit(context);
  }

  @FieldResolver(() => [FieldChange], { description: 'Fields that changed, with their values before and after' })
  changes(@Root() { changes }: { changes: Changes }) {
    return Object.entries(changes).map(([field, values]) => ({ field, ...values }));
  }
}
