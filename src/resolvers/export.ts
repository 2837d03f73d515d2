import { GraphQLJSONObject } from 'graphql-scalars';
import {
  Arg,
  Ctx,
  Field,
  GraphQLISODateTime,
  ID,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { ExportFile } from '../entities/export-file.js';
import { readExportContext } from '../use-cases/export/context.js';
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
  @Field(() => String, { description: 'Where to fetch it; relative to the server when PUBLIC_URL is not set' })
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

@Resolver(() => ExportFile)
export class ExportResolver {
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
