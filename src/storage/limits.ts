import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.js';

const WINDOW_SECONDS = 15 * 60;

/** Counts attempts in the database, so that every server process sees the same count. */
export interface AttemptLimit {
  /** Counts one attempt. Throws TOO_MANY_ATTEMPTS past the limit. Counted before the attempt is judged, so that attempts at once do not slip through. */
  count(who: string): Promise<void>;
  /** Forgets the attempts after one that succeeded. */
  forget(who: string): Promise<void>;
}

/** At most `attemptsMax` attempts in fifteen minutes for each key. Keys are kept as hashes. */
export function attemptLimit(pool: Pool, purpose: string, attemptsMax: number): AttemptLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: purpose,
    points: attemptsMax,
    duration: WINDOW_SECONDS,
  });
  return {
    count: async (who) => {
      await limiter.consume(hashed(who)).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new DomainError('TOO_MANY_ATTEMPTS', { minutes: Math.ceil(refusal.msBeforeNext / 60_000) });
      });
    },
    forget: async (who) => void (await limiter.delete(hashed(who))),
  };
}

function hashed(who: string): string {
  return createHash('sha256').update(who).digest('base64url');
}
