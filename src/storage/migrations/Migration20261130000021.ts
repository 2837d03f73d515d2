import { Migration } from '@mikro-orm/migrations';

/** Columns of a case that its match keys are made of. */
const COMPARED = [
  'paciente_iniciales',
  'paciente_fecha_nacimiento',
  'fecha_inicio_evento',
  'producto_sospechoso',
  'descripcion_evento',
  'created_at',
];

/**
 * What cases are found by when duplicates are looked for. Keys are made by the program (`domain/match-keys.ts`); the triggers
 * only see to it that no case is without a row, and that a row that no longer fits its case says so: it counts as a candidate
 * for everybody until its keys are made again.
 */
export class Migration20261130000021 extends Migration {
  override up(): void {
    this.addSql(`create table icsr_match_keys (
      icsr_id int primary key references icsr (id) on delete cascade,
      day date not null,
      is_duplicate boolean not null default false,
      fresh boolean not null default false,
      iniciales text null,
      nacimiento date null,
      evento date null,
      productos bigint[] not null default '{}',
      words int not null default 0,
      bits bit(512) not null default repeat('0', 512)::bit(512),
      marks int[] not null default '{}')`);
    // The day of a case is that of its event, or else the one on which it was made, in Lima (UTC-5 all year, as in clock.ts).
    this.addSql(`create function vigia_match_day(evento date, creado timestamptz) returns date language sql immutable parallel safe as
      $$ select coalesce(evento, (creado at time zone 'UTC' - interval '5 hours')::date) $$`);
    this.addSql(`insert into icsr_match_keys (icsr_id, day, is_duplicate)
      select id, vigia_match_day(fecha_inicio_evento, created_at), dup_of_id is not null from icsr`);
    this.index();
    this.followCases();
    this.followProducts();
  }

  private index(): void {
    this.addSql(`create index icsr_match_keys_iniciales on icsr_match_keys (iniciales, day)`);
    this.addSql(`create index icsr_match_keys_nacimiento on icsr_match_keys (nacimiento, day)`);
    this.addSql(`create index icsr_match_keys_evento on icsr_match_keys (evento)`);
    this.addSql(`create index icsr_match_keys_unread on icsr_match_keys (day) where not fresh`);
    // A short list of what is not sorted in yet: whoever looks for something reads all of it.
    this.addSql(`create index icsr_match_keys_marks on icsr_match_keys using gin (marks) with (gin_pending_list_limit = 256)`);
  }

  private followCases(): void {
    this.addSql(`create function vigia_match_keys_made() returns trigger language plpgsql as $$
      begin
        insert into icsr_match_keys (icsr_id, day, is_duplicate)
          select id, vigia_match_day(fecha_inicio_evento, created_at), dup_of_id is not null from new_rows on conflict do nothing;
        return null;
      end $$`);
    this.addSql(`create trigger match_keys_insert after insert on icsr referencing new table as new_rows
      for each statement execute function vigia_match_keys_made()`);
    this.addSql(`create function vigia_match_keys_stale() returns trigger language plpgsql as $$
      begin
        update icsr_match_keys set fresh = false, day = vigia_match_day(new.fecha_inicio_evento, new.created_at) where icsr_id = new.id;
        return null;
      end $$`);
    const row = (which: string) => `(${COMPARED.map((column) => `${which}.${column}`).join(', ')})`;
    this.addSql(`create trigger match_keys_update after update of ${COMPARED.join(', ')} on icsr for each row
      when (${row('old')} is distinct from ${row('new')}) execute function vigia_match_keys_stale()`);
    this.addSql(`create function vigia_match_keys_decided() returns trigger language plpgsql as $$
      begin
        update icsr_match_keys set is_duplicate = new.dup_of_id is not null where icsr_id = new.id;
        return null;
      end $$`);
    this.addSql(`create trigger match_keys_decided after update of dup_of_id on icsr for each row
      when (old.dup_of_id is distinct from new.dup_of_id) execute function vigia_match_keys_decided()`);
  }

  /** The products of a new case come in the statement that makes its keys too; what comes later makes them stale. */
  private followProducts(): void {
    const stale = (rows: string) =>
      `update icsr_match_keys k set fresh = false from (${rows}) p where k.icsr_id = p.icsr_id and k.fresh`;
    const insertOf = `select distinct n.icsr_id from new_rows n where not audit_is_new(n.icsr_id)`;
    for (const [verb, referencing, rows] of [
      ['insert', 'new table as new_rows', insertOf],
      ['delete', 'old table as old_rows', 'select distinct o.icsr_id from old_rows o'],
    ] as const) {
      this.addSql(`create function vigia_match_products_${verb}() returns trigger language plpgsql as $$
        begin ${stale(rows)}; return null; end $$`);
      this.addSql(`create trigger match_keys_${verb} after ${verb} on icsr_productos referencing ${referencing}
        for each statement execute function vigia_match_products_${verb}()`);
    }
    this.addSql(`create function vigia_match_products_update() returns trigger language plpgsql as $$
      begin
        update icsr_match_keys set fresh = false where icsr_id in (old.icsr_id, new.icsr_id) and fresh;
        return null;
      end $$`);
    this.addSql(`create trigger match_keys_update after update of nombre_producto, ifa, icsr_id on icsr_productos for each row
      when ((old.nombre_producto, old.ifa, old.icsr_id) is distinct from (new.nombre_producto, new.ifa, new.icsr_id))
      execute function vigia_match_products_update()`);
  }
}
