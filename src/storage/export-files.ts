import { ExportFile, type ExportFileData } from '../entities/export-file.js';
import { fieldsOf } from '../entities/field.js';
import type { Read } from '../entities/record.js';
import type { Naming } from '../entities/selection.js';
import { readNewest, wholeRow } from './case-lists.js';
import type { Query } from './query.js';
import { instant, type Shape } from './read.js';

const EXPORT_SHAPE: Shape = { table: 'export_files', fields: fieldsOf(ExportFile), lists: [] };

/** What is written down of a document; who made it is told by the id of the account. */
export type NewExport = Omit<ExportFileData, 'createdBy' | 'otpVerified'> & {
  authorId: number | null;
  otpVerified?: boolean;
};
export type ExportRow = Read<ExportFileData> & { id: number };

/** Writes a document down, in the caller's transaction. Gives the row as it is read. */
export async function insertExport(query: Query, made: NewExport): Promise<ExportRow> {
  const { authorId, ...row } = made;
  const given = fieldsOf(ExportFile).filter(({ name }) => row[name as keyof typeof row] !== undefined);
  const names = [...given.map(({ wire }) => wire), 'created_by'];
  const values = [...given.map(({ name }) => row[name as keyof typeof row]), authorId];
  const [inserted] = await query<ExportRow>(
    `insert into export_files as t (${names.join(', ')}) values (${names.map((_name, place) => `$${place + 1}`).join(', ')})
     returning ${wholeRow(EXPORT_SHAPE, 'graphql')}`,
    values,
    'often',
  );
  return inserted!;
}

/** Documents of a case, newest first, and how many there are in all; nothing when there is no such case. */
export function readExports<Row>(
  query: Query,
  caseId: number,
  page: { rowsMax: number; offset: number },
  naming: Naming,
): Promise<{ items: Row[]; total: number } | undefined> {
  return readNewest<Row>(query, EXPORT_SHAPE, caseId, page, naming);
}

/** What a document is delivered with; nothing when there is none, or no longer. */
export async function findExport(
  query: Query,
  id: number,
): Promise<{ fileName: string; contentType: string; sha256: string } | undefined> {
  const [file] = await query<{ fileName: string; contentType: string; sha256: string }>(
    `select file_name as "fileName", content_type as "contentType", sha256 from export_files where id = $1`,
    [id],
    'often',
  );
  return file;
}

/** What is on record of a document that we made. */
export interface KnownDocument {
  id: number;
  icsrId: number;
  numero: string;
  caseVersion: number;
  kind: string;
  fileName: string;
  sha256: string;
  signerName: string | null;
  /** Whose account made it. */
  createdBy: string | null;
  signedAt: string | null;
  createdAt: string;
}

const DOCUMENT = `f.id, f.icsr_id as "icsrId", coalesce(c.numero, c.id::text) as numero, f.case_version as "caseVersion", f.kind,
  f.file_name as "fileName", f.sha256, f.signer_name as "signerName", export_author(f) as "createdBy", ${instant('f.signed_at')} as "signedAt",
  ${instant('f.created_at')} as "createdAt" from export_files f join icsr c on c.id = f.icsr_id`;

/** The document with exactly these bytes. */
export async function documentOfBytes(query: Query, sha256: string): Promise<KnownDocument | undefined> {
  return (await query<KnownDocument>(`select ${DOCUMENT} where f.sha256 = $1 order by f.id limit 1`, [sha256]))[0];
}

/** The documents that were signed with this certificate within a quarter of an hour of a moment, the nearest first. */
export async function documentsSignedAbout(query: Query, serial: string, moment: Date): Promise<KnownDocument[]> {
  const sql = `select ${DOCUMENT} where f.certificate_serial = $1 and f.signed_at between $2::timestamptz - interval '15 minutes'
    and $2::timestamptz + interval '15 minutes' order by abs(extract(epoch from f.signed_at - $2::timestamptz)), f.id limit 50`;
  return query<KnownDocument>(sql, [serial, moment]);
}
