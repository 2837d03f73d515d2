import { Migration } from '@mikro-orm/migrations';

/** What is known of a document beside its bytes: the snapshot that it shows, the release of its engine, and who signed it. */
export class Migration20261121000008 extends Migration {
  override up(): void {
    this.addSql(`alter table "export_files" add column "snapshot_id" int null, add column "engine_version" text null,
      add column "signer_name" text null, add column "signed_at" timestamptz null, add column "certificate_serial" text null`);
    this.addSql(`create index "export_files_sha256" on "export_files" ("sha256")`);
    this.addSql(`create index "export_files_file_name" on "export_files" ("file_name", "id")`);
    this.addSql(`alter table "export_files" add constraint "export_files_snapshot_id_foreign" foreign key ("snapshot_id")
      references "icsr_detail_snapshots" ("id") on delete set null`);
    this.addSql(`create index "export_files_snapshot_id_index" on "export_files" ("snapshot_id")`);
    this.addSql(`create function export_author(made export_files) returns text language sql stable as
      $$ select coalesce(u.full_name, u.username, u.email) from users u where u.id = made.created_by $$`);
  }
}
