import { Migration } from '@mikro-orm/migrations';

/** One-time codes for official documents: the last one of each person for each case, as a keyed hash. */
export class Migration20261121000009 extends Migration {
  override up(): void {
    this.addSql(`create table export_otp (
      icsr_id int not null references icsr (id) on delete cascade,
      user_id int not null references users (id) on delete cascade,
      challenge uuid not null unique,
      case_version int not null,
      digest bytea not null,
      attempts_left int not null,
      expires_at timestamptz not null,
      consumed_at timestamptz null,
      primary key (icsr_id, user_id))`);
    this.addSql(`alter table "export_files" add column "otp_verified" boolean not null default false`);
    this.auditRequests();
  }

  /** Who asked for a code is on record, and nothing of the code. That it was used is in the entry of the document. */
  private auditRequests(): void {
    this.addSql(`create function audit_export_otp() returns trigger language plpgsql as $$
      begin
        perform audit_append(new.icsr_id, 'ICSR_EXPORT_OTP', 'export_otp', null, new.icsr_id,
          jsonb_build_object('case_version', jsonb_build_object('after', new.case_version)));
        return null;
      end $$`);
    this.addSql(`create trigger audit_request after insert or update of digest on export_otp
      for each row execute function audit_export_otp()`);
  }
}
