import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { addressesOf } from '../../storage/notices.js';
import { enqueue, settle } from '../../storage/queue.js';
import { noticeKey } from '../notice.js';
import { writing } from '../use-case.js';
import { sendNotice } from './send.js';

/** A day: older news is no longer worth a mail. */
const ATTEMPTS_MAX = 12;

/**
 * Finds who is to be told of a new case or of a reply, and leaves one job for each: a mail that fails is tried again alone, and nobody sees
 * who else is told. Gives how many.
 */
export const addressNotices = writing({
  name: 'notification.address',
  about: 'Have the people that the settings name told of a new case or a reply (a job, at no door)',
  permission: 'users:write',
  input: z.object({ caseId: inputs.id, replyId: inputs.id.optional() }),
  async run({ query, house }, { caseId, replyId }) {
    const { notifyCargos, notifyAreas, notifyEmails } = house.config;
    const addresses = [...(await addressesOf(query, notifyCargos, notifyAreas)), ...notifyEmails];
    const once = new Map(addresses.map((address) => [address.toLowerCase(), address]));
    for (const to of once.values()) {
      const message = { caseId, replyId, to, messageId: randomUUID() };
      await enqueue(query, sendNotice.definition.name, message, { maxAttempts: ATTEMPTS_MAX });
    }
    await settle(query, noticeKey({ caseId, replyId }));
    return once.size;
  },
});
