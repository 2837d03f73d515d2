import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { fault } from '../../domain/validation.js';
import { type SignatureReport, verifyPdf } from '../../exports/signing/index.js';
import { documentOfBytes, documentsSignedAbout, type KnownDocument } from '../../storage/export-files.js';
import { sha256Of } from '../../storage/files.js';
import type { Query } from '../../storage/query.js';
import { reading } from '../use-case.js';
import { signingReason, trustedCertificates } from './identity.js';

/** How a document stands, in one word and one Spanish sentence each. */
export const VERDICTS = {
  AUTHENTIC: 'Documento auténtico: es el que se generó aquí, sin cambios, y su firma es válida.',
  UNSIGNED: 'Es un documento generado aquí, sin cambios, que no lleva firma.',
  CHANGED: 'El documento fue modificado después de firmarse o de generarse: no lo use.',
  FOREIGN: 'La firma es válida y el documento no ha cambiado, pero no consta entre los generados aquí.',
  UNTRUSTED: 'El documento lleva una firma en la que esta instalación no confía.',
  UNKNOWN: 'No consta entre los documentos generados aquí y no lleva firma.',
} as const;

type Verdict = keyof typeof VERDICTS;

export interface Verification {
  verdict: Verdict;
  message: string;
  sha256: string;
  /** The bytes are those of a document that was made here. */
  ours: boolean;
  /** The document with these bytes, or else the one that the signature belonged to. */
  document: KnownDocument | null;
  signatures: SignatureReport[];
}

const HEADER_WITHIN = 1024;

/** Says of a PDF who signed it and when, of which version of which case it was made, and whether it is unchanged. */
export const verifyDocument = reading({
  name: 'export.verify',
  about: 'Verify a document: who signed which version of which case, and whether it is unchanged',
  permission: 'icsr:export',
  input: z.object({ file: z.instanceof(Uint8Array, { error: fault('MISSING') }) }),
  async run(room, { file }): Promise<Verification> {
    const { query } = room;
    if (!Buffer.from(file.subarray(0, HEADER_WITHIN)).includes('%PDF-')) throw new DomainError('NOT_VERIFIABLE');
    const signatures = await verifyPdf(file, await trustedCertificates(room));
    const sha256 = sha256Of(file);
    const same = await documentOfBytes(query, sha256);
    const verdict = verdictOf(Boolean(same), signatures);
    const document = same ?? (await documentBehind(query, signatures));
    return { verdict, message: VERDICTS[verdict], sha256, ours: Boolean(same), document: document ?? null, signatures };
  },
});

function verdictOf(ours: boolean, signatures: readonly SignatureReport[]): Verdict {
  if (signatures.length === 0) return ours ? 'UNSIGNED' : 'UNKNOWN';
  const isWhole = signatures.some(({ coversWholeDocument }) => coversWholeDocument);
  if (!isWhole || !signatures.every(({ intact }) => intact)) return 'CHANGED';
  if (!signatures.every(({ certificateTrusted, validAtSigning }) => certificateTrusted && validAtSigning))
    return 'UNTRUSTED';
  // A signature that is not the last one is told by its problem whether more than signatures was added after it.
  if (signatures.some(({ coversWholeDocument, problem }) => !coversWholeDocument && problem)) return 'CHANGED';
  return ours ? 'AUTHENTIC' : 'FOREIGN';
}

/** The document that a signature was given to, where its bytes are no longer the same. A stranger's tells of none of ours. */
async function documentBehind(query: Query, signatures: readonly SignatureReport[]) {
  for (const { certificateSerial, certificateTrusted, signedAt, reason } of signatures) {
    if (!certificateSerial || !certificateTrusted || !signedAt) continue;
    const candidates = await documentsSignedAbout(query, certificateSerial, new Date(signedAt));
    const found = candidates.find((document) => signingReason(document) === reason);
    if (found) return found;
  }
  return undefined;
}
