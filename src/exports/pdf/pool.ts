import type { Page } from 'puppeteer';
import { EngineGone, keptForAWhile, unlessStopped } from './attempt.js';
import { findBrowser, type FoundBrowser } from './browser.js';
import { installFonts } from './fonts.js';
import { openCache } from './programs.js';
import { killSession, openSession, preparePage, type Session } from './session.js';

export interface PoolSettings {
  cacheDirectory: string;
  browserPath?: string;
  documentsPerBrowser: number;
}

interface Equipment {
  found: FoundBrowser;
  fonts: string;
}

/** The browser that takes new work, and those that still finish old work. */
export interface Pool {
  readonly settings: PoolSettings;
  readonly alive: Set<Session>;
  readonly equipment: () => Promise<Equipment>;
  current?: Promise<Session>;
  /** What `current` came to. */
  ready?: Session;
  closed: boolean;
}

export function createPool(settings: PoolSettings): Pool {
  return { settings, alive: new Set(), equipment: keptForAWhile(() => equip(settings)), closed: false };
}

/**
 * Does `work` on a page that nobody else uses. When `stop` fires, the page goes; when it fires for time, the whole browser
 * does, because a page that hangs can be neither told to stop nor closed.
 */
export async function withPage<Result>(
  pool: Pool,
  stop: AbortSignal,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const session = await unlessStopped(currentSession(pool), stop);
  count(pool, session);
  let page: Page | undefined;
  try {
    page = session.idle.pop() ?? (await newPage(pool, session, stop));
    const result = await unlessStopped(work(page), stop);
    session.idle.push(page);
    return result;
  } catch (error) {
    if (!session.browser.connected) throw new EngineGone('the browser ended', { cause: error });
    if (isTimeout(stop)) await end(pool, session);
    else void page?.close().catch(() => {});
    throw error;
  } finally {
    session.busy -= 1;
    if (isSpent(pool, session) && session.busy === 0) void end(pool, session);
  }
}

/** Ends all browsers; work under way fails. */
export async function closePool(pool: Pool): Promise<void> {
  pool.closed = true;
  await pool.current?.catch(() => {});
  await Promise.all([...pool.alive].map((session) => end(pool, session)));
}

async function currentSession(pool: Pool): Promise<Session> {
  if (pool.closed) throw new Error('the PDF engine is closed');
  const starting = (pool.current ??= start(pool));
  return starting.catch((error: unknown) => {
    if (pool.current === starting) pool.current = undefined;
    throw error;
  });
}

async function start(pool: Pool): Promise<Session> {
  const { found, fonts } = await pool.equipment();
  const session = await openSession(found, pool.settings.cacheDirectory, fonts);
  pool.alive.add(session);
  pool.ready = session;
  session.browser.once('disconnected', () => void end(pool, session));
  return session;
}

function count(pool: Pool, session: Session): void {
  session.busy += 1;
  session.documents += 1;
  // The next document starts a new browser; this one ends with the last of its work.
  if (isSpent(pool, session)) refuseWork(pool, session);
}

function isSpent({ settings }: Pool, session: Session): boolean {
  return session.documents >= settings.documentsPerBrowser;
}

async function end(pool: Pool, session: Session): Promise<void> {
  refuseWork(pool, session);
  if (pool.alive.delete(session)) await killSession(session);
}

/** Takes effect at once: whoever hears that a browser ended asks for another in the same breath. */
function refuseWork(pool: Pool, session: Session): void {
  if (pool.ready !== session) return;
  pool.ready = undefined;
  pool.current = undefined;
}

async function newPage(pool: Pool, session: Session, stop: AbortSignal): Promise<Page> {
  const preparing = preparePage(session.browser);
  void preparing.then((page) => (stop.aborted ? page.close() : undefined)).catch(() => {});
  // Its process died: whoever waits for an answer of the page would wait for ever. The end of the browser tells them all.
  void preparing.then((page) => page.once('error', () => void end(pool, session))).catch(() => {});
  return unlessStopped(preparing, stop);
}

function isTimeout(stop: AbortSignal): boolean {
  return stop.aborted && (stop.reason as Error | undefined)?.name === 'TimeoutError';
}

async function equip({ cacheDirectory, browserPath }: PoolSettings): Promise<Equipment> {
  await openCache(cacheDirectory);
  const [found, fonts] = await Promise.all([findBrowser(cacheDirectory, browserPath), installFonts(cacheDirectory)]);
  return { found, fonts };
}
