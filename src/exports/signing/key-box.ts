import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/** Names the format, so that another one can be told from it later. Authenticated with every key. */
const HEADER = Buffer.from('VIGIA-KEY-1\0');
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OPEN_BYTES = HEADER.length + SALT_BYTES + NONCE_BYTES;
/** 16 MiB of memory and some 40 ms for each guess at the secret. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 1 };

/**
 * A private key as it may be stored: AES-256-GCM under a key derived from the secret by scrypt, with a salt and a nonce
 * of its own. `owner` says whose key it is ("authority", "user 7"), is not stored, and must be the same to read it: a
 * stored key that was moved to another row opens no more.
 */
export function encryptKey(pkcs8: Uint8Array, secret: string, owner: string): Buffer {
  const open = Buffer.concat([HEADER, randomBytes(SALT_BYTES + NONCE_BYTES)]);
  const cipher = createCipheriv('aes-256-gcm', derivedKey(open, secret), nonceOf(open));
  cipher.setAAD(associated(open, owner));
  return Buffer.concat([open, cipher.update(pkcs8), cipher.final(), cipher.getAuthTag()]);
}

/** The key that `encryptKey` was given. Throws where the secret or the owner is another one, or a byte has changed. */
export function decryptKey(box: Uint8Array, secret: string, owner: string): Buffer {
  const bytes = Buffer.from(box);
  const open = bytes.subarray(0, OPEN_BYTES);
  if (bytes.length < OPEN_BYTES + TAG_BYTES || !open.subarray(0, HEADER.length).equals(HEADER)) {
    throw new Error('these bytes are no signing key of this server');
  }
  const decipher = createDecipheriv('aes-256-gcm', derivedKey(open, secret), nonceOf(open), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associated(open, owner)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(OPEN_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new Error(
      'the signing key does not open: it was stored under another secret, for another owner, or is damaged',
    );
  }
}

function derivedKey(open: Buffer, secret: string): Buffer {
  return scryptSync(secret, open.subarray(HEADER.length, HEADER.length + SALT_BYTES), 32, SCRYPT);
}

function nonceOf(open: Buffer): Buffer {
  return open.subarray(-NONCE_BYTES);
}

function associated(open: Buffer, owner: string): Buffer {
  return Buffer.concat([open, Buffer.from(owner, 'utf8')]);
}
