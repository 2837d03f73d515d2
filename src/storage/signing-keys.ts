import type { Query } from './query.js';

/** A certificate (DER) with its private key, encrypted. */
export interface SigningKey {
  serial: string;
  certificate: Buffer;
  privateKey: Buffer;
}

export interface NewSigningKey extends SigningKey {
  /** Whose it is; null for the authority of the installation. */
  userId: number | null;
  /** What the certificate says of its holder: another name or post needs another certificate. */
  subject: string;
  notAfter: Date;
}

const COLUMNS = 'serial, certificate, private_key as "privateKey"';

/** The authority of the installation. */
export async function readAuthority(query: Query): Promise<SigningKey | undefined> {
  return (await query<SigningKey>(`select ${COLUMNS} from signing_keys where user_id is null`))[0];
}

/** The key of a person that says this of them and is valid until then. The oldest one, so that two servers that made one at once agree. */
export async function readSigningKey(
  query: Query,
  { userId, subject, until }: { userId: number; subject: string; until: Date },
): Promise<SigningKey | undefined> {
  const sql = `select ${COLUMNS} from signing_keys where user_id = $1 and subject = $2 and not_after > $3 order by id limit 1`;
  return (await query<SigningKey>(sql, [userId, subject, until], 'often'))[0];
}

/** Keeps a key. Nothing happens when there is an authority already. */
export async function keepSigningKey(query: Query, key: NewSigningKey): Promise<void> {
  await query(
    `insert into signing_keys (user_id, subject, serial, certificate, private_key, not_after) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [key.userId, key.subject, key.serial, key.certificate, key.privateKey, key.notAfter],
  );
}
