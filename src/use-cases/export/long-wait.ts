import { announce } from '../../storage/notify.js';
import type { Room } from '../use-case.js';

const LONG_MS = 2000;

/** Does the work, and tells those who watch the case, once, when it takes long: before they hear how it ended. */
export async function tellingOfLongWaits<Made>(
  { house, context }: Room,
  { id, version }: { id: number; version: number },
  work: () => Promise<Made>,
): Promise<Made> {
  const { announcements, database, log } = house;
  const tell = async () => {
    await announce(database.query, { topic: 'case', id, kind: 'EXPORTING', version });
    announcements.call();
  };
  let told: Promise<void> | undefined;
  const patience = setTimeout(() => {
    told = tell().catch(({ name }: Error) =>
      log.warn({ requestId: context.requestId, problem: name }, 'nobody was told of a long wait'),
    );
  }, LONG_MS);
  try {
    return await work();
  } finally {
    clearTimeout(patience);
    await told;
  }
}
