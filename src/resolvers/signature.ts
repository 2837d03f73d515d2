import { Arg, Ctx, Mutation, Query, registerEnumType, Resolver } from 'type-graphql';
import type { View } from '../entities/selection.js';
import { SignatureData, SignatureProfile } from '../entities/signature-profile.js';
import { storeSignatureAsset } from '../use-cases/signature/assets.js';
import { readSignature } from '../use-cases/signature/read.js';
import { updateSignature } from '../use-cases/signature/update.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { Wanted } from './selection.js';

enum SignatureImageField {
  LOGO = 'logo',
  FIRMA_IMG = 'firma_img',
}
registerEnumType(SignatureImageField, {
  name: 'SignatureImageField',
  description: 'Which picture of the profile: the logo of the company, or the signature itself',
});

@Resolver(() => SignatureProfile)
export class SignatureResolver {
  @Query(() => SignatureProfile, {
    description: 'Your own signature profile. The first time it is made from your account',
  })
  mySignature(@Ctx() context: RequestContext, @Wanted() view: View) {
    return readSignature(context, {}, view);
  }

  @Mutation(() => SignatureProfile, {
    description: 'Change what is given of your own signature profile and leave the rest',
  })
  updateSignature(
    @Arg('input', () => SignatureData) input: SignatureData,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return updateSignature(context, { input }, view);
  }

  @Mutation(() => SignatureProfile, {
    description: 'Put a picture into your own signature profile in place of the one that it had, or take that away',
  })
  setSignatureImage(
    @Arg('field', () => SignatureImageField) field: SignatureImageField,
    @Arg('image', () => String, {
      nullable: true,
      description: 'A PNG or JPEG as Base64: at most 500 kB and 4 megapixels. Without it there is no picture any more',
    })
    image: string | null = null,
    @Ctx() context: RequestContext,
    @Wanted() view: View,
  ) {
    return storeSignatureAsset(context, { field, file: image }, view);
  }
}
