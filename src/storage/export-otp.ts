import { DomainError } from '../domain/errors.js';
import type { Query } from './query.js';
import { instant } from './read.js';

/** What a one-time code was made for. It fits nothing else. */
export interface OtpPurpose {
  /** A UUID of its own for each code. */
  challenge: string;
  userId: number;
  caseId: number;
  caseVersion: number;
}

const MINUTES = 10;
const ATTEMPTS_MAX = 5;
/** Longer than any document is in the making: a code that was right when it was judged must still be there to be used up. */
const KEPT_MINUTES = 60;

/**
 * Keeps the hash of a code in the place of the one that the person had for the case, and takes out old ones. Gives when it
 * expires. All by the clock of the database, which the processes share. Throws CASE_NOT_FOUND.
 */
export async function keepOtp(
  query: Query,
  { challenge, userId, caseId, caseVersion }: OtpPurpose,
  digest: Buffer,
): Promise<string> {
  await query(`delete from export_otp where expires_at < now() - make_interval(mins => $1)`, [KEPT_MINUTES]);
  const [kept] = await query<{ expiresAt: string }>(
    `insert into export_otp as o (icsr_id, user_id, challenge, case_version, digest, attempts_left, expires_at)
     select id, $2, $3, $4, $5, $6, now() + make_interval(mins => $7) from icsr where id = $1 for key share
     on conflict (icsr_id, user_id) do update set challenge = excluded.challenge, case_version = excluded.case_version,
       digest = excluded.digest, attempts_left = excluded.attempts_left, expires_at = excluded.expires_at, consumed_at = null
     returning ${instant('o.expires_at')} as "expiresAt"`,
    [caseId, userId, challenge, caseVersion, digest, ATTEMPTS_MAX, MINUTES],
  );
  if (!kept) throw new DomainError('CASE_NOT_FOUND');
  return kept.expiresAt;
}

const LIVE = 'icsr_id = $1 and user_id = $2 and consumed_at is null and expires_at > now()';

/**
 * Takes one attempt at the code that the person has for the case, and gives its hash; undefined when there is none that is
 * live. Taken before the attempt is judged, so that attempts at once do not slip through. Throws OTP_ATTEMPTS_SPENT.
 */
export async function takeOtpAttempt(
  query: Query,
  caseId: number,
  userId: number,
): Promise<{ challenge: string; digest: Buffer } | undefined> {
  const [taken] = await query<{ challenge: string; digest: Buffer }>(
    `update export_otp set attempts_left = attempts_left - 1 where ${LIVE} and attempts_left > 0 returning challenge, digest`,
    [caseId, userId],
  );
  if (taken) return taken;
  const [spent] = await query(`select from export_otp where ${LIVE}`, [caseId, userId]);
  if (spent) throw new DomainError('OTP_ATTEMPTS_SPENT');
  return undefined;
}

/** Gives back the attempt of whoever knew the code: only wrong ones count. */
export async function returnOtpAttempt(query: Query, challenge: string): Promise<void> {
  await query('update export_otp set attempts_left = attempts_left + 1 where challenge = $1', [challenge]);
}

/** Uses a code up, in the transaction of `query`. False when it was used before, or has made way for another. */
export async function useUpOtp(query: Query, challenge: string): Promise<boolean> {
  const sql =
    'update export_otp set consumed_at = now() where challenge = $1 and consumed_at is null returning challenge';
  return (await query(sql, [challenge])).length > 0;
}

/** Makes a code void that nobody got to know. */
export async function forgetOtp(query: Query, challenge: string): Promise<void> {
  await query('delete from export_otp where challenge = $1', [challenge]);
}
