import { createHmac } from 'node:crypto';
import { sameSecret } from '../domain/secrets.js';

/** A signature is good for this long: what was overheard cannot be sent again later. */
const AGE_SECONDS_MAX = 5 * 60;

/** The parts of `X-Signature: t=<unix seconds>,v1=<hex>`; several `v1` while a key is being replaced. Nothing when it is none, or too old. */
export function freshSignature(header: string, now: Date): { seconds: string; digests: string[] } | undefined {
  const parts = header.split(',').map((part) => part.trim());
  const seconds = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2);
  const digests = parts.filter((part) => /^v1=[0-9a-f]{64}$/i.test(part)).map((part) => part.slice(3).toLowerCase());
  if (!seconds || digests.length === 0 || digests.length > 5) return undefined;
  return Math.abs(now.getTime() / 1000 - Number(seconds)) <= AGE_SECONDS_MAX ? { seconds, digests } : undefined;
}

/** Whether the holder of the key signed a mail: HMAC-SHA256 over `<t>.` and the bytes of the body. */
export function isMailSigned(secret: string, header: string, raw: Uint8Array, now: Date): boolean {
  const signature = freshSignature(header, now);
  if (!signature) return false;
  const expected = createHmac('sha256', secret).update(`${signature.seconds}.`).update(raw).digest('hex');
  return signature.digests.some((digest) => sameSecret(digest, expected));
}
