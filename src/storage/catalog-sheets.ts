import type { Query } from './query.js';

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
