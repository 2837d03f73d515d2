import type { Page } from 'puppeteer';
import type { PdfEngine } from './engine.js';
import { BrowserGone, closePool, createPool, type Pool, withPage } from './pool.js';

export interface ChromiumSettings {
  /** Private folder for the unpacked browser, the fonts and the profiles. */
  cacheDirectory: string;
  /** The only browser to try, where one is set (PUPPETEER_EXECUTABLE_PATH). */
  browserPath?: string;
  /** Longest time for one document, start of the browser included. */
  timeoutMs?: number;
  /** Documents after which the browser is replaced. */
  documentsPerBrowser?: number;
}

/**
 * DOCX → PDF by docx-preview in one warm headless browser. Several documents may be converted at once, each on a page of
 * its own. A browser that dies is replaced and the document tried once more.
 */
export function createChromiumEngine(settings: ChromiumSettings): PdfEngine {
  const { timeoutMs = 30_000, documentsPerBrowser = 100, ...places } = settings;
  const pool = createPool({ ...places, documentsPerBrowser });
  const attempt = (work: (page: Page) => Promise<Uint8Array>, signal?: AbortSignal) =>
    withinDeadline(timeoutMs, signal, (stop) => twice(pool, stop, work));
  return {
    name: 'chromium',
    available: () =>
      attempt(printSample).then(
        () => true,
        () => false,
      ),
    convert: (docx, signal) => attempt((page) => printDocument(page, docx), signal),
    close: () => closePool(pool),
  };
}

async function withinDeadline<Result>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(signal ? AbortSignal.any([deadline, signal]) : deadline);
  } catch (error) {
    throw deadline.aborted ? new Error(`no PDF after ${timeoutMs} ms`, { cause: error }) : error;
  }
}

async function twice<Result>(pool: Pool, stop: AbortSignal, work: (page: Page) => Promise<Result>): Promise<Result> {
  try {
    return await withPage(pool, stop, work);
  } catch (error) {
    if (!(error instanceof BrowserGone) || stop.aborted) throw error;
    return withPage(pool, stop, work);
  }
}

async function printDocument(page: Page, docx: Uint8Array): Promise<Uint8Array> {
  await page.evaluate(`window.printable(${JSON.stringify(Buffer.from(docx).toString('base64'))})`);
  return print(page);
}

/** Check boxes and accents: what a form needs of the fonts. */
async function printSample(page: Page): Promise<Uint8Array> {
  await page.evaluate(`document.body.textContent = '☐☒ áéíóúñ'`);
  return print(page);
}

async function print(page: Page): Promise<Uint8Array> {
  // Its own time limit does not end a busy page, so ours alone counts.
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, timeout: 0 });
  // Without a usable font Chromium prints empty pages and calls it success.
  if (!Buffer.from(pdf).includes('/FontFile')) throw new Error('the PDF holds no font');
  return pdf;
}
