import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { SIGNATURE_IMAGES } from '../../entities/signature-profile.js';
import { readSignatureImages } from '../../storage/signatures.js';
import { reading, writing } from '../use-case.js';
import { pictureOf } from '../picture.js';
import { ownSignature } from './own.js';

/** One's own signature profile. The first time it is made from the account (legacy-api 1.6). */
export const readSignature = writing({
  name: 'signature.read',
  about: 'Read one’s own signature profile, which is made when there is none',
  permission: 'signed-in',
  input: z.object({}),
  run: (room) => ownSignature(room, room.view),
});

/**
 * A picture of one's own profile by the address that the profile shows. The address is compared and never followed: what is
 * not exactly that, or is somebody else's, is not found.
 */
export const readSignatureImage = reading({
  name: 'signature.read-image',
  about: 'Fetch a picture of one’s own signature profile',
  permission: 'signed-in',
  input: z.object({ url: z.string() }),
  async run(room, { url }) {
    const images = await readSignatureImages(room.query, room.actor!.id);
    const image = SIGNATURE_IMAGES.map((name) => images[name]).find((one) => one?.url === url);
    const bytes = image && (await pictureOf(room, image.sha256));
    if (!bytes) throw new DomainError('FILE_NOT_FOUND');
    return { bytes, contentType: 'image/png' };
  },
});
