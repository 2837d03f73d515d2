import { Migration } from '@mikro-orm/migrations';

/** What is announced of a message names its case and the message itself. */
export class Migration20261130000015 extends Migration {
  override up(): void {
    this.addSql(`alter table announcement add column message_id int`);
  }
}
