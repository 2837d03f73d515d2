import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { readCase } from '../../storage/cases.js';
import { settleInbound } from '../../storage/inbound.js';
import { holdCase } from '../../storage/inbound-match.js';
import { isNumberOfOurs, newCaseInput, storeNewCase } from '../new-case.js';
import { type PlainWorkRoom, writing } from '../use-case.js';
import { intoThread } from './thread.js';
import { decidedBy, waitingMessage } from './waiting.js';

/** Puts a message whose case nobody knew into the thread of the one that a person names. */
export const assignInbound = writing({
  name: 'inbound.assign',
  about: 'Put a message from outside into the thread of a case',
  permission: 'icsr:update',
  input: z.object({ id: inputs.id, caseId: inputs.id }),
  async run(room, { id, caseId }) {
    const message = await waitingMessage(room, id);
    if (!(await holdCase(room.query, caseId))) throw new DomainError('CASE_NOT_FOUND');
    return joined(room, message, caseId);
  },
});

/**
 * Opens a case for a message: with what a person read out of it, never with what it says of itself. How it came, and how its
 * sender is reached, are filled in where they are left open.
 */
export const createCaseFromInbound = writing({
  name: 'inbound.create-case',
  about: 'Create a case for a message from outside, which begins its thread',
  permission: 'icsr:create',
  input: z.object({ id: inputs.id, input: newCaseInput }),
  goAgain: (constraint, { input }) => isNumberOfOurs(constraint, input),
  async run(room, { id, input }) {
    const message = await waitingMessage(room, id);
    const reachable = input.reportanteContacto ?? input.reportanteEmail ?? input.reportanteTelefono;
    const origin = { origenNotificacion: message.channel, ...(!reachable && { reportanteContacto: message.sender }) };
    const stored = await storeNewCase(room, { ...origin, ...given(input) });
    await joined(room, message, stored.id);
    return stored.row ?? readCase<Record<string, unknown>>(room.query, stored.id, room.view);
  },
});

/** Says of a message that it belongs to no case, and why. It stays, and may be given to a case later. */
export const dismissInbound = writing({
  name: 'inbound.dismiss',
  about: 'Say of a message from outside that it belongs to no case, and why',
  permission: 'icsr:update',
  input: z.object({
    id: inputs.id,
    reason: inputs.shortText.refine((reason) => reason !== undefined, { error: fault('MISSING') }),
  }),
  async run(room, { id, reason }) {
    const message = await waitingMessage(room, id);
    if (message.state === 'DISMISSED') throw new DomainError('INBOUND_HANDLED');
    return settleInbound(room.query, id, { state: 'DISMISSED', reason, ...decidedBy(room) });
  },
});

async function joined(room: PlainWorkRoom, message: Awaited<ReturnType<typeof waitingMessage>>, caseId: number) {
  const { query } = room;
  const followupId = await intoThread(room, { ...message, channel: message.channel! }, caseId);
  const outcome = { state: 'THREAD' as const, caseId, followupId, matchedBy: 'PERSON' as const };
  return settleInbound(query, message.id, { ...outcome, ...decidedBy(room) });
}

/** What was really given: an empty field is left open. */
function given(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));
}
