import type { CaseRecord } from '../entities/record.js';
import { caseView } from './case-view.js';
import type { Signer } from './context.js';
import { type FilledTemplate, fillTemplate } from './docx.js';
import { createLanes } from './lanes.js';
import { createChromiumEngine } from './pdf/chromium.js';
import type { PdfEngine } from './pdf/engine.js';
import type { Finding } from './template/finding.js';
import { loadTemplate, type LoadedTemplate } from './template/load.js';

export { caseView } from './case-view.js';
export type { DocumentContext, Signer } from './context.js';
export { fillTemplate } from './docx.js';
export { exportContext } from './export-context.js';
export type { PdfEngine } from './pdf/engine.js';
export { TemplateError } from './template-error.js';
export { type Finding, findingText } from './template/finding.js';
export { lintTemplate, type PreparedTemplate, prepareTemplate } from './template/lint.js';
export { NAMES as TEMPLATE_NAMES, type TemplateName } from './template/names.js';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const PDF_TYPE = 'application/pdf';

export interface ExporterSettings {
  /** Folder with templates of the installation, looked into before our own. */
  templateDirectory?: string;
  /** Private folder, of this server alone, where the PDF engine keeps its browser and its fonts. */
  cacheDirectory: string;
  browserPath?: string;
  timeoutMs?: number;
  engine?: 'auto' | 'chromium' | 'none';
}

export interface WordDocument {
  bytes: Buffer;
  missing: string[];
}

export interface PrintedDocument {
  bytes: Buffer;
  contentType: typeof PDF_TYPE | typeof DOCX_TYPE;
  /** The engine that made the PDF, or `docx` where none did. */
  engine: string;
  fallback: boolean;
  /** Why there is no PDF: for the log, not for the client. */
  reason?: string;
}

export interface Exporter {
  /** Warnings about the template that is used. Throws a TemplateError when it cannot be: before anything is served. */
  checkTemplate(): Promise<readonly Finding[]>;
  docx(record: CaseRecord, signer: Signer, now: Date): Promise<WordDocument>;
  /** The same document as PDF, or the DOCX where no engine can make one. Throws only when the DOCX fails as well. */
  pdf(record: CaseRecord, signer: Signer, now: Date, signal?: AbortSignal): Promise<PrintedDocument>;
  /** For health reports: the engines that work here, best first. */
  engines(): Promise<string[]>;
  close(): Promise<void>;
}

/** Documents converted at once, each on a page of the browser. More gain nothing on two cores. */
const LANES = 2;

export function createExporter(settings: ExporterSettings): Exporter {
  const engines = enginesFor(settings);
  const inLane = createLanes(LANES);
  let loaded: Promise<LoadedTemplate> | undefined;
  const template = () => {
    loaded ??= loadTemplate(settings.templateDirectory);
    loaded.catch(() => (loaded = undefined));
    return loaded;
  };

  const docx = async (record: CaseRecord, signer: Signer, now: Date): Promise<WordDocument> => {
    const filled: FilledTemplate = fillTemplate((await template()).docx, caseView(record, signer, now), {
      firma_img: signer.image,
      firma_logo: signer.logo,
    });
    return { bytes: filled.docx, missing: filled.missing };
  };

  return {
    checkTemplate: async () => (await template()).warnings,
    docx,
    async pdf(record, signer, now, signal = new AbortController().signal) {
      const { bytes } = await docx(record, signer, now);
      return inLane(() => firstPdf(engines, bytes, signal));
    },
    engines: rememberedFor(ENGINES_KNOWN_MS, async () => {
      const working = await Promise.all(engines.map((engine) => engine.available()));
      return engines.filter((_engine, index) => working[index]).map(({ name }) => name);
    }),
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

/** Looking costs a printed page: anybody may ask for the health of the server, and must not make it work each time. */
const ENGINES_KNOWN_MS = 10 * 60 * 1000;

function rememberedFor<Answer>(ms: number, look: () => Promise<Answer>): () => Promise<Answer> {
  let known: { answer: Promise<Answer>; until: number } | undefined;
  return () => {
    if (!known || known.until < performance.now()) known = { answer: look(), until: performance.now() + ms };
    return known.answer;
  };
}

/** Best first. An engine is a line here and a file in `pdf/`. */
function enginesFor({ engine = 'auto', cacheDirectory, browserPath, timeoutMs }: ExporterSettings): PdfEngine[] {
  if (engine === 'none') return [];
  return [createChromiumEngine({ cacheDirectory, browserPath, timeoutMs })];
}

async function firstPdf(engines: readonly PdfEngine[], docx: Buffer, signal: AbortSignal): Promise<PrintedDocument> {
  const reasons: string[] = [];
  for (const engine of engines) {
    try {
      const bytes = Buffer.from(await engine.convert(docx, signal));
      if (bytes.length > 0) return { bytes, contentType: PDF_TYPE, engine: engine.name, fallback: false };
      reasons.push(`${engine.name}: PDF vacío`);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(`${engine.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const reason = reasons.join('; ') || 'no PDF engine is set up';
  return { bytes: docx, contentType: DOCX_TYPE, engine: 'docx', fallback: true, reason };
}
