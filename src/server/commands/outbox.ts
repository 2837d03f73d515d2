import { DomainError, errorText } from '../../domain/errors.js';
import { type OutboxRow, readOutbox } from '../../storage/outbox.js';
import { retryFollowup } from '../../use-cases/followup/send.js';
import type { OpenHouse } from '../house.js';
import { type Command, operatorContext, withHouse } from './command.js';

const ROWS_MAX = 1000;
const USAGE = `vigia outbox list
vigia outbox retry <message> …
vigia outbox retry failed`;

/** Messages to reporters that have not left. Exit code 3 when one could not be sent again. */
export const outboxCommand: Command = {
  usage: 'list|retry [<message> … | failed]',
  about: 'Show the messages to reporters that have not left, or have them sent again',
  async run([verb, ...ids]) {
    const isRetry = verb === 'retry' && (ids[0] === 'failed' ? ids.length === 1 : ids.every((id) => /^\d+$/.test(id)));
    if (verb === 'list' && ids.length === 0) return withHouse(list);
    if (isRetry && ids.length > 0) return withHouse((house) => retry(house, ids));
    console.error(USAGE);
    return 2;
  },
};

async function list({ database }: OpenHouse): Promise<number> {
  const rows = await readOutbox(database.query, ROWS_MAX);
  for (const row of rows) console.log(lineOf(row));
  console.log(rows.length === ROWS_MAX ? `The first ${ROWS_MAX}.` : `${rows.length} in the outbox.`);
  return 0;
}

function lineOf({ messageId, caseId, channel, status, attempts, problem, createdAt }: OutboxRow): string {
  const words = [`message ${messageId}`, `case ${caseId}`, channel, status, `attempts ${attempts}`, createdAt];
  return [...words, problem ?? ''].join('  ').trimEnd();
}

async function retry(house: OpenHouse, ids: readonly string[]): Promise<number> {
  const context = operatorContext(house, 'followup:send', 'outbox retry');
  const wanted = ids[0] === 'failed' ? await failedOnes(house) : ids;
  let refused = 0;
  for (const messageId of wanted) {
    try {
      await retryFollowup(context, { messageId, wait: false });
      console.log(`message ${messageId} is to be sent again`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused += 1;
      console.error(`message ${messageId}: ${errorText(error, 'en')}`);
    }
  }
  return refused > 0 ? 3 : 0;
}

async function failedOnes({ database }: OpenHouse): Promise<string[]> {
  const rows = await readOutbox(database.query, ROWS_MAX);
  return rows.flatMap(({ status, messageId }) => (status === 'failed' ? [String(messageId)] : []));
}
