import { Migration } from '@mikro-orm/migrations';

/** Signature profiles, one for each account at most, audited in the chain of the installation. */
export class Migration20261121000007 extends Migration {
  override up(): void {
    this.addSql(`create table "rrhh_firma" ("id" serial primary key, "nombre" text null, "cargo" text null, "company" text null, "telefono" text null, "celular" text null, "anexo" text null, "email_alt" text null, "website" text null, "address" text null, "is_default" boolean not null default true, "socials" jsonb null, "html" text null, "ui_prefs" jsonb null, "user_id" int not null, "logo_url" text null, "logo_sha256" text null, "firma_img_url" text null, "firma_img_sha256" text null)`);
    this.addSql(`alter table "rrhh_firma" add constraint "rrhh_firma_user_id_unique" unique ("user_id")`);
    this.addSql(`alter table "rrhh_firma" add constraint "rrhh_firma_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade`);
    this.audit();
  }

  /** Pictures are known to the log by their SHA-256: their bytes are never in the database. */
  private audit(): void {
    this.addSql(`create trigger audit_insert after insert on rrhh_firma referencing new table as new_rows
      for each statement execute function audit_inserted('none')`);
    this.addSql(`create trigger audit_update after update on rrhh_firma referencing old table as old_rows new table as new_rows
      for each statement execute function audit_updated('none')`);
    this.addSql(`create trigger audit_delete after delete on rrhh_firma referencing old table as old_rows
      for each statement execute function audit_deleted('none')`);
    this.addSql(`create trigger audit_truncate before truncate on rrhh_firma for each statement execute function audit_refuse_truncate()`);
  }
}
