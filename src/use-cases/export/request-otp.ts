import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DeliveryError, type OutgoingMessage } from '../../channels/channel.js';
import { MAIL_ADDRESS } from '../../settings/readers.js';
import { maskedAddress } from '../../domain/contact.js';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readCase } from '../../storage/cases.js';
import { forgetOtp, keepOtp } from '../../storage/export-otp.js';
import { ownAccount } from '../actor.js';
import { admit, changing, type RequestContext, type Room } from '../use-case.js';
import { newOtp, otpDigest } from './otp.js';

const HEAD = { numero: true, version: true } as const;

/**
 * Sends a one-time code for the official document of a case to the address of the account, and to no other. A code that was
 * sent before is void. It is sent at once, and waited for: it must not lie in the queue of jobs, where it could be read.
 */
export const requestExportOtp = changing({
  name: 'export.request-otp',
  about: 'Have a one-time code for the official document of a case sent to one’s own address',
  permission: 'icsr:export',
  input: z.object({ id: inputs.id }),
  async prepare(room, { id }) {
    const { house, query, context, actor } = room;
    admit('icsr:read', context);
    const subject = await readCase<{ numero: string | null; version: number }>(query, id, {
      selection: HEAD,
      naming: 'rest',
    });
    if (!subject) throw new DomainError('CASE_NOT_FOUND');
    if (!house.config.digemidOtp) throw new DomainError('OTP_NOT_ASKED_FOR');
    const to = await ownAddress(room);
    await house.limits.otp.count(`${actor!.id} ${id}`);
    await house.limits.otpOfPerson.count(String(actor!.id));
    return { to, numero: subject.numero ?? String(id), caseVersion: subject.version };
  },
  async run({ query, house, context, actor, afterwards }, { id }, { to, numero, caseVersion }) {
    const purpose = { challenge: randomUUID(), userId: actor!.id, caseId: id, caseVersion };
    const codigo = newOtp();
    const expiresAt = await keepOtp(query, purpose, otpDigest(house.tokenKey, purpose, codigo));
    afterwards(() =>
      send(context, { id: purpose.challenge, to, automatic: true, ...house.texts.exportOtp({ numero, codigo }) }),
    );
    return { ok: true, expiresAt, sentTo: maskedAddress(to) };
  },
});

async function ownAddress(room: Room): Promise<string> {
  const address = (await ownAccount(room)).email?.trim() ?? '';
  if (!MAIL_ADDRESS.test(address)) throw new DomainError('ACCOUNT_WITHOUT_EMAIL');
  return address;
}

async function send({ house, requestId }: RequestContext, message: OutgoingMessage): Promise<void> {
  try {
    await house.channels.email.deliver(message);
  } catch (error) {
    await forgetOtp(house.database.query, message.id);
    if (!(error instanceof DeliveryError)) throw error;
    house.log.warn({ requestId, code: error.code }, 'a one-time code could not be sent');
    throw new DomainError('DELIVERY_FAILED', { problem: error.code });
  }
}
