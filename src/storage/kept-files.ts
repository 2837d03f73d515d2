import type { Pool } from 'pg';
import type { FileStore } from './files.js';
import { LOCKS } from './locks.js';
import type { Query } from './query.js';
import { transaction } from './transaction.js';

/** Every column that holds the SHA-256 of bytes in the file store. */
const OWNERS = [
  { table: 'export_files', column: 'sha256' },
  { table: 'products', column: 'ficha_tecnica_sha256' },
  { table: 'rrhh_firma', column: 'logo_sha256' },
  { table: 'rrhh_firma', column: 'firma_img_sha256' },
];

const UNUSED = OWNERS.map(({ table, column }) => `not exists (select from ${table} where ${column} = kept.sha256)`);

/** Until the transaction ends nobody else stores or forgets files that are replaced, so that bytes just kept are not taken for unused ones. */
export async function lockKeptFiles(query: Query): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [LOCKS.keptFiles]);
}

/** Deletes these bytes, but not those that a document, a sheet or a picture of a signature still has. */
export async function forgetUnused(pool: Pool, files: FileStore, sha256s: readonly string[]): Promise<void> {
  if (sha256s.length === 0) return;
  const nobody = { actorId: null, who: 'system@vigia', requestId: '' };
  await transaction(pool, nobody, [], async (query) => {
    await lockKeptFiles(query);
    const unused = await query<{ sha256: string }>(
      `select distinct kept.sha256 from unnest($1::text[]) kept(sha256) where ${UNUSED.join(' and ')}`,
      [sha256s],
    );
    for (const { sha256 } of unused) await files.forget(sha256);
  });
}
