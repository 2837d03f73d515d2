import { isClosed } from '../domain/closing.js';
import { reporterAddress, type ReporterContact } from '../domain/contact.js';
import { type Examined, missingData } from '../domain/missing-data.js';
import { dueCases, noteDue } from '../storage/missing-data.js';
import type { Query } from '../storage/query.js';
import { enqueue } from '../storage/queue.js';
import type { House } from './use-case.js';

/**
 * Has the reporter asked for what a case lacks, in the transaction that makes or changes it. Only a note is left: a job
 * decides, and what is known not to need one leaves none. Without `products`, those are not known here.
 */
export async function noteMissingData(
  { query, house }: { query: Query; house: House },
  caseId: number,
  examined: Examined & ReporterContact & { estado?: string | null },
): Promise<void> {
  if (!house.config.autoFollowup || isClosed(examined.estado) || !reporterAddress(examined, 'email')) return;
  if (examined.products && missingData(house.requiredFields, examined).length === 0) return;
  await noteDue(query, caseId);
}

const BETWEEN_LOOKS_MS = 500;

/**
 * Wakes the job that asks, soon after cases were made or changed: here, and not in their transactions, which a job would make
 * wait for each other. Gives the function that ends it.
 */
export function askWhenCasesChange({ config, announcements, database: { query }, log }: House): () => void {
  let waiting: NodeJS.Timeout | undefined;
  const look = async () => {
    if ((await dueCases(query, 1)).length > 0) await queueAsking(query);
  };
  const lookSoon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      look().catch(({ name }: Error) => log.warn({ problem: name }, 'cannot look for missing data'));
    }, BETWEEN_LOOKS_MS).unref();
  };
  const stop = announcements.on(({ topic }) => config.autoFollowup && topic === 'case' && lookSoon());
  return () => {
    clearTimeout(waiting);
    stop();
  };
}

/** Wakes the job that asks. */
export function queueAsking(query: Query, runAt?: Date): Promise<void> {
  return enqueue(query, 'followup.ask', {}, { jobKey: 'followup.ask', ...(runAt && { runAt, preserveRunAt: true }) });
}
