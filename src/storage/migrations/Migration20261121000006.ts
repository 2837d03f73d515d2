import { Migration } from '@mikro-orm/migrations';

/** The stored sheet (ficha técnica) of a product of the catalogue. */
export class Migration20261121000006 extends Migration {
  override up(): void {
    this.addSql(`alter table "products" add column "ficha_tecnica_sha256" text null`);
    this.addSql(`create index "products_ficha_tecnica_sha256" on "products" (ficha_tecnica_sha256) where ficha_tecnica_sha256 is not null`);
    this.addSql(`create function vigia_sheet_url(product_id int) returns text language sql immutable parallel safe as
      $$ select '/api/v1/products/' || product_id || '/ficha-tecnica' $$`);
    // Whoever writes another address lets go of the stored sheet: a product never has one that its address does not lead to.
    this.addSql(`create function vigia_product_sheet() returns trigger language plpgsql as $$
      begin
        if new.ficha_tecnica_url is distinct from vigia_sheet_url(new.id) then new.ficha_tecnica_sha256 := null; end if;
        return new;
      end $$`);
    this.addSql(`create trigger products_sheet before insert or update on products for each row
      when (new.ficha_tecnica_sha256 is not null) execute function vigia_product_sheet()`);
  }
}
