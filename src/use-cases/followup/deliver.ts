import { randomUUID } from 'node:crypto';
import { type Channel, DeliveryError, type OutgoingMessage } from '../../channels/channel.js';
import { ATTEMPTS_MAX } from '../../domain/outbox.js';
import { isKnownId } from '../../storage/followup-messages.js';
import { type Attempt, beginAttempt, type Line } from '../../storage/outbox.js';
import { reading, type RequestContext } from '../use-case.js';
import { beginCase, line, recordOutcome } from './outcome.js';

/** Sends what waits in a line, the oldest first, until nothing waits or something is in the way. Gives how many have left. */
export const deliverMessages = reading({
  name: 'followup.deliver',
  about: 'Send the waiting messages of a case (a job, at no door)',
  permission: 'followup:send',
  input: line,
  async run({ context, query }, line) {
    let sent = 0;
    for (;;) {
      const attempt = await beginAttempt(query, line);
      if (!attempt) return sent;
      const outcome = await tried(context, line, attempt);
      const behalf = onBehalfOf(context, attempt);
      await recordOutcome(behalf, { ...line, messageId: attempt.messageId, outcome });
      if (outcome.kind === 'postponed') return sent;
      if (outcome.kind === 'sent') {
        sent += 1;
        await beginQuietly(behalf, line.caseId);
      }
    }
  },
});

/** That the state of the case could not be changed is no failure of the message. */
export async function beginQuietly(context: RequestContext, caseId: number): Promise<void> {
  await beginCase(context, { caseId }).catch(({ name }: Error) =>
    context.house.log.warn({ requestId: context.requestId, problem: name }, 'a case could not be put in progress'),
  );
}

/** The audit log names who wrote the message, whoever carries it. What it may do does not depend on what that person may do by now. */
function onBehalfOf(context: RequestContext, { author }: Attempt): RequestContext {
  return author ? { ...context, actor: { ...context.actor!, ...author } } : context;
}

async function tried(context: RequestContext, { channel: name }: Line, attempt: Attempt) {
  const channel = context.house.channels[name];
  try {
    return { kind: 'sent' as const, externalId: await handedOver(context, channel, attempt) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { code, permanent, uncertain, reason } = error;
    const { attempts, messageId } = attempt;
    const isLast = permanent || attempts >= ATTEMPTS_MAX;
    context.house.log[isLast ? 'error' : 'warn'](
      { messageId, channel: name, code, attempts },
      'a message did not leave',
    );
    if (isLast) return { kind: 'failed' as const, problem: reason };
    return { kind: 'postponed' as const, problem: reason, uncertain, attempts };
  }
}

/** Gives the id of the message at the other side: that of an earlier attempt, where it is found to have arrived. */
async function handedOver({ house }: RequestContext, channel: Channel, attempt: Attempt): Promise<string> {
  const message = outgoing(attempt);
  if (attempt.uncertain && channel.delivered) {
    for (const id of await channel.delivered(message, new Date(attempt.firstTriedAt))) {
      if (!(await isKnownId(house.database.query, channel.name, id))) return id;
    }
  }
  return channel.deliver(message);
}

const UUID_OF_MAIL = /^<([0-9a-f-]{36})@/;

function outgoing(attempt: Attempt): OutgoingMessage {
  const { address, subject, body, automatic, inReplyTo, referenceIds, externalId } = attempt;
  return {
    id: UUID_OF_MAIL.exec(externalId ?? '')?.[1] ?? randomUUID(),
    ...(externalId !== null && { messageId: externalId }),
    to: address,
    ...(subject !== null && { subject }),
    text: body,
    automatic,
    ...(inReplyTo !== null && { inReplyTo }),
    references: referenceIds ?? [],
  };
}
