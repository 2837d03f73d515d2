import { Migration } from '@mikro-orm/migrations';

/** Rows that belong to a case and go with it. */
const CASE_TABLES = [
  'icsr_productos',
  'icsr_concomitantes',
  'icsr_seguimientos',
  'icsr_eventos',
  'followup_messages',
  'icsr_detail_snapshots',
  'export_files',
];

/** Audited tables, and the column that names the case whose chain they write to. Without one: the installation's, chain 0. */
const AUDITED = [
  { table: 'icsr', caseColumn: 'id' },
  ...CASE_TABLES.map((table) => ({ table, caseColumn: 'icsr_id' })),
  { table: 'users', caseColumn: 'none' },
];

/** Search folding, numbering, secrets, rate limits, and the audit log with its triggers. */
export class Migration20261121000002 extends Migration {
  override up(): void {
    this.addSql(`create extension if not exists unaccent`);
    this.foldText();
    this.numberCases();
    this.keepSecretsAndLimits();
    this.keepAuditLog();
    this.fillAuditLog();
    this.verifyAuditLog();
  }

  /** unaccent is only STABLE by itself: with its dictionary named it may be called immutable, and so be indexed. */
  private foldText(): void {
    this.addSql(`create function vigia_fold(value text) returns text language sql immutable parallel safe as
      $$ select lower(unaccent('unaccent'::regdictionary, value)) $$`);
    this.addSql(`create function vigia_like_pattern(value text) returns text language sql immutable parallel safe as
      $$ select '%' || regexp_replace(vigia_fold(value), '([\\\\%_])', '\\\\\\1', 'g') || '%' $$`);
  }

  /** A sequence per year: never a repeat and never a wait; a case that is rolled back leaves a gap. */
  private numberCases(): void {
    this.addSql(`create function vigia_next_number(year int) returns text language plpgsql as $$
      declare
        source text := 'icsr_numero_' || year;
        place bigint;
        candidate text;
      begin
        if to_regclass(source) is null then
          perform pg_advisory_xact_lock(hashtext(source));
          execute format('create sequence if not exists %I', source);
        end if;
        loop
          place := nextval(source);
          candidate := 'ICSR-' || year || '-' || lpad(place::text, greatest(3, length(place::text)), '0');
          exit when not exists (select from icsr where numero = candidate);
        end loop;
        return candidate;
      end $$`);
  }

  private keepSecretsAndLimits(): void {
    this.addSql(`create table app_secret (name text primary key, value text not null, created_at timestamptz not null default now())`);
    this.addSql(`create table rate_limit (key varchar(255) primary key, points integer not null default 0, expire bigint)`);
  }

  private keepAuditLog(): void {
    this.addSql(`create table audit_chain (chain int primary key, length bigint not null, hash bytea not null)`);
    this.addSql(`create table audit_log (
      id bigint generated always as identity primary key,
      chain int not null,
      place bigint not null,
      at timestamptz not null,
      actor_id int,
      who text not null,
      action text not null,
      table_name text,
      row_id int,
      icsr_id int,
      changes jsonb not null,
      reason text,
      request_id text,
      ip text,
      hash bytea not null,
      unique (chain, place))`);
    this.addSql(`create index audit_log_at on audit_log (at, id)`);
    this.addSql(`create function audit_refuse() returns trigger language plpgsql as $$
      begin raise exception 'audit_log only grows: % is refused', tg_op using errcode = 'insufficient_privilege'; end $$`);
    this.addSql(`create trigger audit_log_only_grows before update or delete or truncate on audit_log
      for each statement execute function audit_refuse()`);
    this.addSql(`create trigger audit_chain_stays before delete or truncate on audit_chain
      for each statement execute function audit_refuse()`);
    // The fields are named one by one: a column added later must not change the hash of older entries.
    this.addSql(`create function audit_digest(previous bytea, entry audit_log) returns bytea language sql immutable as $$
      select sha256(previous || convert_to(jsonb_build_array(entry.chain, entry.place, extract(epoch from entry.at), entry.actor_id,
        entry.who, entry.action, entry.table_name, entry.row_id, entry.icsr_id, entry.changes, entry.reason, entry.request_id,
        entry.ip)::text, 'UTF8')) $$`);
  }

