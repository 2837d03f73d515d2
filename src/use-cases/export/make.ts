import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { lockCase } from '../../storage/case-writes.js';
import { useUpOtp } from '../../storage/export-otp.js';
import { DOCX_TYPE } from '../../exports/index.js';
import { keepInside } from '../../storage/documents.js';
import { insertExport } from '../../storage/export-files.js';
import { sha256Of } from '../../storage/files.js';
import { takeSnapshot } from '../../storage/snapshots.js';
import { settleLater, settleNow } from '../settle.js';
import { changing, type Room } from '../use-case.js';
import { otpChallenge } from './otp.js';
import { linkTo } from './link.js';
import { tellingOfLongWaits } from './long-wait.js';
import { docx, printed, signedPdf } from './print.js';
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
  engineVersion?: string;
  fallback: boolean;
  caseVersion: number;
  fileName: string;
  sha256: string;
  signerName?: string;
  signedAt?: Date;
  certificateSerial?: string;
}

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
  async run(room, { id, kind }, { bytes, fallback, challenge, ...document }) {
    const { em, query, house, actor, notify, afterwards, now, context } = room;
    const { caseVersion, sha256, fileName, contentType } = document;
    const { official } = KINDS[kind];
    // Who hung up meanwhile has no use for it.
    if (context.signal?.aborted) throw new DomainError('EXPORT_FAILED');
    // What is kept must be what was printed: a case that was changed meanwhile is not.
    await lockCase(em, id, official ? caseVersion : undefined);
    // Of two documents that are made with one code at once, the second finds it used: the case is locked by the first.
    if (challenge && !(await useUpOtp(query, challenge))) throw new DomainError('OTP_INVALID');
    await keepInside(query, house.files, bytes);
    const reason = `Exportación oficial, SHA-256 ${sha256}`;
    const snapshot = official ? await takeSnapshot<{ id: number }>(query, id, reason, actor!.id) : undefined;
    const made = { ...document, icsrId: id, kind, sizeBytes: bytes.byteLength, snapshotId: snapshot?.id };
    const otpVerified = challenge !== null;
    const file = await insertExport(query, { ...made, otpVerified, authorId: actor!.id, createdAt: now });
    notify({ topic: 'case', id, kind: 'EXPORTED', version: caseVersion });
    afterwards(() => settleNow(room, { fileNames: [fileName], sha256s: [] }));
    return { ...file, fileName, contentType, url: await linkTo(context, file.id), bytes, fallback };
  },
});

/** Should the document come to nothing from here on, its bytes go after this time. No export takes as long. */
const SETTLED_AFTER_MS = 60 * 60 * 1000;

type ForExport = Awaited<ReturnType<typeof readForExport>>;

async function makeDocument(room: Room, kind: ExportKind, { record, signer }: ForExport): Promise<Document> {
  const { id } = record;
  return tellingOfLongWaits(room, record, async () => {
    const made = await printed(room, kind, () =>
      KINDS[kind].format === 'docx' ? docx(room, record, signer) : signedPdf(room, kind, record, signer),
    );
    const fileName = `ICSR_${id}_${KINDS[kind].title}.${made.contentType === DOCX_TYPE ? 'docx' : 'pdf'}`;
    const sha256 = sha256Of(made.bytes);
    const unsettled = { fileNames: [fileName], sha256s: [sha256] };
    await settleLater(room.query, unsettled, new Date(room.now.getTime() + SETTLED_AFTER_MS));
    await room.house.files.keep(made.bytes);
    return { ...made, fileName, sha256, caseVersion: record.version, signerName: signer.nombre ?? undefined };
  });
}
