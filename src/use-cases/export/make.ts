import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { ExportFile } from '../../entities/export-file.js';
import { lockCase } from '../../storage/case-writes.js';
import { issueFileToken } from '../tokens.js';
import { changing, type Room } from '../use-case.js';
import { readForExport } from './read-for-export.js';

export const EXPORT_KINDS = ['MODELO_B_DOCX', 'MODELO_B_PDF'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

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
  }),
  prepare: (room, { id, kind }) => makeDocument(room, id, kind),
  async run({ em, house, actor, now }, { id, kind }, document) {
    const subject = await lockCase(em, id);
    const { bytes, contentType, engine, fallback, caseVersion, sha256 } = document;
    const fileName = `ICSR_${id}_Formato-Profesionales-Salud.${contentType === DOCX_TYPE ? 'docx' : 'pdf'}`;
    const row = { kind, caseVersion, fileName, contentType, engine, sha256, sizeBytes: bytes.byteLength };
    const file = em.create(ExportFile, { ...row, case: subject, createdBy: actor!.id, createdAt: now } as never);
    await em.persist(file).flush();
    const token = await issueFileToken(file.id, house.tokenKey, now);
    const url = `${house.config.publicUrl ?? ''}/files/${token}`;
    return { ...row, id: file.id, icsrId: id, createdAt: now.toISOString(), url, bytes, fallback };
  },
});

async function makeDocument(room: Room, id: number, kind: ExportKind): Promise<Document> {
  const { record, signer } = await readForExport(room, id);
  const made = await printed(room, kind, () =>
    kind === 'MODELO_B_DOCX' ? docx(room, record, signer) : pdf(room, record, signer),
  );
  return { ...made, caseVersion: record.version, sha256: await room.house.files.keep(made.bytes) };
}

type ForExport = Awaited<ReturnType<typeof readForExport>>;

async function docx({ house, now }: Room, record: ForExport['record'], signer: ForExport['signer']) {
  const { bytes } = await house.exporter.docx(record, signer, now);
  return { bytes, contentType: DOCX_TYPE, engine: 'docxtemplater', fallback: false };
}

async function pdf({ house, now, context }: Room, record: ForExport['record'], signer: ForExport['signer']) {
  const printedDocument = await house.exporter.pdf(record, signer, now);
  const { fallback, reason } = printedDocument;
  if (fallback)
    house.log.warn({ requestId: context.requestId, reason }, 'no PDF could be printed: the Word file is delivered');
  return printedDocument;
}

async function printed<Made>({ context }: Room, kind: ExportKind, make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    context.house.log.error({ requestId: context.requestId, kind, problem: (error as Error).name }, 'export failed');
    throw new DomainError('EXPORT_FAILED');
  }
}