  private fillAuditLog(): void {
    this.addSql(`create function audit_setting(name text) returns text language sql stable as
      $$ select nullif(current_setting('vigia.' || name, true), '') $$`);
    // Locks the chain's head first, so that two writers on one case queue up here and the chain never forks.
    this.addSql(`create function audit_append(chain_key int, what text, source_table text, source_row int, case_id int, what_changed jsonb)
      returns void language plpgsql as $$
      declare
        head audit_chain;
        entry audit_log;
      begin
        entry.chain := chain_key;
        entry.actor_id := audit_setting('actor_id')::int;
        entry.who := coalesce(audit_setting('who'), 'system@vigia');
        entry.action := what;
        entry.table_name := source_table;
        entry.row_id := source_row;
        entry.icsr_id := case_id;
        entry.changes := what_changed;
        entry.reason := audit_setting('reason');
        entry.request_id := audit_setting('request_id');
        entry.ip := audit_setting('ip');
        loop
          select * into head from audit_chain where chain = chain_key for update;
          entry.place := coalesce(head.length, 0) + 1;
          entry.at := clock_timestamp();
          entry.hash := audit_digest(coalesce(head.hash, ''), entry);
          if head is null then
            insert into audit_chain values (chain_key, 1, entry.hash) on conflict do nothing;
            exit when found;
          else
            update audit_chain set length = entry.place, hash = entry.hash where chain = chain_key;
            exit;
          end if;
        end loop;
        insert into audit_log (chain, place, at, actor_id, who, action, table_name, row_id, icsr_id, changes, reason, request_id, ip, hash)
          values (entry.chain, entry.place, entry.at, entry.actor_id, entry.who, entry.action, entry.table_name, entry.row_id,
            entry.icsr_id, entry.changes, entry.reason, entry.request_id, entry.ip, entry.hash);
      end $$`);
    this.addSql(`create function audit_difference(old_row jsonb, new_row jsonb) returns jsonb language sql immutable as $$
      select coalesce(jsonb_object_agg(name, jsonb_strip_nulls(jsonb_build_object('before', old_row -> name, 'after', new_row -> name))), '{}')
      from jsonb_object_keys(coalesce(old_row, '{}') || coalesce(new_row, '{}')) name
      where name not in ('id', 'icsr_id', 'password_hash', 'content')
        -- Version and times are noise in a change, and part of the account of a row that goes.
        and (new_row is null or name not in ('version', 'created_at', 'updated_at'))
        and coalesce(old_row -> name, 'null') is distinct from coalesce(new_row -> name, 'null') $$`);
    this.addSql(`create function audit_row(source_table text, case_column text, old_row jsonb, new_row jsonb)
      returns void language plpgsql as $$
      declare
        current_row jsonb := coalesce(new_row, old_row);
        verb text := case when old_row is null then 'CREATE' when new_row is null then 'DELETE' else 'UPDATE' end;
        case_id int := (current_row ->> case_column)::int;
        difference jsonb;
        what text;
      begin
        -- What becomes of a case in the transaction that makes it is in the entry of its creation.
        if verb <> 'DELETE' and case_id is not null and exists (
          select from icsr where id = case_id and xmin = pg_current_xact_id()::xid and version = 1) and source_table <> 'export_files'
          then return; end if;
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
    this.addSql(`create function audit_inserted() returns trigger language plpgsql as $$
      begin perform audit_row(tg_table_name, tg_argv[0], null, to_jsonb(n)) from new_rows n; return null; end $$`);
    this.addSql(`create function audit_updated() returns trigger language plpgsql as $$
      begin perform audit_row(tg_table_name, tg_argv[0], to_jsonb(o), to_jsonb(n)) from old_rows o join new_rows n using (id); return null; end $$`);
    this.addSql(`create function audit_deleted() returns trigger language plpgsql as $$
      begin perform audit_row(tg_table_name, tg_argv[0], to_jsonb(o), null) from old_rows o; return null; end $$`);
    this.addSql(`create function audit_refuse_truncate() returns trigger language plpgsql as $$
      begin raise exception 'truncate would leave no trace of %: delete its rows', tg_table_name using errcode = 'insufficient_privilege'; end $$`);
    for (const { table, caseColumn } of AUDITED) this.audit(table, caseColumn);
    this.auditNewCases();
    this.auditDeletedCases();
  }

  private audit(table: string, caseColumn: string): void {
    this.addSql(`create trigger audit_update after update on ${table} referencing old table as old_rows new table as new_rows
      for each statement execute function audit_updated('${caseColumn}')`);
    this.addSql(`create trigger audit_truncate before truncate on ${table} for each statement execute function audit_refuse_truncate()`);
    if (table === 'icsr') return;
    this.addSql(`create trigger audit_insert after insert on ${table} referencing new table as new_rows
      for each statement execute function audit_inserted('${caseColumn}')`);
    this.addSql(`create trigger audit_delete after delete on ${table} referencing old table as old_rows
      for each statement execute function audit_deleted('${caseColumn}')`);
  }

  /** One entry for a new case with all its rows, written when its transaction ends. */
  private auditNewCases(): void {
    const lists = CASE_TABLES.map(
      (table) => `'${table}', (select jsonb_agg(jsonb_strip_nulls(to_jsonb(r) - 'content') order by r.id) from ${table} r where r.icsr_id = new.id)`,
    );
    this.addSql(`create function audit_case_created() returns trigger language plpgsql as $$
      declare
        whole jsonb;
      begin
        select jsonb_strip_nulls(to_jsonb(c) || jsonb_build_object(${lists.join(', ')})) into whole from icsr c where c.id = new.id;
        if whole is null then return null; end if;
        perform audit_append(new.id, 'ICSR_CREATE', 'icsr', new.id, new.id, (
          select jsonb_object_agg(key, jsonb_build_object('after', value)) from jsonb_each(whole)
          where key not in ('id', 'version', 'created_at', 'updated_at')));
        return null;
      end $$`);
    this.addSql(`create constraint trigger audit_insert after insert on icsr deferrable initially deferred
      for each row execute function audit_case_created()`);
  }

  /** Written before anything goes, with the rows of the case, so that what was deleted can be accounted for. */
  private auditDeletedCases(): void {
    const lists = CASE_TABLES.map(
      (table) => `'${table}', (select coalesce(jsonb_agg(to_jsonb(r) - 'content' order by r.id), '[]') from ${table} r where r.icsr_id = old.id)`,
    );
    this.addSql(`create function audit_case_deleted() returns trigger language plpgsql as $$
      begin
        perform audit_row('icsr', 'id', to_jsonb(old) || jsonb_build_object(${lists.join(', ')}), null);
        return old;
      end $$`);
    this.addSql(`create trigger audit_delete before delete on icsr for each row execute function audit_case_deleted()`);
  }

  private verifyAuditLog(): void {
    this.addSql(`create function audit_verify() returns table (chain int, place bigint, problem text) language sql stable as $$
      with entries as (
        select l as entry, lag(l.hash) over in_order as previous, row_number() over in_order as expected
        from audit_log l window in_order as (partition by l.chain order by l.place)
      ), ends as (
        select l.chain, max(l.place) as length from audit_log l group by l.chain
      )
      select (entry).chain, (entry).place, 'an entry is missing before this one' from entries where (entry).place <> expected
      union all
      select (entry).chain, (entry).place, 'the entry was changed' from entries
        where (entry).hash is distinct from audit_digest(coalesce(previous, ''), entry)
      union all
      select coalesce(c.chain, e.chain), coalesce(c.length, e.length), 'the end of the chain was cut off or added to'
        from audit_chain c full join ends e on e.chain = c.chain
        left join audit_log l on l.chain = c.chain and l.place = c.length
        where e.length is distinct from c.length or l.hash is distinct from c.hash $$`);
  }
}
