import { Migration } from '@mikro-orm/migrations';

/** The keys that sign documents: the installation's own authority and a certificate for each signer. */
export class Migration20261121000010 extends Migration {
  override up(): void {
    this.addSql(`create table "signing_keys" ("id" serial primary key, "user_id" int null, "subject" text not null, "keyring" text not null, "serial" text not null,
      "certificate" bytea not null, "private_key" bytea not null, "not_after" timestamptz not null, "created_at" timestamptz not null default now())`);
    this.addSql(`alter table "signing_keys" add constraint "signing_keys_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete no action`);
    this.addSql(`create unique index "signing_keys_serial" on "signing_keys" (serial)`);
    this.addSql(`create index "signing_keys_user_id" on "signing_keys" (user_id, id)`);
    this.addSql(`create function vigia_signing_key_made() returns trigger language plpgsql as $$
      begin
        perform audit_append(0, 'SIGNING_KEYS_CREATE', 'signing_keys', new.id, null,
          jsonb_build_object('user_id', jsonb_build_object('after', new.user_id), 'serial', jsonb_build_object('after', new.serial)));
        return null;
      end $$`);
    this.addSql(`create trigger audit_insert after insert on signing_keys for each row execute function vigia_signing_key_made()`);
    this.addSql(`create trigger audit_stays before update or delete or truncate on signing_keys for each statement execute function audit_refuse_truncate()`);
  }
}
