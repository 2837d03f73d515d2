import type { Pool } from 'pg';
import { type FileStore, sha256Of } from './files.js';
import { LOCKS } from './locks.js';
import type { Query } from './query.js';
import { transaction } from './transaction.js';

/** What may have to be put in order after a change: documented names, and files that may be unused now. */
export interface Unsettled {
  fileNames: readonly string[];
  sha256s: readonly string[];
}

/** Whatever keeps a file in the store names it here, or it is taken for unused. */
const REFERENCES = [
  { table: 'export_files', column: 'sha256' },
  { table: 'products', column: 'ficha_tecnica_sha256' },
  { table: 'rrhh_firma', column: 'logo_sha256' },
  { table: 'rrhh_firma', column: 'firma_img_sha256' },
  { table: 'inbound_messages', column: 'raw_sha256' },
  { table: 'inbound_attachments', column: 'sha256' },
];

/** Until the transaction ends nobody else replaces a file that is replaced by another: a sheet, or a picture of a signature. */
export async function lockReplacedFiles(query: Query): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [LOCKS.replacedFiles]);
}

/** Keeps bytes for a row that the transaction of `query` writes: until it ends, nobody takes them for unused. Gives their SHA-256. */
export async function keepInside(query: Query, files: FileStore, bytes: Uint8Array): Promise<string> {
  await query('select pg_advisory_xact_lock_shared($1, hashtext($2))', [LOCKS.files, sha256Of(bytes)]);
  return files.keep(bytes);
}

/** Puts names and files in order, as the database has it now. May be done again, and by many at once. */
export async function settleDocuments(pool: Pool, files: FileStore, unsettled: Unsettled): Promise<void> {
  for (const fileName of unsettled.fileNames) await settleName(pool, files, fileName);
  await forgetUnused(pool, files, unsettled.sha256s);
}

/** Deletes the bytes of these files, but not of those that something still refers to. */
export async function forgetUnused(pool: Pool, files: FileStore, sha256s: readonly string[]): Promise<void> {
  for (const sha256 of sha256s) {
    await asSystem(pool, async (query) => {
      await query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCKS.files, sha256]);
      const [used] = await query(USES, [sha256]);
      if (!used) await files.forget(sha256);
    });
  }
}

const USES = REFERENCES.map(({ table, column }) => `select 1 from ${table} where ${column} = $1`).join(' union all ');

/**
 * Puts the newest committed document of a name under that name, or takes the name away when there is none any more. Whoever
 * comes last reads last, so that the name ends up with the newest, however many do this at once.
 */
async function settleName(pool: Pool, files: FileStore, fileName: string): Promise<void> {
  await inTurn(files, () =>
    asSystem(pool, async (query) => {
      await query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCKS.names, fileName]);
      const [newest] = await query<{ sha256: string }>(NEWEST, [fileName]);
      await files.point(fileName, newest?.sha256 ?? null);
    }),
  );
}

const NEWEST = 'select sha256 from export_files where file_name = $1 order by id desc limit 1';

const turns = new WeakMap<FileStore, Promise<void>>();

/** One after the other in this process: waiting for each other's lock, many would hold all its connections. */
function inTurn(files: FileStore, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(files) ?? Promise.resolve()).then(work);
  turns.set(
    files,
    turn.catch(() => undefined),
  );
  return turn;
}

function asSystem(pool: Pool, work: (query: Query) => Promise<void>): Promise<void> {
  return transaction(pool, { actorId: null, who: 'system@vigia', requestId: '' }, [], work);
}
