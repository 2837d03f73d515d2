import PizZip from 'pizzip';
import { bodyPart } from '../template/parts.js';
import { attempt, DocumentUnfit } from './attempt.js';
import type { PdfEngine } from './engine.js';
import { closeOfficePool, createOfficePool, officeVersion, withOffice } from './office-pool.js';
import { convertInOffice } from './office.js';

export interface LibreOfficeSettings {
  /** Private folder for the fonts and the profiles. */
  cacheDirectory: string;
  /** The only `soffice` to try, where one is set (SOFFICE_PATH). */
  officePath?: string;
  /** How many LibreOffices run side by side. */
  width: number;
  /** Longest time for one document, waiting for a LibreOffice and its start included. */
  timeoutMs?: number;
  /** Documents after which a LibreOffice is replaced. */
  documentsPerOffice?: number;
  /** Memory past which a LibreOffice is replaced, in bytes. */
  residentBytesMax?: number;
}

/**
 * DOCX → PDF by warm LibreOffices, each with a profile of its own, one document at a time in each. One that dies is replaced
 * and the document tried once more; one that hangs is killed at the deadline.
 */
export function createLibreOfficeEngine(settings: LibreOfficeSettings): PdfEngine {
  const { timeoutMs = 30_000, documentsPerOffice = 200, residentBytesMax = 400_000_000, ...places } = settings;
  const pool = createOfficePool({ ...places, documentsPerOffice, residentBytesMax });
  return {
    name: 'libreoffice',
    version: () => officeVersion(pool),
    async convert(docx, signal) {
      requireWordDocument(docx);
      return attempt(timeoutMs, signal, (stop) => withOffice(pool, stop, (office) => convertInOffice(office, docx)));
    },
    close: () => closeOfficePool(pool),
  };
}

/** LibreOffice reads a hundred formats; it is given nothing but ours. */
function requireWordDocument(bytes: Uint8Array): void {
  if (!hasBody(bytes)) throw new DocumentUnfit('this is no Word document');
}

function hasBody(bytes: Uint8Array): boolean {
  try {
    return bodyPart(new PizZip(bytes)) !== undefined;
  } catch {
    // No ZIP at all.
    return false;
  }
}
