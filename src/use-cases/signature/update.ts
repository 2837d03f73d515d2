import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { objectSchema } from '../../domain/validation.js';
import { SIGNATURE_IMAGES, SignatureData } from '../../entities/signature-profile.js';
import { updateSignature as update } from '../../storage/signatures.js';
import { changing } from '../use-case.js';
import { admitOwner, letGoOfImages, ownSignature } from './own.js';

/** Changes what is given of one's own signature profile and leaves the rest. */
export const updateSignature = changing({
  name: 'signature.update',
  about: 'Change some fields of one’s own signature profile',
  permission: 'signed-in',
  input: z.object({
    profileId: inputs.id.optional(),
    input: objectSchema(SignatureData, 'change'),
    /** Pictures to take away. */
    without: z.array(z.enum(SIGNATURE_IMAGES)).default([]),
  }),
  async run(room, { profileId, input, without }) {
    await admitOwner(room, profileId);
    await letGoOfImages(room, without);
    const { id } = await ownSignature(room);
    await update(room.query, id, input, Object.fromEntries(without.map((name) => [name, null])));
    return ownSignature(room, room.view);
  },
});
