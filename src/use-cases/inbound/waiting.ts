import { DomainError } from '../../domain/errors.js';
import { type InboundRow, lockInbound, type Outcome } from '../../storage/inbound.js';
import { admit, type PlainWorkRoom } from '../use-case.js';

/**
 * A message that a person may decide on, locked: of two who decide at once, the second finds it handled. Throws
 * INBOUND_NOT_FOUND, INBOUND_HANDLED, or PERMISSION_DENIED for those who may not even read it.
 */
export async function waitingMessage({ context, query }: PlainWorkRoom, id: number): Promise<InboundRow> {
  admit('followup:read', context);
  const row = await lockInbound(query, id);
  if (!row) throw new DomainError('INBOUND_NOT_FOUND');
  if (row.icsrId !== null || row.state === 'RECEIVED') throw new DomainError('INBOUND_HANDLED');
  return row;
}

/** Who decided, and when. */
export function decidedBy({ actor, now }: PlainWorkRoom): Pick<Outcome, 'handledBy' | 'handledAt'> {
  return { handledBy: actor?.id || null, handledAt: now };
}
