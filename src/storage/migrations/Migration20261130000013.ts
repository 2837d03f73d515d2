import { Migration } from '@mikro-orm/migrations';

/** Messages from outside: as they came, what was understood of them, and how far each mailbox has been read. */
export class Migration20261130000013 extends Migration {
  override up(): void {
    this.addSql(`create table "inbound_messages" ("id" serial primary key, "channel" text not null, "kind" text not null default 'MESSAGE',
      "state" text not null default 'RECEIVED', "sender" text null, "sender_name" text null, "subject" text null, "body" text not null default '',
      "notes" text[] not null, "external_id" text null, "sent_at" timestamptz null, "received_at" timestamptz not null default now(),
      "matched_by" text null, "handled_by" int null, "handled_at" timestamptz null, "reason" text null, "raw_sha256" text not null,
      "raw_bytes" int not null, "icsr_id" int null, "followup_id" int null, "readings" int not null default 0)`);
    this.addSql(`create index "inbound_messages_state" on "inbound_messages" ("state", "id")`);
    this.addSql(`create index "inbound_messages_raw_sha256" on "inbound_messages" ("raw_sha256")`);
    this.addSql(`create index "inbound_messages_external_id" on "inbound_messages" ("external_id")`);
    this.addSql(`create index "inbound_messages_icsr_id_index" on "inbound_messages" ("icsr_id")`);
    this.addSql(`create index "inbound_messages_followup_id_index" on "inbound_messages" ("followup_id")`);
    this.addSql(`alter table "inbound_messages" add constraint "inbound_messages_icsr_id_foreign" foreign key ("icsr_id") references "icsr" ("id") on delete cascade`);
    this.addSql(`alter table "inbound_messages" add constraint "inbound_messages_followup_id_foreign" foreign key ("followup_id")
      references "followup_messages" ("id") on delete set null`);
    this.addSql(`create table "inbound_attachments" ("id" serial primary key, "file_name" text null, "content_type" text null, "size_bytes" int not null,
      "sha256" text null, "problem" text null, "inbound_id" int not null)`);
    this.addSql(`create index "inbound_attachments_sha256" on "inbound_attachments" ("sha256")`);
    this.addSql(`create index "inbound_attachments_inbound_id_index" on "inbound_attachments" ("inbound_id")`);
    this.addSql(`alter table "inbound_attachments" add constraint "inbound_attachments_inbound_id_foreign" foreign key ("inbound_id")
      references "inbound_messages" ("id") on delete cascade`);
    this.keepReceipts();
    this.auditHandling();
  }

  /** By what a message is known when it comes again: without anything of it, so that it stays when its case is deleted. */
  private keepReceipts(): void {
    this.addSql(`create table inbound_receipts (key text primary key, message_id int not null, at timestamptz not null default now())`);
    this.addSql(`create table inbound_mailboxes (
      name text primary key,
      uid_validity bigint not null,
      last_uid bigint not null,
      checked_at timestamptz null,
      problem text null)`);
  }

  /** What became of a message, and by whom: in the chain of its case, or of the installation. */
  private auditHandling(): void {
    this.addSql(`create function audit_inbound() returns trigger language plpgsql as $$
      begin
        perform audit_append(coalesce(new.icsr_id, 0), 'INBOUND_' || new.state, 'inbound_messages', new.id, new.icsr_id,
          jsonb_strip_nulls(jsonb_build_object('state', jsonb_build_object('before', old.state, 'after', new.state),
            'matched_by', jsonb_build_object('after', new.matched_by), 'followup_id', jsonb_build_object('after', new.followup_id),
            'reason', jsonb_build_object('after', new.reason))));
        return null;
      end $$`);
    this.addSql(`create trigger audit_handling after update of state on inbound_messages for each row
      when (old.state is distinct from new.state and new.state in ('THREAD', 'NOTED', 'DISMISSED')) execute function audit_inbound()`);
    for (const table of ['inbound_messages', 'inbound_attachments', 'inbound_receipts']) {
      this.addSql(`create trigger audit_truncate before truncate on ${table} for each statement execute function audit_refuse_truncate()`);
    }
  }
}
