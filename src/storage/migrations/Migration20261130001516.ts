import { Migration } from '@mikro-orm/migrations';
import { LOCKS } from '../locks.js';

/**
 * Places are given row by row. The statement that gave them all was planned once, on an almost empty table, as a loop over all rows
 * for each: thousands that were announced at once took minutes.
 */
export class Migration20261130001516 extends Migration {
  override up(): void {
    this.addSql(`create or replace function announcement_call() returns void language plpgsql
      set enable_seqscan = off set enable_bitmapscan = off as $$
      declare
        waiting cursor for select from announcement where place is null order by id for update;
        called boolean := false;
      begin
        perform pg_advisory_xact_lock(${LOCKS.places});
        for one in waiting loop
          update announcement set place = nextval('announcement_place') where current of waiting;
          called := true;
        end loop;
        if called then notify vigia; end if;
      end $$`);
  }
}
