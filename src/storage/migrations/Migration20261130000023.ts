import { Migration } from '@mikro-orm/migrations';

/**
 * What the second opinion on duplicates needs to know of all cases: keys by which one finds another, and how common values
 * are. Both are keyed hashes: no initials, document or telephone can be read from them.
 */
export class Migration20261130000023 extends Migration {
  override up(): void {
    this.keepKeys();
    this.keepCounts();
    this.keepScan();
  }

  private keepKeys(): void {
    this.addSql(`create table duplicate_case (
      icsr_id int primary key references icsr (id) on delete cascade,
      version int not null,
      keys int[] not null)`);
    this.addSql(`create table duplicate_key (key int not null, icsr_id int not null, primary key (key, icsr_id))`);
    this.addSql(`create function duplicate_case_forgotten() returns trigger language plpgsql as $$
      begin
        delete from duplicate_key where (key, icsr_id) in (select unnest(old.keys), old.icsr_id);
        return null;
      end $$`);
    this.addSql(`create trigger duplicate_case_forgotten after delete on duplicate_case
      for each row execute function duplicate_case_forgotten()`);
  }

  /** Of values that three cases or more share. The row of a field says in how many cases it is filled, that of `casos` how many there are. */
  private keepCounts(): void {
    this.addSql(`create table duplicate_value (hash bigint primary key, cases int not null)`);
    this.addSql(`create table duplicate_field (
      field text primary key,
      filled int not null,
      squares double precision not null,
      counted_at timestamptz not null default now())`);
  }

  /** How far the last scan of all cases has come, the pairs that it suspects, and the clusters that they make. */
  private keepScan(): void {
    this.addSql(`create table duplicate_scan (
      id int primary key default 1 check (id = 1),
      phase text not null,
      last_id int not null default 0,
      cases int not null default 0,
      started_at timestamptz not null,
      finished_at timestamptz null)`);
    this.addSql(`create table duplicate_pair (
      a int not null references icsr (id) on delete cascade,
      b int not null references icsr (id) on delete cascade,
      probability double precision not null,
      primary key (a, b))`);
    this.addSql(`create index duplicate_pair_b on duplicate_pair (b)`);
    this.addSql(`create table duplicate_cluster (
      place int primary key,
      master int not null,
      members int[] not null,
      least double precision not null)`);
  }
}
