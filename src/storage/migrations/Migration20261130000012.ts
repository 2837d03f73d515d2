import { Migration } from '@mikro-orm/migrations';

/** A message whose last attempt may have arrived all the same is told from one that certainly has not left. */
export class Migration20261130000012 extends Migration {
  override up(): void {
    this.addSql(`alter table followup_outbox add column uncertain boolean not null default false`);
  }
}
