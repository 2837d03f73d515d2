import { DocumentUnfit } from './pdf/attempt.js';
import type { PdfEngine } from './pdf/engine.js';

export interface Printed {
  bytes: Buffer;
  engine: string;
  /** The program that printed and its version: `LibreOffice 7.4.7.2`. */
  engineVersion: string;
}

/** What no engine could print: why, in the order they were asked. */
export interface Unprinted {
  reason: string;
}

/** Failures in a row that are an engine's own after which the next one is asked without it, and for how long. */
const FAILURES_MAX = 2;
const REST_MS = 60_000;

interface Link {
  readonly engine: PdfEngine;
  failures: number;
  restsUntil: number;
}

/**
 * Asks engines for a PDF, best first. One that failed twice in a row for reasons of its own rests for a minute, so that each
 * document does not wait for its deadline; the last one never rests, as a Word file in place of a PDF would be worse.
 * Throws only when the signal aborts.
 */
export function createChain(engines: readonly PdfEngine[]) {
  const links = engines.map((engine): Link => ({ engine, failures: 0, restsUntil: 0 }));
  return async (docx: Uint8Array, signal: AbortSignal): Promise<Printed | Unprinted> => {
    const reasons: string[] = [];
    for (const link of links) {
      if (link !== links.at(-1) && link.restsUntil > performance.now()) continue;
      try {
        const printed = await print(link.engine, docx, signal);
        link.failures = 0;
        return printed;
      } catch (error) {
        signal.throwIfAborted();
        countFailure(link, error);
        reasons.push(`${link.engine.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return { reason: reasons.join('; ') || 'no PDF engine is set up' };
  };
}

async function print(engine: PdfEngine, docx: Uint8Array, signal: AbortSignal): Promise<Printed> {
  const bytes = Buffer.from(await engine.convert(docx, signal));
  if (bytes.length === 0) throw new Error('PDF vacío');
  return { bytes, engine: engine.name, engineVersion: await engine.version() };
}

function countFailure(link: Link, error: unknown): void {
  if (error instanceof DocumentUnfit) return;
  link.failures += 1;
  if (link.failures >= FAILURES_MAX) link.restsUntil = performance.now() + REST_MS;
}
