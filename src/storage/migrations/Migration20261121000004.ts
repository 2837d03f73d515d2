import { Migration } from '@mikro-orm/migrations';

/** Counters of internal codes, and snapshots that stay as they were taken. */
export class Migration20261121000004 extends Migration {
  override up(): void {
    this.countInternalCodes();
    this.keepSnapshots();
  }

  /** A row per prefix and year, locked while its next code is chosen: two callers never leave with the same one. */
  private countInternalCodes(): void {
    this.addSql(`create table internal_code_counter (prefix text not null, year int not null, last bigint not null, primary key (prefix, year))`);
    this.addSql(`create index "icsr_codigo_interno_lab_upper" on "icsr" (upper(codigo_interno_lab)) where codigo_interno_lab is not null`);
    this.addSql(`create function vigia_next_internal_code(wanted text, current_year int) returns text language plpgsql as $$
      declare
        place bigint;
        candidate text;
      begin
        insert into internal_code_counter values (wanted, current_year, 0) on conflict do nothing;
        select last into place from internal_code_counter where prefix = wanted and year = current_year for update;
        loop
          place := place + 1;
          candidate := wanted || '-' || current_year || '-' || lpad(place::text, greatest(3, length(place::text)), '0');
          exit when not exists (select from icsr where upper(codigo_interno_lab) = candidate);
        end loop;
        update internal_code_counter set last = place where prefix = wanted and year = current_year;
        return candidate;
      end $$`);
  }

  /**
   * The audit log leaves out what a snapshot holds: a change of it would go unseen, so there is none. And the trigger of a new
   * one need not touch its content, which is long and is written with every new case.
   */
  private keepSnapshots(): void {
    this.addSql(`create function snapshot_refuse() returns trigger language plpgsql as $$
      begin raise exception 'a snapshot stays as it was taken: % is refused', tg_op using errcode = 'insufficient_privilege'; end $$`);
    this.addSql(`create trigger snapshot_stays before update on icsr_detail_snapshots
      for each statement execute function snapshot_refuse()`);
    this.addSql(`create function audit_snapshot() returns trigger language plpgsql as $$
      begin
        perform audit_row('icsr_detail_snapshots', 'icsr_id', null, jsonb_build_object('id', new.id, 'icsr_id', new.icsr_id,
          'case_version', new.case_version, 'reason', new.reason, 'created_by', new.created_by));
        return null;
      end $$`);
    this.addSql(`drop trigger audit_insert on icsr_detail_snapshots`);
    this.addSql(`create trigger audit_insert after insert on icsr_detail_snapshots for each row execute function audit_snapshot()`);
  }
}
