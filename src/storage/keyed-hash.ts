import { createHmac } from 'node:crypto';

/** A text as a number that says nothing of it to whoever lacks the secret. */
export function keyedHash(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
