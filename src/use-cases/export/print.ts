import { X509Certificate } from 'node:crypto';
import { DomainError } from '../../domain/errors.js';
import type { CaseRecord } from '../../entities/record.js';
import type { Signer } from '../../exports/context.js';
import { DOCX_TYPE, type Sealing, SigningError } from '../../exports/index.js';
import { now } from '../../clock.js';
import type { Room } from '../use-case.js';
import { signingIdentity, signingReason } from './identity.js';

/** The form as a Word file. */
export async function docx({ house, now: moment }: Room, record: CaseRecord, signer: Signer) {
  const { bytes } = await house.exporter.docx(record, signer, moment);
  return { bytes, contentType: DOCX_TYPE, engine: 'docx', fallback: false };
}

/** The form as PDF, or the Word file where no engine works. */
export async function pdf(
  { house, now: moment, context }: Room,
  record: CaseRecord,
  signer: Signer,
  seal?: () => Promise<Sealing>,
) {
  const made = await house.exporter.pdf(record, signer, moment, { seal, signal: context.signal });
  const { requestId } = context;
  const { fallback, reason, signature } = made;
  if (fallback) house.log.warn({ requestId, reason }, 'no PDF could be printed: the Word file is delivered');
  if (signature?.timestampProblem)
    house.log.warn({ requestId, problem: signature.timestampProblem }, 'signed without a time stamp');
  return made;
}

/** The form as PDF with the signature of the person who asks for it, or the Word file where no engine works. */
export async function signedPdf(room: Room, kind: string, record: CaseRecord, signer: Signer) {
  const { tsaUrl } = room.house.config;
  const { signature, ...made } = await pdf(room, record, signer, async () => ({
    identity: await signingIdentity(room),
    reason: signingReason({ kind, numero: record.numero ?? String(record.id), caseVersion: record.version }),
    // It may have waited in the queue: this is the moment that counts.
    signedAt: now(),
    ...(tsaUrl && { timestamp: { url: tsaUrl, timeoutMs: TIMESTAMP_MS } }),
  }));
  if (!signature) return made;
  const { serialNumber: certificateSerial } = new X509Certificate(signature.certificate);
  return { ...made, signedAt: signature.signedAt, certificateSerial };
}

const TIMESTAMP_MS = 10_000;

/** What `make` made; whatever goes wrong is logged without its words, which may be the patient's. */
export async function printed<Made>({ context }: Room, kind: string, make: () => Promise<Made>): Promise<Made> {
  const { house, requestId } = context;
  try {
    return await make();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    // Nobody waits for it any more.
    if (context.signal?.aborted) throw new DomainError('EXPORT_FAILED');
    if (error instanceof SigningError) {
      house.log.error({ requestId, kind, problem: error.message }, 'a document could not be signed');
      throw new DomainError('SIGNING_FAILED');
    }
    house.log.error({ requestId, kind, problem: (error as Error).name }, 'export failed');
    throw new DomainError('EXPORT_FAILED');
  }
}
