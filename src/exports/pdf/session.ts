import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer';
import type { FoundBrowser } from './browser.js';
import { PAGE_SCRIPT } from './page-script.js';
import { killGroup, openProfile, programEnvironment, removeProfile } from './programs.js';
import { UNPACK_SCRIPT } from './unpack-script.js';

/** A running browser with the pages that wait for work. It is thrown away after so many documents, as memory grows with them. */
export interface Session {
  browser: Browser;
  idle: Page[];
  documents: number;
  busy: number;
  profile: string;
}

// Even if a document reached markup, it could fetch nothing and run nothing. Nobody looks at the screen, so nothing is drawn
// there: that would cost as much again as to print.
const EMPTY_PAGE =
  '<!doctype html><html lang="es"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" ' +
  `content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data: blob:"><style media="screen">html{visibility:hidden}</style></head><body></body></html>`;

/** A browser that is not there by then hangs, and is given up. */
const START_MS = 20_000;

/** Starts a browser that dies with this process: it reads its orders from a pipe, whose end it notices. */
export async function openSession(found: FoundBrowser, cacheDirectory: string, fonts: string): Promise<Session> {
  const profile = await openProfile(cacheDirectory);
  const tooLong = new AbortController();
  // Puppeteer's own limit of time does not end the wait for a browser that was started and says nothing.
  const patience = setTimeout(() => tooLong.abort(), START_MS);
  try {
    const browser = await launch(found, profile, fonts, tooLong.signal);
    return { browser, idle: [], documents: 0, busy: 0, profile };
  } catch (error) {
    await removeProfile(profile);
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

function launch(found: FoundBrowser, profile: string, fonts: string, signal: AbortSignal): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return puppeteer.launch({
    executablePath: found.path,
    headless: found.isShell ? 'shell' : true,
    pipe: true,
    userDataDir: profile,
    env: programEnvironment({ home: profile, fonts, libraries: found.libraries }),
    signal,
    // Ending is the server's business; puppeteer's own handlers would exit the process under it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--font-render-hinting=none',
      // Chromium refuses to start its sandbox as root, as containers often run.
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  });
}

/** A page that can reach nothing, with the drawing code in it. */
export async function preparePage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on('request', allowOnlyOwn);
  await page.setOfflineMode(true);
  await page.setContent(EMPTY_PAGE);
  for (const script of await drawingScripts()) await page.evaluate(script);
  return page;
}

function allowOnlyOwn(request: HTTPRequest): void {
  const isOwn = /^(data|blob|about):/.test(request.url());
  // Rejected when the page is gone meanwhile; there is nothing left to guard then.
  void (isOwn ? request.continue() : request.abort('blockedbyclient')).catch(() => {});
}

let scripts: Promise<string[]> | undefined;

function drawingScripts(): Promise<string[]> {
  const { resolve } = createRequire(import.meta.url);
  const preview = join(dirname(resolve('docx-preview')), 'docx-preview.min.js');
  scripts ??= Promise.all([resolve('jszip/dist/jszip.min.js'), preview].map((path) => readFile(path, 'utf8'))).then(
    (libraries) => [...libraries, UNPACK_SCRIPT, PAGE_SCRIPT],
  );
  return scripts;
}

/** Ends the browser and its children at once, whatever they do, and removes its profile. */
export async function killSession({ browser, profile }: Session): Promise<void> {
  const child = browser.process();
  const isRunning = child && child.exitCode === null && child.signalCode === null;
  const ended = isRunning ? once(child, 'exit') : undefined;
  // The others of its group may live on where the first one has ended: one that hangs does not notice.
  if (child?.pid) killGroup(child.pid);
  await ended;
  await removeProfile(profile);
}
