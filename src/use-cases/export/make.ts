import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { ExportFile } from '../../entities/export-file.js';
import { lockCase } from '../../storage/case-writes.js';
import { useUpOtp } from '../../storage/export-otp.js';
import { takeSnapshot } from '../../storage/snapshots.js';
import { issueFileToken } from '../tokens.js';
import { changing, type Room } from '../use-case.js';
import { otpChallenge } from './otp.js';
import { readForExport } from './read-for-export.js';

interface Kind {
  /** Ends the name of the file. */
  title: string;
  format: 'docx' | 'pdf';
  /** What goes to the regulator: the case is kept as it stood in it. */
  official: boolean;
}

const KINDS = {
  MODELO_B_DOCX: { title: 'Formato-Profesionales-Salud', format: 'docx', official: false },
  MODELO_B_PDF: { title: 'Formato-Profesionales-Salud', format: 'pdf', official: false },
  DIGEMID: { title: 'DIGEMID-Oficial', format: 'pdf', official: true },
} as const satisfies Record<string, Kind>;

export type ExportKind = keyof typeof KINDS;
const EXPORT_KINDS = Object.keys(KINDS) as ExportKind[];

interface Document {
  bytes: Uint8Array;
  contentType: string;
  engine: string;
  fallback: boolean;
  caseVersion: number;
  sha256: string;
}

const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Makes a document of a case, keeps it with its SHA-256, and answers where it can be fetched. */
export const exportCase = changing({
  name: 'export.make',
  about: 'Make a document of a case',
  permission: 'icsr:export',
  input: z.object({
    id: inputs.id,
    kind: z.enum(EXPORT_KINDS, { error: fault('NOT_ONE_OF', EXPORT_KINDS.join(', ')) }),
    /** Only checked: what another format would be, nobody has said (legacy-api 1.5). */
    format: inputs.shortText,
    /** The one-time code, where the settings ask for one. */
    otp: inputs.anyText,
  }),
  async prepare(room, { id, kind, format, otp }) {
    const source = await readForExport(room, id);
    if (format && format.toLowerCase() !== KINDS[kind].format) throw new DomainError('FORMAT_UNSUPPORTED');
    const challenge = KINDS[kind].official ? await otpChallenge(room, source.record, otp.trim()) : null;
    return { ...(await makeDocument(room, kind, source)), challenge };
  },
  async run({ em, query, house, actor, now }, { id, kind }, document) {
    const { bytes, contentType, engine, fallback, caseVersion, sha256, challenge } = document;
    const { title, official } = KINDS[kind];
    // What is kept must be what was printed: a case that was changed meanwhile is not.
    const subject = await lockCase(em, id, official ? caseVersion : undefined);
    // Of two documents that are made with one code at once, the second finds it used: the case is locked by the first.
    if (challenge && !(await useUpOtp(query, challenge))) throw new DomainError('OTP_INVALID');
    if (official) await takeSnapshot(query, id, `Exportación oficial, SHA-256 ${sha256}`, actor!.id);
    const fileName = `ICSR_${id}_${title}.${contentType === DOCX_TYPE ? 'docx' : 'pdf'}`;
    const sizeBytes = bytes.byteLength;
    const otpVerified = challenge !== null;
    const row = { kind, caseVersion, fileName, contentType, engine, sha256, sizeBytes, otpVerified };
    const file = em.create(ExportFile, { ...row, case: subject, createdBy: actor!.id, createdAt: now } as never);
    await em.persist(file).flush();
    const token = await issueFileToken(file.id, house.tokenKey, now);
    const url = `${house.config.publicUrl ?? ''}/files/${token}`;
    return { ...row, id: file.id, icsrId: id, createdAt: now.toISOString(), url, bytes, fallback };
  },
});

type ForExport = Awaited<ReturnType<typeof readForExport>>;

async function makeDocument(room: Room, kind: ExportKind, { record, signer }: ForExport): Promise<Document> {
  const made = await printed(room, kind, () =>
    KINDS[kind].format === 'docx' ? docx(room, record, signer) : pdf(room, record, signer),
  );
  return { ...made, caseVersion: record.version, sha256: await room.house.files.keep(made.bytes) };
}

async function docx({ house, now }: Room, record: ForExport['record'], signer: ForExport['signer']) {
  const { bytes } = await house.exporter.docx(record, signer, now);
  return { bytes, contentType: DOCX_TYPE, engine: 'docxtemplater', fallback: false };
}

/** The form as PDF, or the Word file where no engine works. */
export async function pdf({ house, now, context }: Room, record: ForExport['record'], signer: ForExport['signer']) {
  const printedDocument = await house.exporter.pdf(record, signer, now);
  const { fallback, reason } = printedDocument;
  if (fallback)
    house.log.warn({ requestId: context.requestId, reason }, 'no PDF could be printed: the Word file is delivered');
  return printedDocument;
}

/** What `make` made; whatever goes wrong is logged without its words, which may be the patient's. */
export async function printed<Made>({ context }: Room, kind: string, make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    context.house.log.error({ requestId: context.requestId, kind, problem: (error as Error).name }, 'export failed');
    throw new DomainError('EXPORT_FAILED');
  }
}
