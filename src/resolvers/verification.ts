import { Arg, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { readAuthority } from '../use-cases/export/authority.js';
import { verifyDocument } from '../use-cases/export/verify.js';
import type { RequestContext } from '../use-cases/use-case.js';

@ObjectType({ description: 'A document that was made here' })
class KnownDocument {
  @Field(() => ID)
  id!: number;

  @Field(() => ID)
  icsrId!: number;

  @Field(() => String)
  numero!: string;

  @Field(() => Int)
  caseVersion!: number;

  @Field(() => String)
  kind!: string;

  @Field(() => String)
  fileName!: string;

  @Field(() => String)
  sha256!: string;

  @Field(() => String, { nullable: true, description: 'As it stands in the document' })
  signerName?: string;

  @Field(() => String, { nullable: true, description: 'Whose account made it' })
  createdBy?: string;

  @Field(() => String, { nullable: true })
  signedAt?: string;

  @Field(() => String)
  createdAt!: string;
}

@ObjectType({ description: 'What one signature of a document says, and whether it holds' })
class SignatureReport {
  @Field(() => String, { description: 'Name in the certificate' })
  signer!: string;

  @Field(() => String, { nullable: true })
  organisation?: string;

  @Field(() => String)
  certificateSerial!: string;

  @Field(() => String, { description: 'As the signer says; `timestamp` is what an authority confirms' })
  signedAt!: string;

  @Field(() => String, { nullable: true })
  timestamp?: string;

  @Field(() => Boolean, { description: 'What it covers is what was signed' })
  intact!: boolean;

  @Field(() => Boolean, { description: 'Nothing was added to the document after it' })
  coversWholeDocument!: boolean;

  @Field(() => Boolean, { description: 'The certificate comes from the authority of this installation or its own' })
  certificateTrusted!: boolean;

  @Field(() => Boolean)
  validAtSigning!: boolean;

  @Field(() => String, { nullable: true, description: '`B-B`, or `B-T` with a time stamp' })
  level?: string;

  @Field(() => String, { nullable: true })
  reason?: string;

  @Field(() => String, { nullable: true })
  problem?: string;
}

@ObjectType({ description: 'Whether a document can be trusted' })
class Verification {
  @Field(() => String, { description: '`AUTHENTIC`, `UNSIGNED`, `CHANGED`, `FOREIGN`, `UNTRUSTED` or `UNKNOWN`' })
  verdict!: string;

  @Field(() => String, { description: 'The verdict as a sentence' })
  message!: string;

  @Field(() => String)
  sha256!: string;

  @Field(() => Boolean, { description: 'Its bytes are those of a document that was made here' })
  ours!: boolean;

  @Field(() => KnownDocument, {
    nullable: true,
    description: 'The document with these bytes, or else the one that its signature belonged to',
  })
  document?: KnownDocument;

  @Field(() => [SignatureReport])
  signatures!: SignatureReport[];
}

@Resolver(() => Verification)
export class VerificationResolver {
  @Query(() => Verification, { description: 'Who signed which version of which case, and whether it is unchanged' })
  verifyDocument(
    @Arg('pdf', () => String, { description: 'The PDF in Base64' }) pdf: string,
    @Ctx() context: RequestContext,
  ) {
    return verifyDocument(context, { file: Buffer.from(pdf, 'base64') });
  }

  @Query(() => String, { description: 'The certificate that vouches for the signatures made here (PEM)' })
  signingAuthority(@Ctx() context: RequestContext) {
    return readAuthority(context);
  }
}
