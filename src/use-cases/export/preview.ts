import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import type { CaseRecord } from '../../entities/record.js';
import { PDF_TYPE, type PrintedDocument, type Signer } from '../../exports/index.js';
import { reading, type Room } from '../use-case.js';
import { pdf, printed } from './print.js';
import { readForExport } from './read-for-export.js';

type Sheet = Pick<PrintedDocument, 'bytes' | 'contentType' | 'fallback'>;
type Print = (room: Room, record: CaseRecord, signer: Signer) => Promise<Sheet>;

/** The official form as it would be delivered, unsigned; or one page that is there at once (legacy-api 1.5). */
const SOURCES: Record<string, Print> = { official, light };

/** A case as a document to look at: made in memory, and kept nowhere. */
export const previewCase = reading({
  name: 'export.preview',
  about: 'Look at a case as a document that is not kept',
  permission: 'icsr:export',
  input: z.object({ id: inputs.id, source: inputs.anyText }),
  async run(room, { id, source }) {
    const wanted = source.trim().toLowerCase() || 'official';
    if (!Object.hasOwn(SOURCES, wanted)) throw new DomainError('SOURCE_UNSUPPORTED');
    const { record, signer } = await readForExport(room, id);
    const sheet = await SOURCES[wanted]!(room, record, signer);
    const fileName = `ICSR_${String(id).padStart(6, '0')}_preview.${sheet.fallback ? 'docx' : 'pdf'}`;
    return { ...sheet, fileName, generatedAt: room.now };
  },
});

function official(room: Room, record: CaseRecord, signer: Signer): Promise<Sheet> {
  return printed(room, 'PREVIEW', () => pdf(room, record, signer));
}

async function light(room: Room, record: CaseRecord, signer: Signer): Promise<Sheet> {
  const { house, now, context } = room;
  try {
    const bytes = await house.lightPreview.print(record, signer, now);
    return { bytes, contentType: PDF_TYPE, fallback: false };
  } catch (error) {
    const { name: problem } = error as Error;
    house.log.warn({ requestId: context.requestId, problem }, 'no light preview could be printed: the official one is');
    return official(room, record, signer);
  }
}
