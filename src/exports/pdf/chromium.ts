import type { Page } from 'puppeteer';
import { attempt } from './attempt.js';
import type { PdfEngine } from './engine.js';
import { closePool, createPool, withPage } from './pool.js';

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
  return {
    name: 'chromium',
    version: async () => (await pool.equipment()).found.version,
    convert: (docx, signal) =>
      attempt(timeoutMs, signal, (stop) => withPage(pool, stop, (page) => printDocument(page, docx))),
    close: () => closePool(pool),
  };
}

async function printDocument(page: Page, docx: Uint8Array): Promise<Uint8Array> {
  const drawing = `window.printable(${JSON.stringify(Buffer.from(docx).toString('base64'))})`;
  const { tagged } = (await page.evaluate(drawing)) as { tagged: boolean };
  // Its own time limit does not end a busy page, so ours alone counts.
  const pdf = await page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    tagged,
    timeout: 0,
    waitForFonts: false,
  });
  // Without a usable font Chromium prints empty pages and calls it success.
  if (!Buffer.from(pdf).includes('/FontFile')) throw new Error('the PDF holds no font');
  return pdf;
}
