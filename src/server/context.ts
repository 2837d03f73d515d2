import { DomainError, type ErrorLanguage } from '../domain/errors.js';
import { cleaned } from '../domain/validation.js';
import { actorOf } from '../use-cases/actor.js';
import { verifyToken } from '../use-cases/tokens.js';
import type { Actor, House, RequestContext } from '../use-cases/use-case.js';
import { now } from '../clock.js';

const REASON_CHARACTERS_MAX = 255;

interface Caller {
  authorization?: string;
  requestId: string;
  ip: string | null;
  /** Why a change is made (`X-Change-Reason`), for the audit log. */
  reason?: string;
  acceptLanguage?: string;
  /** Aborts when the caller hangs up. */
  signal?: AbortSignal;
}

export interface DoorContext extends RequestContext {
  language: ErrorLanguage;
  /** When the token ends, for connections that outlive it. */
  expiresAt: Date | null;
}

/** Who is asking. Nobody without a bearer token, and nobody, with the reason, for a token that does not hold. */
export async function openContext(house: House, caller: Caller): Promise<DoorContext> {
  const token = /^bearer +(\S+)$/i.exec(caller.authorization ?? '')?.[1];
  const identity = token ? await identify(house, token) : NOBODY;
  const reason = caller.reason ? cleaned(decoded(caller.reason)).slice(0, REASON_CHARACTERS_MAX) : undefined;
  const language = /^en\b/i.test(caller.acceptLanguage ?? '') ? 'en' : 'es';
  return { house, ...identity, requestId: caller.requestId, ip: caller.ip, signal: caller.signal, reason, language };
}

interface Identity {
  actor: Actor | null;
  refusal?: DomainError;
  expiresAt: Date | null;
}

const NOBODY: Identity = { actor: null, expiresAt: null };

async function identify(house: House, token: string): Promise<Identity> {
  try {
    const { userId, generation, expiresAt } = await verifyToken(token, house.tokenKey, now());
    const account = await house.account(userId);
    if (!account) throw new DomainError('USER_NOT_FOUND');
    if (!account.isActive || account.tokenGeneration !== generation) throw new DomainError('INVALID_TOKEN');
    return { actor: actorOf(account), expiresAt };
  } catch (error) {
    if (error instanceof DomainError) return { ...NOBODY, refusal: error };
    throw error;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
