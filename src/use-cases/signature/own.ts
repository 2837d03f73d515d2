import { DomainError } from '../../domain/errors.js';
import { defaultSignature } from '../../domain/signature.js';
import type { View } from '../../entities/selection.js';
import type { SignatureImage } from '../../entities/signature-profile.js';
import { lockReplacedFiles } from '../../storage/documents.js';
import {
  insertSignature,
  readSignature,
  readSignatureImages,
  type Signature,
  signatureId,
} from '../../storage/signatures.js';
import { ownAccount } from '../actor.js';
import { letGoOf } from '../release.js';
import type { Room, WorkRoom } from '../use-case.js';

/** One's own profile, made from the account when there is none. Whoever asks at the same moment gets the same one. */
export async function ownSignature(room: Room, view: View = {}): Promise<Signature> {
  const { query, actor } = room;
  const before = await readSignature(query, actor!.id, view);
  if (before) return before;
  await insertSignature(query, actor!.id, defaultSignature(await ownAccount(room)));
  return (await readSignature(query, actor!.id, view))!;
}

/** Throws SIGNATURE_NOT_FOUND when the profile that is named is not one's own; one's own need not be named. */
export async function admitOwner({ query, actor }: Room, profileId: number | undefined): Promise<void> {
  if (profileId !== undefined && (await signatureId(query, actor!.id)) !== profileId)
    throw new DomainError('SIGNATURE_NOT_FOUND');
}

/** For pictures that are about to be replaced or taken away: their bytes go once that is done. Other uploads wait until then. */
export async function letGoOfImages(room: WorkRoom, names: readonly SignatureImage[]): Promise<void> {
  if (names.length === 0) return;
  await lockReplacedFiles(room.query);
  const images = await readSignatureImages(room.query, room.actor!.id);
  await letGoOf(
    room,
    names.flatMap((name) => images[name]?.sha256 ?? []),
  );
}
