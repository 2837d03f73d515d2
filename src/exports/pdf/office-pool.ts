import { createLanes, type Lanes } from '../lanes.js';
import { DocumentUnfit, keptForAWhile, unlessStopped } from './attempt.js';
import { findOffice, type FoundOffice } from './find-office.js';
import { installFonts } from './fonts.js';
import { killOffice, type Office, openOffice } from './office.js';
import { openCache } from './programs.js';

export interface OfficePoolSettings {
  cacheDirectory: string;
  officePath?: string;
  width: number;
  documentsPerOffice: number;
  residentBytesMax: number;
}

/** A place for one LibreOffice, which one document at a time may use. */
interface Slot {
  busy: boolean;
  office?: Office;
  starting?: Promise<Office>;
  /** Another one starts to take the place of the present one. */
  renewing: boolean;
}

export interface OfficePool {
  readonly settings: OfficePoolSettings;
  readonly slots: readonly Slot[];
  readonly inLane: Lanes;
  readonly equipment: () => Promise<{ found: FoundOffice; fonts: string }>;
  readonly alive: Set<Office>;
  /** Starts and ends under way. */
  readonly moves: Set<Promise<unknown>>;
  readonly closing: AbortController;
  /** Of the last LibreOffice that was started. */
  version?: string;
}

export function createOfficePool(settings: OfficePoolSettings): OfficePool {
  const { width, cacheDirectory, officePath } = settings;
  const equipment = keptForAWhile(async () => {
    await openCache(cacheDirectory);
    const [found, fonts] = await Promise.all([findOffice(officePath), installFonts(cacheDirectory)]);
    return { found, fonts };
  });
  const slots = Array.from({ length: width }, () => ({ busy: false, renewing: false }));
  const inLane = createLanes(width);
  return { settings, slots, inLane, equipment, alive: new Set(), moves: new Set(), closing: new AbortController() };
}

/**
 * Does `work` in a LibreOffice that nobody else uses; waits for one. When `stop` fires under the work, that LibreOffice is
 * ended and replaced: it can be told to stop in no other way.
 */
export function withOffice<Result>(
  pool: OfficePool,
  stop: AbortSignal,
  work: (office: Office) => Promise<Result>,
): Promise<Result> {
  return pool.inLane(async () => {
    const slot = pool.slots.find(({ busy }) => !busy)!;
    let office: Office | undefined;
    slot.busy = true;
    try {
      office = await unlessStopped(officeIn(pool, slot), stop);
      return await unlessStopped(work(office), stop);
    } catch (error) {
      if (office && !(error instanceof DocumentUnfit)) replace(pool, slot, office);
      throw error;
    } finally {
      slot.busy = false;
      if (office) afterWork(pool, slot, office);
    }
  }, stop);
}

function replace(pool: OfficePool, slot: Slot, office: Office): void {
  void end(pool, office);
  void officeIn(pool, slot).catch(() => {});
}

function afterWork(pool: OfficePool, slot: Slot, office: Office): void {
  // Another one took its place meanwhile.
  if (slot.office !== office) void end(pool, office);
  else if (isSpent(pool, office)) void renew(pool, slot, office);
}

/** Ends every LibreOffice, those that still start too; work under way fails. */
export async function closeOfficePool(pool: OfficePool): Promise<void> {
  pool.closing.abort(new Error('the PDF engine is closed'));
  await Promise.allSettled(pool.moves);
  for (const office of pool.alive) void end(pool, office);
  await Promise.allSettled(pool.moves);
}

/** The version of the LibreOffice that prints; starts one where none has been started yet. */
export async function officeVersion(pool: OfficePool): Promise<string> {
  return pool.version ?? (await officeIn(pool, pool.slots[0]!)).version;
}

async function officeIn(pool: OfficePool, slot: Slot): Promise<Office> {
  if (slot.office) return slot.office;
  slot.starting ??= start(pool)
    .then((office) => (slot.office = office))
    .finally(() => (slot.starting = undefined));
  return slot.starting;
}

async function start(pool: OfficePool): Promise<Office> {
  pool.closing.signal.throwIfAborted();
  return noted(pool, startAnew(pool));
}

async function startAnew(pool: OfficePool): Promise<Office> {
  const { found, fonts } = await pool.equipment();
  const office = await openOffice(found, pool.settings.cacheDirectory, fonts, pool.closing.signal);
  pool.version = office.version;
  pool.alive.add(office);
  office.child.once('exit', () => void end(pool, office));
  return office;
}

function isSpent({ settings }: OfficePool, { documents, residentBytes }: Office): boolean {
  return documents >= settings.documentsPerOffice || residentBytes > settings.residentBytesMax;
}

/** The new one is ready before the old one goes, which goes on working until then. */
async function renew(pool: OfficePool, slot: Slot, old: Office): Promise<void> {
  if (slot.renewing) return;
  slot.renewing = true;
  try {
    const fresh = await start(pool);
    // The old one may have died meanwhile, and its place been taken.
    const isWanted = slot.office === old && !pool.closing.signal.aborted;
    if (isWanted) slot.office = fresh;
    if (!isWanted) await end(pool, fresh);
    else if (!slot.busy) await end(pool, old);
  } catch {
    // The old one works on, and it is tried again after its next document.
  } finally {
    slot.renewing = false;
  }
}

async function end(pool: OfficePool, office: Office): Promise<void> {
  for (const slot of pool.slots) if (slot.office === office) slot.office = undefined;
  if (pool.alive.delete(office)) await noted(pool, killOffice(office));
}

/** Closing the pool waits for it. */
function noted<Result>({ moves }: OfficePool, move: Promise<Result>): Promise<Result> {
  moves.add(move);
  return move.finally(() => moves.delete(move));
}
