import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { SIGNATURE_IMAGES } from '../../entities/signature-profile.js';
import { keepInside } from '../../storage/documents.js';
import { updateSignature } from '../../storage/signatures.js';
import { changing } from '../use-case.js';
import { redrawn } from './image.js';
import { admitOwner, letGoOfImages, ownSignature } from './own.js';

const field = z
  .string({ error: fault('MISSING') })
  .pipe(z.enum(SIGNATURE_IMAGES, { error: fault('NOT_ONE_OF', SIGNATURE_IMAGES.join(', ')) }));

const bytes = z.instanceof(Uint8Array, { error: fault('MISSING') });
/** What is no Base64 becomes bytes that are no picture. */
const base64 = z.string().transform((text): Uint8Array => Buffer.from(text, 'base64'));

/** Keeps a picture for one's own signature profile, drawn anew, in place of the one that it had; null takes that away. */
export const storeSignatureAsset = changing({
  name: 'signature.store-asset',
  about: 'Store the logo or the signature (PNG or JPEG) of one’s own signature profile',
  permission: 'signed-in',
  input: z.object({
    profileId: inputs.id.optional(),
    field,
    file: z.union([base64, bytes], { error: fault('MISSING') }).nullable(),
  }),
  async prepare(room, { profileId, file }) {
    await admitOwner(room, profileId);
    return file && redrawn(file);
  },
  async run(room, { field }, picture) {
    await letGoOfImages(room, [field]);
    const { id, empleadoId } = await ownSignature(room);
    const image = picture && {
      url: `/uploads/firmas_${empleadoId ?? room.actor!.id}/${randomUUID()}.png`,
      sha256: await keepInside(room.query, room.house.files, picture),
    };
    await updateSignature(room.query, id, {}, { [field]: image });
    return ownSignature(room, room.view);
  },
});
