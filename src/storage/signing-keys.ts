import type { Pool } from 'pg';
import type { AuditContext } from './audit.js';
import { LOCKS } from './locks.js';
import type { Query } from './query.js';
import { transaction } from './transaction.js';

/** A certificate (DER) with its private key, encrypted. */
export interface SigningKey {
  serial: string;
  certificate: Buffer;
  privateKey: Buffer;
}

/** Which key is looked for. */
export interface Wanted {
  /** Whose it is; null for an authority of the installation. */
  userId: number | null;
  /** What the certificate says of its holder: another name or post needs another certificate. */
  subject: string;
  /** The secret that it was encrypted with, by a name that does not tell it. */
  keyring: string;
}

const COLUMNS = 'serial, certificate, private_key as "privateKey"';

/** A key that is good until then. The oldest one, so that two servers that made one at once agree. */
export async function readSigningKey(
  query: Query,
  { userId, subject, keyring }: Wanted,
  until: Date,
): Promise<SigningKey | undefined> {
  const sql = `select ${COLUMNS} from signing_keys where user_id is not distinct from $1 and subject = $2 and keyring = $3
    and not_after > $4 order by id limit 1`;
  return (await query<SigningKey>(sql, [userId, subject, keyring, until], 'often'))[0];
}

/** The certificates of every authority that this installation ever had. */
export async function readAuthorities(query: Query): Promise<Buffer[]> {
  const rows = await query<{ certificate: Buffer }>(
    'select certificate from signing_keys where user_id is null order by id',
  );
  return rows.map(({ certificate }) => certificate);
}

/**
 * Keeps a key that was just made, and gives it; or gives the one that somebody else kept before, on whatever server. A
 * certificate that is there already stays as it is.
 */
export function keepSigningKey(
  pool: Pool,
  audit: AuditContext,
  wanted: Wanted,
  made: SigningKey & { notAfter: Date },
  until: Date,
): Promise<SigningKey> {
  return transaction(pool, audit, [], async (query) => {
    await query('select pg_advisory_xact_lock($1)', [LOCKS.signingKeys]);
    const before = await readSigningKey(query, wanted, until);
    if (before) return before;
    const { userId, subject, keyring } = wanted;
    await query(
      `insert into signing_keys (user_id, subject, keyring, serial, certificate, private_key, not_after)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (serial) do nothing`,
      [userId, subject, keyring, made.serial, made.certificate, made.privateKey, made.notAfter],
    );
    return made;
  });
}
