import { availableParallelism } from 'node:os';
import type { CaseRecord } from '../entities/record.js';
import { caseView } from './case-view.js';
import { createChain } from './chain.js';
import type { Signer } from './context.js';
import { fillTemplate } from './docx.js';
import { createLanes } from './lanes.js';
import type { Packing } from './packing.js';
import { EMPTY } from './pictures.js';
import { type Seal, signPdf } from './signing/index.js';
import { createChromiumEngine } from './pdf/chromium.js';
import type { PdfEngine } from './pdf/engine.js';
import { type EngineReport, inspect } from './pdf/inspect.js';
import { createLibreOfficeEngine } from './pdf/libreoffice.js';
import type { Finding } from './template/finding.js';
import { loadTemplate, type LoadedTemplate } from './template/load.js';

export { caseView } from './case-view.js';
export type { DocumentContext, Signer } from './context.js';
export { fillTemplate } from './docx.js';
export { exportContext } from './export-context.js';
export type { PdfEngine } from './pdf/engine.js';
export type { EngineReport } from './pdf/inspect.js';
export { TemplateError } from './template-error.js';
export { type Finding, findingText } from './template/finding.js';
export { lintTemplate, type PreparedTemplate, prepareTemplate } from './template/lint.js';
export { NAMES as TEMPLATE_NAMES, type TemplateName } from './template/names.js';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const PDF_TYPE = 'application/pdf';

export interface ExporterSettings {
  /** Folder with templates of the installation, looked into before our own. */
  templateDirectory?: string;
  /** Private folder, of this server alone, where the PDF engines keep their programs, profiles and fonts. */
  cacheDirectory: string;
  browserPath?: string;
  officePath?: string;
  timeoutMs?: number;
  engine?: 'auto' | EngineName | 'none';
  /** How many documents may wait for a PDF engine. */
  queueMax?: number;
}

export interface WordDocument {
  bytes: Buffer;
  missing: string[];
}

/** A document was printed and could not be signed. The message is of ours and tells nothing of the document. */
export class SigningError extends Error {
  override readonly name = 'SigningError';
}

/** What a PDF is signed with, and what for. Whose name and picture it shows is the signer's. */
export type Sealing = Pick<Seal, 'identity' | 'reason' | 'signedAt' | 'timestamp'>;

export interface PrintedDocument {
  bytes: Buffer;
  contentType: typeof PDF_TYPE | typeof DOCX_TYPE;
  /** The engine that made the PDF, or `docx` where none did. */
  engine: string;
  /** The program that printed and its version; none for `docx`. */
  engineVersion?: string;
  fallback: boolean;
  /** Why there is no PDF: for the log, not for the client. */
  reason?: string;
  /** When it was signed, where it was, and why no time stamp could be had although one is set (for the log). */
  signature?: { signedAt: Date; certificate: Uint8Array; timestampProblem: string | null };
}

export interface Exporter {
  /** Warnings about the template that is used. Throws a TemplateError when it cannot be: before anything is served. */
  checkTemplate(): Promise<readonly Finding[]>;
  docx(record: CaseRecord, signer: Signer, now: Date): Promise<WordDocument>;
  /**
   * The same document as PDF, signed where a seal is given, or the DOCX where no engine can make one. Throws EXPORT_BUSY where
   * too many wait already, and else only when the signal aborts, the DOCX fails as well, or the PDF cannot be signed.
   */
  pdf(
    record: CaseRecord,
    signer: Signer,
    now: Date,
    how?: { seal?: () => Promise<Sealing>; signal?: AbortSignal },
  ): Promise<PrintedDocument>;
  /** For health reports: the engines that are set, best first, and whether they work here. */
  engines(): Promise<EngineReport[]>;
  close(): Promise<void>;
}

/** Documents printed at once. More gain nothing on two cores. */
const LANES = Math.min(2, availableParallelism());
const QUEUE_MAX = 50;

export function createExporter(settings: ExporterSettings): Exporter {
  const engines = enginesFor(settings);
  const print = createChain(engines);
  const inLane = createLanes(LANES, settings.queueMax ?? QUEUE_MAX);
  let loaded: Promise<LoadedTemplate> | undefined;
  const template = () => {
    loaded ??= loadTemplate(settings.templateDirectory);
    loaded.catch(() => (loaded = undefined));
    return loaded;
  };

  const docx = async (
    record: CaseRecord,
    signer: Signer,
    now: Date,
    packing: Packing = 'DEFLATE',
  ): Promise<WordDocument> => {
    const pictures = { firma_img: signer.image, firma_logo: signer.logo };
    const filled = fillTemplate((await template())[packing], caseView(record, signer, now), pictures, packing);
    return { bytes: filled.docx, missing: filled.missing };
  };

  return {
    checkTemplate: async () => (await template()).warnings,
    docx: (record, signer, now) => docx(record, signer, now),
    async pdf(record, signer, now, { seal, signal = new AbortController().signal } = {}) {
      // A document is filled when its turn comes: those that wait hold nothing but their case.
      const printed = await inLane(async () => {
        // The signature draws the picture: its room is kept free.
        const { bytes } = await docx(record, seal ? { ...signer, image: EMPTY } : signer, now, 'STORE');
        return print(bytes, signal);
      }, signal);
      if ('reason' in printed) {
        const { bytes } = await docx(record, signer, now);
        return { bytes, contentType: DOCX_TYPE, engine: 'docx', fallback: true, ...printed };
      }
      const signed = seal && (await sign(printed.bytes, signer, await seal()));
      return { ...printed, ...signed, contentType: PDF_TYPE, fallback: false };
    },
    engines: rememberedFor(ENGINES_KNOWN_MS, () =>
      Promise.all(engines.map((engine) => inspect(engine, new AbortController().signal))),
    ),
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

async function sign(pdf: Buffer, signer: Signer, seal: Sealing) {
  const { nombre, cargo: post, company, image } = signer;
  const shown = { name: nombre ?? '', post, company, image };
  const { bytes, timestampProblem } = await signPdf(pdf, { ...seal, ...shown }).catch((cause: Error) => {
    throw new SigningError('the PDF took no signature', { cause });
  });
  return { bytes, signature: { signedAt: seal.signedAt, certificate: seal.identity.certificate, timestampProblem } };
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

type EngineName = 'libreoffice' | 'chromium';

/** Best first. An engine is a line here and a file in `pdf/`. */
const ENGINES: Record<EngineName, (settings: ExporterSettings) => PdfEngine> = {
  libreoffice: (settings) => createLibreOfficeEngine({ ...settings, width: LANES }),
  chromium: createChromiumEngine,
};

function enginesFor(settings: ExporterSettings): PdfEngine[] {
  const { engine = 'auto' } = settings;
  return Object.entries(ENGINES).flatMap(([name, create]) =>
    engine === 'auto' || engine === name ? create(settings) : [],
  );
}
