import { Migration } from '@mikro-orm/migrations';

/** Messages with reporters: what becomes of each, how they hang together, and the outbox of those that are to leave. */
export class Migration20261130000011 extends Migration {
  override up(): void {
    this.addSql(`alter table "followup_messages" add column "address" text null, add column "subject" text null,
      add column "automatic" boolean not null default false, add column "problem" text null, add column "delivered_at" timestamptz null,
      add column "in_reply_to" text null, add column "reference_ids" text[] null, add column "created_by" int null`);
    this.addSql(`update followup_messages set status = 'received' where direction = 'in'`);
    this.addSql(`alter table "followup_messages" add constraint "followup_messages_channel" check (channel in ('email', 'sms', 'whatsapp')),
      add constraint "followup_messages_direction" check (direction in ('in', 'out')),
      add constraint "followup_messages_status" check (case direction when 'in' then status = 'received' else status in ('pending', 'sent', 'failed') end)`);
    this.addSql(`drop index "followup_messages_icsr_id_index"`);
    this.addSql(`create index "followup_messages_thread" on "followup_messages" (icsr_id, created_at, id)`);
    // The Message-ID of a mail, or the gateway's own id: the same message is in a thread once, however often it is delivered.
    this.addSql(
      `create unique index "followup_messages_external_id" on "followup_messages" (channel, external_id) where external_id is not null`,
    );
    // A reply by SMS or WhatsApp belongs to the case whose message went to that telephone last.
    this.addSql(
      `create index "followup_messages_address" on "followup_messages" (channel, address, id) where direction = 'out' and address is not null`,
    );
    this.openOutbox();
    this.noteMissingData();
  }

  /**
   * What is to leave, one row for each message until it has left. Attempts change it often, so it stands beside the audited
   * message. \`waiting\` until an attempt begins, \`trying\` until its outcome is known, \`closed\` when there will be no other.
   */
  private openOutbox(): void {
    this.addSql(`create table followup_outbox (
      message_id int primary key references followup_messages (id) on delete cascade,
      icsr_id int not null,
      channel text not null,
      state text not null default 'waiting' check (state in ('waiting', 'trying', 'closed')),
      attempts int not null default 0,
      problem text null,
      first_tried_at timestamptz null,
      tried_at timestamptz null)`);
    this.addSql(`create index followup_outbox_next on followup_outbox (icsr_id, channel, message_id) where state <> 'closed'`);
  }

  /** Cases that were made or changed and whose missing data is to be asked for. */
  private noteMissingData(): void {
    this.addSql(`create table followup_due (
      icsr_id int primary key references icsr (id) on delete cascade,
      at timestamptz not null default now())`);
  }
}
