import { jwtVerify, SignJWT } from 'jose';
import { DomainError } from '../domain/errors.js';
import { primaryRole } from '../domain/permissions.js';
import type { Account } from '../storage/accounts.js';

const ALGORITHM = 'HS256';
const FILE_MINUTES = 10;

export interface VerifiedToken {
  userId: number;
  generation: number;
  expiresAt: Date;
}

/** An access token with the claims of the legacy contract (legacy-api 1.8). */
export function issueToken(
  account: Account,
  key: Uint8Array,
  now: Date,
  minutes: number,
  trace: string,
): Promise<string> {
  const { id, username, email, roles, tokenGeneration } = account;
  const claims = {
    uid: id,
    generation: tokenGeneration,
    username,
    email,
    role: primaryRole(roles),
    roles,
    tenant: 'legacy',
    trace,
  };
  return sign(claims, key, now, minutes, String(id));
}

const KNOWN_MAX = 2000;
const knownByKey = new WeakMap<Uint8Array, Map<string, VerifiedToken>>();

/**
 * Who a token speaks for. Throws INVALID_TOKEN when it is expired, forged or meant for something else. A token that was
 * verified once is known by its whole text until it expires: its signature is not computed again for each request.
 */
export async function verifyToken(token: string, key: Uint8Array, now: Date): Promise<VerifiedToken> {
  const known = knownByKey.get(key) ?? new Map<string, VerifiedToken>();
  knownByKey.set(key, known);
  const before = known.get(token);
  if (before && before.expiresAt > now) return before;
  const fresh = await verifyFresh(token, key, now);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(token, fresh);
  return fresh;
}

async function verifyFresh(token: string, key: Uint8Array, now: Date): Promise<VerifiedToken> {
  const payload = await verified(token, key, now, undefined);
  if (payload.aud !== undefined || !Number.isInteger(payload.uid)) throw new DomainError('INVALID_TOKEN');
  return {
    userId: payload.uid as number,
    generation: Number(payload.generation),
    expiresAt: new Date(payload.exp! * 1000),
  };
}

/** What a link can open: a document of ours, a file that came with a message, or a message as it came. */
export type FileKind = 'file' | 'attachment' | 'message';

/** A token that opens one file for ten minutes, so that a link can be followed without a login. */
export function issueFileToken(kind: FileKind, id: number, key: Uint8Array, now: Date): Promise<string> {
  return sign({ aud: kind, file: id }, key, now, FILE_MINUTES, 'file');
}

/** The file that a token opens, of one of these kinds. Throws INVALID_TOKEN. */
export async function verifyFileToken<Kind extends FileKind>(
  kinds: readonly Kind[],
  token: string,
  key: Uint8Array,
  now: Date,
): Promise<{ kind: Kind; id: number }> {
  const payload = await verified(token, key, now, kinds);
  return { kind: payload.aud as Kind, id: payload.file as number };
}

function sign(claims: Record<string, unknown>, key: Uint8Array, now: Date, minutes: number, subject: string) {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + minutes * 60)
    .sign(key);
}

async function verified(token: string, key: Uint8Array, now: Date, audiences: readonly string[] | undefined) {
  try {
    const requiredClaims = ['exp', 'iat', 'sub'];
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      currentDate: now,
      audience: audiences && [...audiences],
      requiredClaims,
    });
    return payload;
  } catch {
    throw new DomainError('INVALID_TOKEN');
  }
}
