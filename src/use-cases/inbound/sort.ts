import { z } from 'zod';
import { line, readMail, type ReadAttachment, type ReadMessage } from '../../channels/mime.js';
import { readTwilioForm } from '../../channels/twilio-inbound.js';
import { sniff } from '../../domain/content-type.js';
import { addressesIn, messageIdsIn } from '../../domain/inbound.js';
import * as inputs from '../../domain/inputs.js';
import { NOTES } from '../../domain/inbound-notes.js';
import { headLines, headValue } from '../../domain/mail-identity.js';
import { keepInside } from '../../storage/documents.js';
import { countReading, lockInbound, settleInbound, storeUnderstood, unreadMessage } from '../../storage/inbound.js';
import { insertAttachments, type NewAttachment } from '../../storage/inbound-files.js';
import { settle } from '../../storage/queue.js';
import { changing, type Room, type WorkRoom } from '../use-case.js';
import { placeOf } from './place.js';

/** A message whose readers ended this often is not read any more: it waits for a person, as it came. */
const READINGS_MAX = 3;

/** Key of the job that sorts a message. */
export function sortingKey(id: number): string {
  return `inbound-sort:${id}`;
}

/** Reads a message that was kept, and puts it where it belongs: into the thread of its case, or before a person. Done once. */
export const sortInbound = changing({
  name: 'inbound.sort',
  about: 'Read a message from outside and find its case (a job, at no door)',
  permission: 'users:write',
  input: z.object({ id: inputs.id }),
  prepare: (room, { id }) => read(room, id),
  async run(room, { id }, message) {
    const { query } = room;
    const row = await lockInbound(query, id);
    if (message && row?.state === 'RECEIVED') {
      const { outcome, kind = message.kind, note } = await placeOf(room, { ...message, id, channel: row.channel! });
      await storeUnderstood(query, id, { ...message, kind, notes: [...message.notes, ...(note ? [note] : [])] });
      await insertAttachments(query, id, await kept(room, message.attachments));
      await settleInbound(query, id, outcome);
    }
    await settle(query, sortingKey(id));
  },
});

/** The message as it is understood; nothing when it has been sorted already. */
async function read({ query, house, context }: Room, id: number): Promise<ReadMessage | null> {
  const row = await unreadMessage(query, id);
  if (!row) return null;
  const raw = await house.files.read(row.rawSha256!);
  if ((await countReading(query, id)) > READINGS_MAX) return unreadable(raw);
  try {
    return row.channel === 'email' ? await readMail(raw) : readTwilioForm(raw);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    house.log.warn({ requestId: context.requestId, message: id, problem: name, code }, 'a message cannot be read');
    return unreadable(raw);
  }
}

/** As much as can be told without taking it apart. */
function unreadable(raw: Uint8Array): ReadMessage {
  const lines = headLines(raw);
  const head = (name: string) => headValue(lines, name) ?? '';
  return {
    kind: 'UNREADABLE',
    externalId: messageIdsIn(head('message-id'))[0] ?? null,
    sender: addressesIn(head('from'))[0] ?? null,
    senderName: null,
    subject: line(head('subject')),
    body: '',
    sentAt: null,
    inReplyTo: [],
    references: [],
    notes: [NOTES.unreadable()],
    attachments: [],
  };
}

async function kept({ query, house }: WorkRoom, attachments: readonly ReadAttachment[]): Promise<NewAttachment[]> {
  const rows: NewAttachment[] = [];
  for (const { fileName, sizeBytes, bytes } of attachments) {
    const { type, runs } = bytes ? sniff(bytes) : { type: null, runs: false };
    const problem = bytes ? (runs ? 'PROGRAM' : null) : 'TOO_LARGE';
    const sha256 = bytes && !problem ? await keepInside(query, house.files, bytes) : null;
    rows.push({ fileName, contentType: type, sizeBytes, sha256, problem });
  }
  return rows;
}
