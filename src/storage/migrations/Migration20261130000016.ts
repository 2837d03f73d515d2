import { Migration } from '@mikro-orm/migrations';
import { LOCKS } from '../locks.js';

/**
 * Gives what was announced a place in one order that all processes read alike. Places are given after the commit, by
 * whoever comes first: ids are given before it, so that a higher one may be seen earlier.
 */
export class Migration20261130000016 extends Migration {
  override up(): void {
    this.addSql(`create sequence announcement_place as bigint`);
    this.addSql(`alter table announcement add column place bigint`);
    this.addSql(`alter sequence announcement_place owned by announcement.place`);
    this.addSql(`create unique index announcement_by_place on announcement (place)`);
    this.addSql(`create index announcement_waiting on announcement (id) where place is null`);
    // So that there is always a last one.
    this.addSql(`insert into announcement (topic, subject_id, kind) values ('start', 0, 'CREATED')`);
    // The second statement sees what was committed while the first waited for the lock, which is held until the places are.
    this.addSql(`create function announcement_call() returns void language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(${LOCKS.places});
        update announcement a set place = w.place
          from (select o.id, nextval('announcement_place') as place
            from (select id from announcement where place is null order by id) o) w
          where a.id = w.id;
        if found then notify vigia; end if;
      end $$`);
  }
}
