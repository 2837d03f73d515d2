import { Migration } from '@mikro-orm/migrations';

/** The catalogue of products is audited, in the chain of the installation, and searched by an index. */
export class Migration20261121000003 extends Migration {
  override up(): void {
    this.searchProducts();
    this.auditMany();
    this.auditProducts();
  }

  /**
   * Like audit_row for thousands of rows at once: the head of the chain is read and written once for all of them. One by
   * one, each entry would have to find its way past all the versions of the head that this transaction has left behind.
   */
  private auditMany(): void {
    this.addSql(`create function audit_many(source_table text, pairs jsonb[]) returns void language plpgsql as $$
      declare
        head audit_chain;
        entry audit_log;
        pair jsonb;
        written boolean := false;
      begin
        entry.chain := 0;
        entry.actor_id := audit_setting('actor_id')::int;
        entry.who := coalesce(audit_setting('who'), 'system@vigia');
        entry.table_name := source_table;
        entry.reason := audit_setting('reason');
        entry.request_id := audit_setting('request_id');
        entry.ip := audit_setting('ip');
        foreach pair in array coalesce(pairs, '{}') loop
          entry.changes := audit_difference(nullif(pair -> 0, 'null'), nullif(pair -> 1, 'null'));
          continue when pair -> 0 <> 'null' and pair -> 1 <> 'null' and entry.changes = '{}';
          if not written then
            insert into audit_chain values (0, 0, '') on conflict do nothing;
            select * into head from audit_chain where chain = 0 for update;
            written := true;
          end if;
          head.length := head.length + 1;
          entry.place := head.length;
          entry.at := clock_timestamp();
          entry.row_id := (coalesce(nullif(pair -> 1, 'null'), pair -> 0) ->> 'id')::int;
          entry.action := upper(source_table) || case when pair -> 0 = 'null' then '_CREATE' when pair -> 1 = 'null' then '_DELETE' else '_UPDATE' end;
          entry.hash := audit_digest(head.hash, entry);
          head.hash := entry.hash;
          insert into audit_log (chain, place, at, actor_id, who, action, table_name, row_id, icsr_id, changes, reason, request_id, ip, hash)
            values (entry.chain, entry.place, entry.at, entry.actor_id, entry.who, entry.action, entry.table_name, entry.row_id,
              entry.icsr_id, entry.changes, entry.reason, entry.request_id, entry.ip, entry.hash);
        end loop;
        if written then update audit_chain set length = head.length, hash = head.hash where chain = 0; end if;
      end $$`);
  }

  private auditProducts(): void {
    this.addSql(`create function audit_many_inserted() returns trigger language plpgsql as $$
      begin
        perform audit_many(tg_table_name, (select array_agg(jsonb_build_array(null, to_jsonb(n) - 'search_text') order by n.id) from new_rows n));
        return null;
      end $$`);
    // The plan is made once in a session, maybe for one row, and kept: a nested loop would be slow for thousands.
    this.addSql(`create function audit_many_updated() returns trigger language plpgsql set enable_nestloop = off as $$
      begin
        perform audit_many(tg_table_name, (
          select array_agg(jsonb_build_array(to_jsonb(o) - 'search_text', to_jsonb(n) - 'search_text') order by n.id) from old_rows o join new_rows n using (id)));
        return null;
      end $$`);
    this.addSql(`create function audit_many_deleted() returns trigger language plpgsql as $$
      begin
        perform audit_many(tg_table_name, (select array_agg(jsonb_build_array(to_jsonb(o) - 'search_text', null) order by o.id) from old_rows o));
        return null;
      end $$`);
    this.addSql(`create trigger audit_insert after insert on products referencing new table as new_rows
      for each statement execute function audit_many_inserted()`);
    this.addSql(`create trigger audit_update after update on products referencing old table as old_rows new table as new_rows
      for each statement execute function audit_many_updated()`);
    this.addSql(`create trigger audit_delete after delete on products referencing old table as old_rows
      for each statement execute function audit_many_deleted()`);
  }

  private searchProducts(): void {
    this.addSql(`create extension if not exists pg_trgm`);
    this.addSql(`alter table "products" add column "search_text" text null`);
    this.addSql(`create function vigia_product_text() returns trigger language plpgsql as $$
      begin
        new.search_text := vigia_fold(concat_ws(e'\n', new.producto, new.ifa, new.forma_farmaceutica, new.presentacion_farmaceutica,
          new.numero_registro, new.laboratorio_pais));
        return new;
      end $$`);
    this.addSql(`create trigger products_text before insert or update on products for each row execute function vigia_product_text()`);
    this.addSql(`update products set search_text = ''`);
    this.addSql(`create index "products_search_text" on "products" using gin (search_text gin_trgm_ops)`);
  }
}
