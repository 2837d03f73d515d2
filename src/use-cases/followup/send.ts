import { z } from 'zod';
import { DomainError, invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { storable } from '../../domain/text.js';
import { type ChannelName, VOCABULARIES } from '../../domain/vocabulary.js';
import { findOutbound, type MessageRow, readMessage } from '../../storage/followup-messages.js';
import { queueDelivery, reopen } from '../../storage/outbox.js';
import { changing } from '../use-case.js';
import { intoOutbox } from './compose.js';
import { addressFor, reporterOf } from './reporter.js';
import { untilOutcome } from './wait.js';

const CHARACTERS_MAX = 20_000;
/** False: it is on its way, and nobody waits. */
const wait = z
  .boolean()
  .nullish()
  .transform((given) => given ?? true);

/**
 * Writes to the reporter of a case. The message and the job that sends it are stored first, in one transaction; then the
 * outcome is waited for. Checks in the order of spec/decisions.md "Follow-up".
 */
export const sendFollowup = changing({
  name: 'followup.send',
  about: 'Send a message to the reporter of a case',
  permission: 'followup:send',
  input: z.object({ id: inputs.id, channel: inputs.anyText, body: inputs.anyText, wait }),
  async prepare({ query }, { id, channel, body }) {
    const reporter = await reporterOf(query, id);
    const text = textOf(body);
    if (!isChannel(channel)) throw new DomainError('CHANNEL_UNSUPPORTED');
    const address = addressFor(reporter, channel);
    return { caseName: reporter.numero ?? String(id), channel, body: text, address };
  },
  async run(room, { id, wait }, draft) {
    const message = await intoOutbox(room, { caseId: id, automatic: false, ...draft });
    if (wait) room.afterwards(() => untilOutcome(room, message));
    return message;
  },
});

/**
 * Sends a message again that could not be delivered, to where the reporter is reached by now: the same message, under the
 * same id. One that still waits for its next attempt does not wait any longer.
 */
export const retryFollowup = changing({
  name: 'followup.retry',
  about: 'Send a message again that could not be delivered',
  permission: 'followup:send',
  input: z.object({ messageId: inputs.id, wait }),
  async prepare({ query }, { messageId }) {
    const found = await findOutbound(query, messageId);
    if (!found) throw new DomainError('MESSAGE_NOT_FOUND');
    if (found.status === 'sent') throw new DomainError('MESSAGE_NOT_FAILED');
    const address = addressFor(await reporterOf(query, found.icsrId), found.channel);
    return { ...found, address };
  },
  async run(room, { messageId, wait }, { icsrId, channel, address, status }) {
    const isWaiting = status === 'pending';
    const message = isWaiting
      ? await readMessage<MessageRow>(room.query, messageId)
      : await reopen(room.query, messageId, address);
    // Somebody else was quicker.
    if (!message) throw new DomainError('MESSAGE_NOT_FAILED');
    await queueDelivery(room.query, { caseId: icsrId, channel });
    if (!isWaiting) room.notify({ topic: 'followup', id: icsrId, kind: 'UPDATED', messageId });
    if (wait) room.afterwards(() => untilOutcome(room, message));
    return message;
  },
});

/** Throws EMPTY_MESSAGE, or INVALID_INPUT for one that is too long. What is sent is what was written. */
function textOf(body: string): string {
  const text = storable(body);
  if (text.trim() === '') throw new DomainError('EMPTY_MESSAGE');
  if (text.length > CHARACTERS_MAX) throw invalidInput([{ path: ['body'], code: 'TOO_LONG', limit: CHARACTERS_MAX }]);
  return text;
}

function isChannel(name: string): name is ChannelName {
  return VOCABULARIES.canal.some((channel) => channel === name);
}
