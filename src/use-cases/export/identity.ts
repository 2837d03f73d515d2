import { X509Certificate } from 'node:crypto';
import type { Signer } from '../../exports/context.js';
import { SigningError } from '../../exports/index.js';
import {
  createAuthority,
  decryptKey,
  encryptKey,
  identityOf,
  issueCertificate,
  type KeyPairWithCertificate,
  type SigningIdentity,
} from '../../exports/signing/index.js';
import { keepSigningKey, readAuthority, readSigningKey, type SigningKey } from '../../storage/signing-keys.js';
import type { Room } from '../use-case.js';

type Keyring = Pick<Room, 'house' | 'query' | 'now'>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** A certificate that ends sooner is not begun with any more. */
const LEFT_MS = 7 * DAY_MS;

/**
 * What a person signs with: the organisation's own certificate where one is set, else one in the person's name under the
 * installation's authority, both made on first use.
 */
export async function signingIdentity(room: Room, signer: Signer): Promise<SigningIdentity> {
  const { house, query, now, actor } = room;
  if (house.signing.own) return house.signing.own;
  const person = {
    name: signer.nombre ?? actor!.username ?? `Usuario ${actor!.id}`,
    email: actor!.email,
    organisation: signer.company ?? house.config.organisation,
    post: signer.cargo,
  };
  const wanted = {
    userId: actor!.id,
    subject: JSON.stringify(Object.values(person)),
    until: new Date(now.getTime() + LEFT_MS),
  };
  const authority = await readyAuthority(room);
  let key = await readSigningKey(query, wanted);
  if (!key) {
    await keep(room, wanted, await issueCertificate(opened(house.signing.secret, authority), person, now));
    key = await readSigningKey(query, wanted);
  }
  return remembered(house.signing.secret, key!, authority);
}

/** What a signature says it is for: which version of which case. */
export function signingReason({ numero, caseVersion }: { numero: string; caseVersion: number }): string {
  return `Notificación ${numero}, versión ${caseVersion}`;
}

/** The authority of the installation, which vouches for the certificates of its signers. Made on first use. */
export async function readyAuthority(room: Keyring): Promise<SigningKey> {
  const { house, query, now } = room;
  const known = await readAuthority(query);
  if (known) return known;
  const subject = house.config.organisation;
  await keep(room, { userId: null, subject }, await createAuthority(subject, now));
  // Of two that make it at once only one is kept.
  return (await readAuthority(query))!;
}

/** The certificates that signatures made here lead to. */
export async function trustedCertificates(room: Keyring): Promise<Uint8Array[]> {
  const { own } = room.house.signing;
  return [...(own ? [own.chain.at(-1) ?? own.certificate] : []), (await readyAuthority(room)).certificate];
}

async function keep(
  { house, query }: Keyring,
  { userId, subject }: { userId: number | null; subject: string },
  made: KeyPairWithCertificate,
): Promise<void> {
  const certificate = Buffer.from(made.certificate);
  const { serialNumber: serial, validToDate: notAfter } = new X509Certificate(certificate);
  const privateKey = encryptKey(made.privateKey, house.signing.secret, serial);
  await keepSigningKey(query, { userId, subject, serial, certificate, privateKey, notAfter });
}

function opened(secret: string, { serial, certificate, privateKey }: SigningKey): KeyPairWithCertificate {
  try {
    return { certificate, privateKey: decryptKey(privateKey, secret, serial) };
  } catch (cause) {
    throw new SigningError(
      'the keys of signers were encrypted with another secret: give each server the same SIGNING_SECRET',
      {
        cause,
      },
    );
  }
}

const REMEMBERED_MAX = 200;
const identities = new Map<string, SigningIdentity>();

/** A key that was opened once stays open in this process: opening it is meant to be slow. */
function remembered(secret: string, key: SigningKey, authority: SigningKey): SigningIdentity {
  const known = identities.get(key.serial);
  if (known) return known;
  const identity = identityOf(opened(secret, key), [authority.certificate]);
  if (identities.size >= REMEMBERED_MAX) identities.clear();
  identities.set(key.serial, identity);
  return identity;
}
