import { z } from 'zod';
import { twilioId } from '../../channels/twilio-inbound.js';
import { invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { NOTES } from '../../domain/inbound-notes.js';
import { mailKey } from '../../domain/mail-identity.js';
import { keepInside } from '../../storage/documents.js';
import { claimReceipt, insertRaw } from '../../storage/inbound.js';
import { advance } from '../../storage/mailboxes.js';
import { enqueue } from '../../storage/queue.js';
import { changing, type WorkRoom } from '../use-case.js';
import { sortingKey, sortInbound } from './sort.js';

/** Should this process end before it comes to it, a job sorts the message, this much later. */
const SORTED_AFTER_MS = 5000;

/** By what a message is known when it comes again. Throws INVALID_INPUT for a form that is no message. */
const KEYS = {
  email: mailKey,
  sms: twilioKey,
  whatsapp: twilioKey,
} as const;

/**
 * Keeps a message from outside as it came, before anybody reads it: nothing that it says can get lost. The same message is
 * kept once, however often and by however many ways it comes. With it, in the same transaction, goes how far its mailbox is read.
 */
export const receiveInbound = changing({
  name: 'inbound.receive',
  about: 'Keep a message from outside as it came, once (webhooks and the mailbox)',
  permission: 'users:write',
  input: z.object({
    channel: z.enum(['email', 'sms', 'whatsapp']),
    raw: z.instanceof(Uint8Array),
    /** The size of a mail of which `raw` is only the beginning. */
    wholeBytes: inputs.wholeNumber.optional(),
    mailbox: z.object({ name: z.string(), uidValidity: z.string(), uid: inputs.wholeNumber }).optional(),
  }),
  async run(room, { channel, raw, wholeBytes, mailbox }) {
    const { query, house, now } = room;
    const { id, isNew } = await claimReceipt(query, KEYS[channel](raw));
    if (isNew) {
      const rawSha256 = await keepInside(query, house.files, raw);
      const notes = wholeBytes && wholeBytes > raw.byteLength ? [NOTES.cutOff(wholeBytes, raw.byteLength)] : [];
      await insertRaw(query, { id, channel, rawSha256, rawBytes: raw.byteLength, notes, receivedAt: now });
      await sortAfterwards(room, id);
    }
    if (mailbox) await advance(query, mailbox);
    return { stored: true, messageId: id };
  },
});

function twilioKey(raw: Uint8Array): string {
  const id = twilioId(new URLSearchParams(Buffer.from(raw).toString('utf8')));
  if (!id) throw invalidInput([{ path: ['MessageSid'], code: 'MISSING' }]);
  return `twilio:${id}`;
}

/** Reads the message as soon as it is committed, whatever becomes of this process. */
async function sortAfterwards({ query, house, context, now, afterwards }: WorkRoom, id: number): Promise<void> {
  const runAt = new Date(now.getTime() + SORTED_AFTER_MS);
  await enqueue(query, sortInbound.definition.name, { id }, { jobKey: sortingKey(id), runAt });
  afterwards(async () => {
    await sortInbound(context, { id }).catch(({ name }: Error) =>
      house.log.warn({ requestId: context.requestId, problem: name }, 'a message is sorted later'),
    );
  });
}
