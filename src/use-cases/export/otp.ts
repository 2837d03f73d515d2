import { createHmac, hkdfSync, randomInt, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../domain/errors.js';
import type { CaseRecord } from '../../entities/record.js';
import { type OtpPurpose, returnOtpAttempt, takeOtpAttempt } from '../../storage/export-otp.js';
import type { Room } from '../use-case.js';

const DIGITS = 6;
const LABEL = 'vigia export:DIGEMID otp';

/** A code that nobody can foresee: six digits. */
export function newOtp(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** The only form in which a code is kept: hashed with what it is for, under a key of its own drawn from the key of the tokens. */
export function otpDigest(tokenKey: Uint8Array, purpose: OtpPurpose, code: string): Buffer {
  const { challenge, userId, caseId, caseVersion } = purpose;
  const pepper = Buffer.from(hkdfSync('sha256', tokenKey, '', LABEL, 32));
  const bound = [challenge, LABEL, userId, caseId, caseVersion, code].join('|');
  return createHmac('sha256', pepper).update(bound).digest();
}

/**
 * The challenge that this code answers, to be used up with the document that is made of the case as it was read; null where
 * the settings ask for no code (spec/decisions.md "Exports"). Throws OTP_REQUIRED, OTP_INVALID for one that is wrong,
 * expired, used, for something else or was never sent, and OTP_ATTEMPTS_SPENT.
 */
export async function otpChallenge(
  { house, query, actor }: Room,
  { id, version }: CaseRecord,
  code: string,
): Promise<string | null> {
  if (!house.config.digemidOtp) return null;
  if (!code) throw new DomainError('OTP_REQUIRED');
  const userId = actor!.id;
  const kept = await takeOtpAttempt(query, id, userId);
  if (!kept) throw new DomainError('OTP_INVALID');
  const { challenge, digest } = kept;
  const given = otpDigest(house.tokenKey, { challenge, userId, caseId: id, caseVersion: version }, code);
  if (!timingSafeEqual(given, digest)) throw new DomainError('OTP_INVALID');
  await returnOtpAttempt(query, challenge);
  return challenge;
}
