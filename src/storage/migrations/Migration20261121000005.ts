import { Migration } from '@mikro-orm/migrations';

/** Fields of a case that a search looks through (legacy-api 1.1, `q`), beside the names of its products. */
const SEARCHED = [
  'paciente_iniciales',
  'paciente_dni',
  'numero',
  'codigo_interno_lab',
  'cenafyt_codigo',
  'producto_sospechoso',
  'descripcion_evento',
  'reportante_nombre',
  'reportante_email',
];

/** Tables whose rows belong to a case and are part of the entry that says how it was created. */
const CASE_ROWS = ['icsr_productos', 'icsr_concomitantes', 'icsr_seguimientos', 'icsr_eventos', 'followup_messages'];

/** Cases are searched and put in order by indexes; what was announced is kept; a creation costs the audit log less. */
export class Migration20261121000005 extends Migration {
  override up(): void {
    this.foldAnywhere();
    this.leaveSearchTextOutOfAudit();
    this.searchCases();
    this.orderCases();
    this.auditCreationOnce();
    this.keepAnnouncements();
  }

  /** While an index is built, and while a backup is restored, no schema is searched: the dictionary needs its own. */
  private foldAnywhere(): void {
    this.addSql(`do $do$ declare home text := (select extnamespace::regnamespace::text from pg_extension where extname = 'unaccent'); begin
      execute format($f$ create or replace function vigia_fold(value text) returns text language sql immutable parallel safe as
        $$ select lower(%s.unaccent(%L::regdictionary, value)) $$ $f$, home, home || '.unaccent'); end $do$`);
  }

  /** The search text says nothing that the fields do not say. */
  private leaveSearchTextOutOfAudit(): void {
    this.addSql(`create or replace function audit_difference(old_row jsonb, new_row jsonb) returns jsonb language sql immutable as $$
      select coalesce(jsonb_object_agg(name, jsonb_strip_nulls(jsonb_build_object('before', old_row -> name, 'after', new_row -> name))), '{}')
      from jsonb_object_keys(coalesce(old_row, '{}') || coalesce(new_row, '{}')) name
      where name not in ('id', 'icsr_id', 'password_hash', 'content', 'search_text')
        and (new_row is null or name not in ('version', 'created_at', 'updated_at'))
        and coalesce(old_row -> name, 'null') is distinct from coalesce(new_row -> name, 'null') $$`);
  }

  private searchCases(): void {
    const own = (row: string) => SEARCHED.map((column) => `${row}.${column}`).join(', ');
    this.addSql(`alter table "icsr" add column "search_text" text null`);
    this.addSql(`create function vigia_product_names(case_id int) returns text language sql stable as
      $$ select string_agg(p.nombre_producto, e'\\n' order by p.id) from icsr_productos p where p.icsr_id = case_id $$`);
    // A new case has no products yet: whoever inserts it together with them may put their names here, which spares looking
    // for them: the first products of that case in the transaction are taken to be those.
    this.addSql(`create function vigia_case_text() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' and new.search_text is not null then perform set_config('vigia.named', new.id::text, true); end if;
        new.search_text := vigia_fold(concat_ws(e'\\n', ${own('new')},
          case when tg_op = 'INSERT' then new.search_text else vigia_product_names(new.id) end));
        return new;
      end $$`);
    this.addSql(`create trigger icsr_text_insert before insert on icsr for each row execute function vigia_case_text()`);
    this.addSql(`create trigger icsr_text_update before update of ${SEARCHED.join(', ')}, search_text on icsr
      for each row execute function vigia_case_text()`);
    this.addSql(`create function vigia_refresh_case_text(cases int[]) returns void language plpgsql as $$
      declare
        stale int[];
      begin
        select array_agg(c.id) into stale from icsr c where c.id = any (cases) and c.search_text is distinct from
          vigia_fold(concat_ws(e'\\n', ${own('c')}, vigia_product_names(c.id)));
        if stale is not null then update icsr set search_text = null where id = any (stale); end if;
      end $$`);
    for (const [verb, transitions] of [
      ['insert', 'new'],
      ['update', 'old new'],
      ['delete', 'old'],
    ] as const) {
      const rows = transitions.split(' ').map((which) => `select icsr_id from ${which}_rows`);
      const named = `if (select min(icsr_id) = max(icsr_id) and min(icsr_id)::text = current_setting('vigia.named', true) from new_rows)
          then perform set_config('vigia.named', '', true); return null; end if;`;
      this.addSql(`create function vigia_product_${verb}_text() returns trigger language plpgsql as $$
        begin
          ${verb === 'insert' ? named : ''}
          perform vigia_refresh_case_text(array(${rows.join(' union ')}));
          return null;
        end $$`);
      const referencing = transitions.split(' ').map((which) => `${which} table as ${which}_rows`);
      this.addSql(`create trigger case_text_${verb} after ${verb} on icsr_productos referencing ${referencing.join(' ')}
        for each statement execute function vigia_product_${verb}_text()`);
    }
    this.addSql(`alter table icsr disable trigger audit_update`);
    this.addSql(`update icsr set search_text = null`);
    this.addSql(`alter table icsr enable trigger audit_update`);
    this.addSql(`create index "icsr_search_text" on "icsr" using gin (search_text gin_trgm_ops)`);
  }

