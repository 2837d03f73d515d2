import { X509Certificate } from 'node:crypto';
import { now } from '../../clock.js';
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
import {
  keepSigningKey,
  readAuthorities,
  readSigningKey,
  type SigningKey,
  type Wanted,
} from '../../storage/signing-keys.js';
import { ownAccount } from '../actor.js';
import { auditContext, type House, type Room } from '../use-case.js';

type Keyring = Pick<Room, 'house' | 'query' | 'context'>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** A certificate that ends sooner is not begun with any more. */
const LEFT_MS = 7 * DAY_MS;
/** Nor is an authority: whom it vouches for should have some time left. */
const AUTHORITY_LEFT_MS = 90 * DAY_MS;

/**
 * What a person signs with: the organisation's own certificate where one is set, else one in the person's name under the
 * installation's authority, both made on first use. The name is the account's: what people write into their profile is
 * shown, and not vouched for.
 */
export async function signingIdentity(room: Room): Promise<SigningIdentity> {
  const { house } = room;
  if (house.signing.own) return ownIdentity(room, house.signing.own);
  const { id, fullName, username, email, cargo } = await ownAccount(room);
  const name = fullName ?? username ?? email ?? `Usuario ${id}`;
  const person = { name, email, organisation: house.config.organisation, post: cargo };
  const authority = await readyAuthority(room);
  const wanted = { userId: id, subject: JSON.stringify(Object.values(person)), keyring: house.signing.keyring };
  const key = await ready(room, wanted, LEFT_MS, async () =>
    issueCertificate(opened(house.signing.secret, authority), person, now()),
  );
  return remembered(house.signing.secret, key, authority);
}

/** What a signature says it is for: which document of which version of which case. */
export function signingReason({
  kind,
  numero,
  caseVersion,
}: {
  kind: string;
  numero: string;
  caseVersion: number;
}): string {
  return `${kind === 'DIGEMID' ? 'Documento oficial DIGEMID' : 'Formato para profesionales de la salud'}: caso ${numero}, versión ${caseVersion}`;
}

/** The certificates that signatures made here lead to, the one that is in use first. */
export async function trustedCertificates(room: Keyring): Promise<Uint8Array[]> {
  const { own } = room.house.signing;
  const inUse = Buffer.from(own ? rootOf(own) : (await readyAuthority(room)).certificate);
  return [inUse, ...(await readAuthorities(room.query)).filter((other) => !other.equals(inUse))];
}

/** The authority of the installation, which vouches for the certificates of its signers. Made on first use. */
function readyAuthority(room: Keyring): Promise<SigningKey> {
  const { config, signing } = room.house;
  const wanted = { userId: null, subject: config.organisation, keyring: signing.keyring };
  return ready(room, wanted, AUTHORITY_LEFT_MS, () => createAuthority(config.organisation, now()));
}

/** Of each house, what is being made for it. */
const making = new WeakMap<House, Map<string, Promise<SigningKey>>>();

/** The key that is wanted, made where there is none; once in this process, however many ask for it at once. */
async function ready(
  room: Keyring,
  wanted: Wanted,
  leftMs: number,
  make: () => Promise<KeyPairWithCertificate>,
): Promise<SigningKey> {
  const until = new Date(now().getTime() + leftMs);
  const known = await readSigningKey(room.query, wanted, until);
  if (known) return known;
  const under = making.get(room.house) ?? new Map<string, Promise<SigningKey>>();
  making.set(room.house, under);
  const name = JSON.stringify(wanted);
  const made = under.get(name) ?? keepNew(room, wanted, until, make).finally(() => under.delete(name));
  under.set(name, made);
  return made;
}

async function keepNew(
  { house, context }: Keyring,
  wanted: Wanted,
  until: Date,
  make: () => Promise<KeyPairWithCertificate>,
): Promise<SigningKey> {
  const made = await make().catch((cause: Error) => {
    throw new SigningError('no certificate could be made', { cause });
  });
  const certificate = Buffer.from(made.certificate);
  const { serialNumber: serial, validToDate: notAfter } = new X509Certificate(certificate);
  const privateKey = encryptKey(made.privateKey, house.signing.secret, serial);
  const key = { serial, certificate, privateKey, notAfter };
  return keepSigningKey(house.database.pool, auditContext(context), wanted, key, until);
}

function opened(secret: string, { serial, certificate, privateKey }: SigningKey): KeyPairWithCertificate {
  try {
    return { certificate, privateKey: decryptKey(privateKey, secret, serial) };
  } catch (cause) {
    throw new SigningError('a stored signing key is damaged', { cause });
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

/** The organisation's own certificate. Its root is noted, so that what it signed is trusted once another one is in its place. */
async function ownIdentity({ house, context }: Keyring, own: SigningIdentity): Promise<SigningIdentity> {
  if (new X509Certificate(own.certificate).validToDate <= now())
    throw new SigningError('the certificate in SIGNING_P12_FILE has expired');
  if (noted.has(own)) return own;
  const certificate = Buffer.from(rootOf(own));
  const { serialNumber: serial, subject, validToDate: notAfter } = new X509Certificate(certificate);
  const root = { serial, certificate, privateKey: Buffer.alloc(0) };
  const whose = { userId: null, subject, keyring: NO_KEYRING };
  await keepSigningKey(house.database.pool, auditContext(context), whose, { ...root, notAfter }, notAfter);
  noted.add(own);
  return own;
}

const noted = new WeakSet<SigningIdentity>();

/** Of certificates whose key is not ours to keep. */
const NO_KEYRING = '';

/** The certificate at the end of a chain, in whatever order its file lists them. */
function rootOf({ certificate, chain }: SigningIdentity): Uint8Array {
  const isRoot = (one: Uint8Array) => new X509Certificate(one).issuer === new X509Certificate(one).subject;
  return chain.find(isRoot) ?? chain.at(-1) ?? certificate;
}
