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
}

export interface DoorContext extends RequestContext {
  language: ErrorLanguage;
  /** When the token ends, for connections that outlive it. */
  expiresAt: Date | null;
}

/** Who is asking. No or another scheme's header: nobody. Throws INVALID_TOKEN for a token that does not hold. */
export async function openContext(house: House, caller: Caller): Promise<DoorContext> {
  const { actor, expiresAt } = await identify(house, caller.authorization);
  const reason = caller.reason ? cleaned(decoded(caller.reason)).slice(0, REASON_CHARACTERS_MAX) : undefined;
  const language = /^en\b/i.test(caller.acceptLanguage ?? '') ? 'en' : 'es';
  return { house, actor, expiresAt, requestId: caller.requestId, ip: caller.ip, reason, language };
}

async function identify(
  house: House,
  authorization: string | undefined,
): Promise<{ actor: Actor | null; expiresAt: Date | null }> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) return { actor: null, expiresAt: null };
  const { userId, generation, expiresAt } = await verifyToken(token, house.tokenKey, now());
  const account = await house.account(userId);
  if (!account) throw new DomainError('USER_NOT_FOUND');
  if (!account.isActive || account.tokenGeneration !== generation) throw new DomainError('INVALID_TOKEN');
  return { actor: actorOf(account), expiresAt };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
