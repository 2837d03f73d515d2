import { LOCKS } from './locks.js';
import type { Pool } from 'pg';
import type { FileStore } from './files.js';
import type { Query } from './query.js';
import { transaction } from './transaction.js';

/** Products by their ids or by their registrations. */
export type SheetOwners = { ids: readonly number[] } | { registrations: readonly unknown[] };

/** The SHA-256 of the stored sheet of a product; null when it has none, undefined when there is no such product. */
export async function readSheet(query: Query, productId: number): Promise<string | null | undefined> {
  const [found] = await query<{ sha256: string | null }>(
    'select ficha_tecnica_sha256 as sha256 from products where id = $1',
    [productId],
  );
  return found?.sha256;
}

/** The SHA-256 of every stored sheet of these products, each once. */
export async function sheetsOf(query: Query, owners: SheetOwners): Promise<string[]> {
  const [column, values] = 'ids' in owners ? ['id', owners.ids] : ['numero_registro', owners.registrations];
  const rows = await query<{ sha256: string }>(
    `select distinct ficha_tecnica_sha256 as sha256 from products where ${column} = any($1) and ficha_tecnica_sha256 is not null`,
    [values],
  );
  return rows.map(({ sha256 }) => sha256);
}

/** Until the transaction ends nobody else stores or forgets a sheet, so that bytes just kept are not taken for unused ones. */
export async function lockSheets(query: Query): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [LOCKS.sheets]);
}

/** Points a product to its stored sheet, or, with null, to none. */
export async function setSheet(query: Query, productId: number, sha256: string | null, now: Date): Promise<void> {
  await query(
    `update products set ficha_tecnica_sha256 = $2::text,
      ficha_tecnica_url = case when $2::text is null then null else vigia_sheet_url(id) end,
      updated_at = case when ficha_tecnica_sha256 is distinct from $2::text then $3 else updated_at end
     where id = $1`,
    [productId, sha256, now.toISOString()],
  );
}

/** Deletes the bytes of these sheets, but not of those that a product or a document of a case still has. */
export async function forgetUnusedSheets(pool: Pool, files: FileStore, sheets: readonly string[]): Promise<void> {
  if (sheets.length === 0) return;
  const nobody = { actorId: null, who: 'system@vigia', requestId: '' };
  await transaction(pool, nobody, [], async (query) => {
    await lockSheets(query);
    const unused = await query<{ sha256: string }>(
      `select s.sha256 from unnest($1::text[]) s(sha256) where not exists (select from products p where p.ficha_tecnica_sha256 = s.sha256)
        and not exists (select from export_files f where f.sha256 = s.sha256)`,
      [sheets],
    );
    for (const { sha256 } of unused) await files.forget(sha256);
  });
}
