import { GraphQLJSONObject } from 'graphql-scalars';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  GraphQLISODateTime,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { Case } from '../entities/case.js';
import { ExportFile } from '../entities/export-file.js';
import { readExportContext } from '../use-cases/export/context.js';
import { linkTo } from '../use-cases/export/link.js';
import { pageOfExports } from '../use-cases/export/list.js';
import { exportCase } from '../use-cases/export/make.js';
import { requestExportOtp } from '../use-cases/export/request-otp.js';
import type { RequestContext } from '../use-cases/use-case.js';

export enum ExportKind {
  MODELO_B_DOCX = 'MODELO_B_DOCX',
  MODELO_B_PDF = 'MODELO_B_PDF',
  DIGEMID = 'DIGEMID',
}
registerEnumType(ExportKind, {
  name: 'ExportKind',
  description:
    'Which document: the form for health professionals as a Word file or printed, or the official one for DIGEMID, which keeps a snapshot of the case',
});

@ObjectType({ description: 'A document that was just made, with a link that opens it for ten minutes' })
class MadeExportFile extends ExportFile {
  @Field(() => String, { description: 'Opens the document for ten minutes; relative to the server without PUBLIC_URL' })
  url!: string;

  @Field(() => Boolean, { description: 'True when no PDF could be printed and this is the Word file in its place' })
  fallback!: boolean;
}

@ObjectType({ description: 'A one-time code that was sent by mail' })
class SentOtp {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'Until when it can be used' })
  expiresAt!: string;

  @Field(() => String, { description: 'The address of your account, most of it hidden' })
  sentTo!: string;
}

/** A case as it was read, with its newest documents. */
interface CaseWithExports {
  exports: (ExportFile & { id: number })[];
}

@Resolver(() => ExportFile)
export class ExportFileResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Opens the document for ten minutes; null for those who may not export. Relative without PUBLIC_URL',
  })
  url(@Root() { id }: ExportFile, @Ctx() context: RequestContext) {
    return linkTo(context, id);
  }
}

@Resolver(() => Case)
export class ExportResolver {
  @FieldResolver(() => [ExportFile], {
    description: 'The documents that were made of the case, newest first; REST pages through more than the newest 200',
  })
  exports(
    @Root() { exports }: CaseWithExports,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200' }) first: number,
    @Arg('after', () => ID, { nullable: true, description: 'Only those that are older than this one' }) after?: string,
  ) {
    return pageOfExports(exports, { first, after });
  }

  @Query(() => GraphQLJSONObject, {
    description: 'The values that go into the documents of a case, by their REST names',
  })
  exportContext(@Arg('caseId', () => ID) id: string, @Ctx() context: RequestContext) {
    return readExportContext(context, { id });
  }

  @Mutation(() => MadeExportFile, { description: 'Make a document of a case' })
  exportCase(
    @Arg('caseId', () => ID) id: string,
    @Arg('kind', () => ExportKind) kind: ExportKind,
    @Arg('otp', () => String, { nullable: true, description: 'For DIGEMID, where the server asks for a one-time code' })
    otp: string | undefined,
    @Ctx() context: RequestContext,
  ) {
    return exportCase(context, { id, kind, otp });
  }

  @Mutation(() => SentOtp, {
    description:
      'Have a one-time code for the official document of a case, as it is now, sent to the address of your account',
  })
  requestExportOtp(@Arg('caseId', () => ID) id: string, @Ctx() context: RequestContext) {
    return requestExportOtp(context, { id });
  }
}
