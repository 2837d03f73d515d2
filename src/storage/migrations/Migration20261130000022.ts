import { Migration } from '@mikro-orm/migrations';

/** What the last check in the background found of each case: for lists. The matches themselves are always looked for anew. */
export class Migration20261130000022 extends Migration {
  override up(): void {
    this.addSql(`create table duplicate_check (
      id serial primary key,
      icsr_id int not null unique references icsr (id) on delete cascade,
      score smallint not null,
      best_id int null,
      checked_at timestamptz not null)`);
    this.addSql(`create index duplicate_check_best on duplicate_check (best_id)`);
  }
}
