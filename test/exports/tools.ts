import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { createChromiumEngine } from '../../src/exports/pdf/chromium.js';
import type { PdfEngine } from '../../src/exports/pdf/engine.js';
import { findOffice } from '../../src/exports/pdf/find-office.js';
import { createLibreOfficeEngine } from '../../src/exports/pdf/libreoffice.js';

export const TEMPLATES = join(import.meta.dirname, '../../templates/documents');

/** A private folder, removed by `remove`. */
export function scratch(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'vigia-exports-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Whether tests that need a tool are left out. A continuous build has to have the tool: there they run and fail. */
export function missing(tool: string, isPresent: boolean): boolean {
  if (isPresent || process.env['CI'] === 'true') return false;
  console.warn(`left out: this machine has no ${tool}`);
  return true;
}

export const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

/** The text of a PDF as poppler reads it, page by page: as it lies on the paper, or (`-raw`) cell after cell. */
export function pdfPages(pdf: Uint8Array, order: '-layout' | '-raw' = '-layout'): string[] {
  const { path, remove } = scratch();
  try {
    const file = join(path, 'document.pdf');
    writeFileSync(file, pdf);
    const text = execFileSync('pdftotext', [order, '-enc', 'UTF-8', file, '-'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return text.split('\f').slice(0, -1);
  } finally {
    remove();
  }
}

/** How far to the right the text of a PDF goes, in points; A4 is 595 wide. */
export function rightEdge(pdf: Uint8Array): number {
  const { path, remove } = scratch();
  try {
    const file = join(path, 'document.pdf');
    writeFileSync(file, pdf);
    const boxes = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return Math.max(...[...boxes.matchAll(/<word [^>]*xMax="([\d.]+)"/g)].map(([, right]) => Number(right)));
  } finally {
    remove();
  }
}

/** What the first page of a PDF looks like: its rows of grey dots, 288 to an inch, four to a point. */
export function dotRows(pdf: Uint8Array): Buffer[] {
  const picture = execFileSync('pdftoppm', ['-singlefile', '-gray', '-r', '288', '-'], {
    input: pdf,
    maxBuffer: 2 ** 26,
  });
  const [header, width, height] = /^P5\s(\d+) (\d+)\s255\s/.exec(picture.toString('latin1', 0, 40))!;
  const dots = (row: number) => header.length + row * Number(width);
  return Array.from({ length: Number(height) }, (_, row) => picture.subarray(dots(row), dots(row + 1)));
}

/** The sizes of the pictures on each page, in pixels of the picture, smallest first; masks left out. */
export function picturesByPage(pdf: Uint8Array): string[][] {
  const { path, remove } = scratch();
  try {
    const file = join(path, 'document.pdf');
    writeFileSync(file, pdf);
    const rows = execFileSync('pdfimages', ['-list', file], { encoding: 'utf8' })
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
      .filter(([, , type]) => type === 'image');
    const pages = new Set(rows.map(([page]) => page));
    return [...pages].map((page) =>
      rows.flatMap(([on, , , width, height]) => (on === page ? `${width}x${height}` : [])).sort(),
    );
  } finally {
    remove();
  }
}

/** Text without layout: one space where there was any space. */
export function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Text without any space, for what may be broken over lines. */
export function dense(text: string): string {
  return text.replace(/\s+/gu, '');
}

export function partOf(docx: Uint8Array, name: string): string {
  return new PizZip(docx).file(name)?.asText() ?? '';
}

/** The words of the body of a DOCX; a line break and the end of a cell are a newline. */
export function docxText(docx: Uint8Array, part = 'word/document.xml'): string {
  return partOf(docx, part)
    .replace(/<w:br\/>|<\/w:p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

/** Processes whose command line names a folder: the browsers of an engine. Linux only. */
export function processesUsing(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isAlive = !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
        return isAlive && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits until `condition` holds, or fails with what was waited for. */
export async function until(what: string, condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The PDF engines that tests can try here. */
export async function engines(cacheDirectory: string) {
  const [office, browser] = await Promise.all(
    [findOffice(), findBrowser(cacheDirectory)].map((search) => search.catch(() => null)),
  );
  const all = [
    {
      name: 'libreoffice' as const,
      isMissing: missing('LibreOffice with UNO (libreoffice-writer-nogui, python3-uno)', office !== null),
      open: (): PdfEngine => createLibreOfficeEngine({ cacheDirectory, width: 2 }),
    },
    {
      name: 'chromium' as const,
      isMissing: missing('browser', browser !== null),
      open: (): PdfEngine => createChromiumEngine({ cacheDirectory }),
    },
  ];
  return all.filter(({ isMissing }) => !isMissing);
}
