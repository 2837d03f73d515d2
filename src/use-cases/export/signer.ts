import { defaultSignature } from '../../domain/signature.js';
import type { Signer } from '../../exports/context.js';
import { readSignature, readSignatureImages, type StoredImage } from '../../storage/signatures.js';
import { ownAccount } from '../actor.js';
import { pictureOf } from '../picture.js';
import type { Room } from '../use-case.js';

/**
 * How the person who asks signs: by their profile, or, where they have none, by their account. The telephone is the mobile
 * one, else the other (legacy-api 3.12).
 */
export async function ownSigner(room: Room): Promise<Signer> {
  const { query, actor } = room;
  const [profile, images] = await Promise.all([readSignature(query, actor!.id), readSignatureImages(query, actor!.id)]);
  if (!profile) return { ...defaultSignature(await ownAccount(room)), company: null, celular: null, website: null };
  const { nombre, cargo, company, telefono, celular, emailAlt, website } = profile;
  const [image, logo] = await Promise.all([bytesOf(room, images.firma_img), bytesOf(room, images.logo)]);
  return { nombre, cargo, company, celular: celular ?? telefono, emailAlt, website, image, logo };
}

async function bytesOf(room: Room, image: StoredImage | null): Promise<Buffer | undefined> {
  return image ? pictureOf(room, image.sha256) : undefined;
}
