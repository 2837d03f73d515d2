import { PDF } from '@libpdf/core';
import PizZip from 'pizzip';
import type { PdfEngine } from './engine.js';

/** What an engine can do on this machine. Holds no path: anybody may ask for the health of the server. */
export interface EngineReport {
  name: string;
  works: boolean;
  version?: string;
  /** Why it does not work, in few words. */
  problem?: string;
}

/** Prints a small document by the way of all documents, and reads what is on the paper. Never throws. */
export async function inspect(engine: PdfEngine, signal: AbortSignal): Promise<EngineReport> {
  const { name } = engine;
  try {
    const version = await engine.version();
    const problem = await faultOf(await engine.convert(sampleDocument(), signal));
    return problem ? { name, works: false, version, problem } : { name, works: true, version };
  } catch (error) {
    return { name, works: false, problem: shortly(error) };
  }
}

/** Check boxes, accents and the euro: what a form needs of the fonts. */
const SAMPLE = '☐☒áñ€';

async function faultOf(bytes: Uint8Array): Promise<string | undefined> {
  const [page] = (await PDF.load(bytes)).extractText();
  if (!page?.text.includes(SAMPLE)) return 'the text of the sample is not in its PDF';
  if (!Buffer.from(bytes).includes('/FontFile')) return 'the PDF holds no font';
  return undefined;
}

/** A short message as it is; of one that may hold paths or what a program wrote, only the kind. */
function shortly(error: unknown): string {
  const { name, code, message = '' } = error as { name?: string; code?: string; message?: string };
  return /^[^/\\\n]{1,120}$/.test(message) ? message : [name, code].filter(Boolean).join(' ');
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const SAMPLE_PARTS = {
  '[Content_Types].xml':
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/word/document.xml" ContentType="${WORD}"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${RELATIONSHIPS}">` +
    `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
  'word/document.xml':
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' +
    `<w:p><w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr><w:t>${SAMPLE}</w:t></w:r></w:p>` +
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850"/></w:sectPr>' +
    '</w:body></w:document>',
};

/** A Word document of one line. */
export function sampleDocument(): Buffer {
  const zip = new PizZip();
  for (const [name, xml] of Object.entries(SAMPLE_PARTS))
    zip.file(name, `<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  return zip.generate({ type: 'nodebuffer' });
}
