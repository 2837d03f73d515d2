import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AccountResolver } from '../resolvers/account.js';
import { AuditResolver } from '../resolvers/audit.js';
import { CaseChangeResolver, CaseResolver } from '../resolvers/case.js';
import { CatalogResolver } from '../resolvers/catalog.js';
import { CaseDuplicatesResolver, DuplicateResolver } from '../resolvers/duplicate.js';
import { DuplicateMatchResolver, DuplicateOpinionResolver } from '../resolvers/duplicate-opinion.js';
import { EventResolver } from '../resolvers/event.js';
import { ExportFileResolver, ExportResolver } from '../resolvers/export.js';
import { AttachmentResolver, InboundResolver, ThreadAttachmentResolver } from '../resolvers/inbound.js';
import { FollowupResolver } from '../resolvers/followup.js';
import { InternalCodeResolver } from '../resolvers/internal-code.js';
import { LiveResolver } from '../resolvers/live.js';
import { SignatureResolver } from '../resolvers/signature.js';
import { SnapshotResolver } from '../resolvers/snapshot.js';
import { VerificationResolver } from '../resolvers/verification.js';
import { VocabularyResolver } from '../resolvers/vocabulary.js';

/** type-graphql insists on one. Our subscriptions take their events from the database's announcements. */
const NOT_USED = {
  publish: () => undefined,
  subscribe(): never {
    throw new Error('Give the subscription a `subscribe` function');
  },
};

/** The GraphQL schema, from the resolvers and the entities. */
export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      AccountResolver,
      CaseResolver,
      CaseChangeResolver,
      DuplicateResolver,
      DuplicateOpinionResolver,
      DuplicateMatchResolver,
      CaseDuplicatesResolver,
      EventResolver,
      ExportResolver,
      ExportFileResolver,
      InboundResolver,
      AttachmentResolver,
      ThreadAttachmentResolver,
      FollowupResolver,
      InternalCodeResolver,
      LiveResolver,
      SnapshotResolver,
      AuditResolver,
      CatalogResolver,
      SignatureResolver,
      VerificationResolver,
      VocabularyResolver,
    ],
    orphanedTypes: [],
    pubSub: NOT_USED,
    // Input is checked once, by the use-case.
    validate: false,
  });
}

/** The schema as text, in an order that does not depend on loading. */
export function schemaText(schema: GraphQLSchema): string {
  return `# Made by \`npm run build\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
}