  /** Each order as a reader of Spanish expects it, the id breaking ties; and the two filters that are not dates. */
  private orderCases(): void {
    this.addSql(`create index "icsr_created_at" on "icsr" (created_at, id)`);
    this.addSql(`create index "icsr_fecha_inicio_evento" on "icsr" (fecha_inicio_evento, id)`);
    for (const column of ['gravedad', 'estado', 'paciente_iniciales']) {
      this.addSql(`create index "icsr_${column}" on "icsr" (${column} collate "es-x-icu", id)`);
    }
    for (const column of ['gravedad', 'estado']) {
      this.addSql(`create index "icsr_${column}_fold" on "icsr" (vigia_fold(${column}), id)`);
    }
  }

  /**
   * What becomes of a case in the transaction that makes it is in the entry of its creation. Which cases those are is noted
   * when they are inserted: their version and their row's transaction do not tell, since the search text is written again.
   */
  private auditCreationOnce(): void {
    this.addSql(`create function audit_note_creation() returns trigger language plpgsql as $$
      begin
        perform set_config('vigia.created', concat(coalesce(nullif(current_setting('vigia.created', true), ''), ','), new.id, ','), true);
        return new;
      end $$`);
    this.addSql(`create trigger audit_note before insert on icsr for each row execute function audit_note_creation()`);
    this.addSql(`create function audit_is_new(case_id int) returns boolean language sql stable as
      $$ select case_id is not null and position(concat(',', case_id, ',') in coalesce(current_setting('vigia.created', true), '')) > 0 $$`);
    this.addSql(`create or replace function audit_row(source_table text, case_column text, old_row jsonb, new_row jsonb)
      returns void language plpgsql as $$
      declare
        current_row jsonb := coalesce(new_row, old_row);
        verb text := case when old_row is null then 'CREATE' when new_row is null then 'DELETE' else 'UPDATE' end;
        case_id int := (current_row ->> case_column)::int;
        difference jsonb;
        what text;
      begin
        if verb <> 'DELETE' and source_table <> 'export_files' and audit_is_new(case_id) then return; end if;
        difference := audit_difference(old_row, new_row);
        if verb = 'UPDATE' and difference = '{}' then return; end if;
        -- The rows of a case that goes are already in the entry of the case itself.
        if verb = 'DELETE' and source_table <> 'icsr' and case_id is not null
          and not exists (select from icsr where id = case_id) then return; end if;
        what := case
          when case_id is null then upper(source_table) || '_' || verb
          when source_table = 'export_files' and verb = 'CREATE' then 'ICSR_EXPORT'
          when source_table <> 'icsr' then 'ICSR_UPDATE'
          when verb = 'UPDATE' and difference ? 'estado' then 'ICSR_STATUS_CHANGE'
          else 'ICSR_' || verb end;
        perform audit_append(coalesce(case_id, 0), what, source_table, (current_row ->> 'id')::int, case_id, difference);
      end $$`);
    this.addSql(`create function audit_rows_inserted() returns trigger language plpgsql as $$
      begin
        if position(tg_table_name in coalesce(current_setting('vigia.filled', true), '')) = 0 then
          perform set_config('vigia.filled', concat(current_setting('vigia.filled', true), ' ', tg_table_name), true);
        end if;
        perform audit_row(tg_table_name, 'icsr_id', null, to_jsonb(n)) from new_rows n where not audit_is_new(n.icsr_id);
        return null;
      end $$`);
    for (const table of CASE_ROWS) {
      this.addSql(`drop trigger audit_insert on ${table}`);
      this.addSql(`create trigger audit_insert after insert on ${table} referencing new table as new_rows
        for each statement execute function audit_rows_inserted()`);
    }
    this.writeCreationEntry();
  }

  /** Only lists that got rows in this transaction are read: each look costs as much as the row of the case itself. */
  private writeCreationEntry(): void {
    const lists = CASE_ROWS.map(
      (table) => `if position('${table}' in filled) > 0 then
          select whole || jsonb_build_object('${table}', jsonb_agg(to_jsonb(r) order by r.id)) into whole from ${table} r where r.icsr_id = new.id;
        end if;`,
    );
    this.addSql(`create or replace function audit_case_created() returns trigger language plpgsql as $$
      declare
        whole jsonb;
        filled text := coalesce(current_setting('vigia.filled', true), '');
      begin
        select to_jsonb(c) - '{id,version,created_at,updated_at,search_text}'::text[] into whole from icsr c where c.id = new.id;
        if whole is null then return null; end if;
        ${lists.join('\n        ')}
        select whole || jsonb_build_object('icsr_detail_snapshots', jsonb_agg(jsonb_build_object('id', s.id, 'icsr_id', s.icsr_id,
            'case_version', s.case_version, 'reason', s.reason, 'created_by', s.created_by, 'created_at', s.created_at) order by s.id))
          into whole from icsr_detail_snapshots s where s.icsr_id = new.id;
        perform audit_append(new.id, 'ICSR_CREATE', 'icsr', new.id, new.id,
          (select jsonb_object_agg(key, jsonb_build_object('after', value)) from jsonb_each(jsonb_strip_nulls(whole))));
        return null;
      end $$`);
  }

  /** What was announced, for a while: whoever was not listening at the moment reads it afterwards. */
  private keepAnnouncements(): void {
    this.addSql(`create table announcement (
      id bigint generated always as identity primary key,
      topic text not null,
      subject_id int not null,
      kind text not null,
      version int,
      at timestamptz not null default now())`);
    this.addSql(`create index announcement_at on announcement (at)`);
  }
}
