import { DomainError } from '../domain/errors.js';
import { PERMISSIONS, type Permission, permissionsOf } from '../domain/permissions.js';
import { type Account, readAccount } from '../storage/accounts.js';
import type { Actor, RequestContext, Room } from './use-case.js';

/** The server itself, which may do everything and signs the audit log as `system@vigia`. */
export const SYSTEM: Actor = {
  id: 0,
  username: null,
  email: 'system@vigia',
  roles: [],
  permissions: new Set(Object.keys(PERMISSIONS) as Permission[]),
};

const known = new WeakMap<Account, Actor>();

/** The person that an account stands for, with what they may do. Worked out once for an account as it was read. */
export function actorOf(account: Account): Actor {
  const before = known.get(account);
  if (before) return before;
  const { id, username, email, roles, customPermissions } = account;
  const actor = { id, username, email, roles, permissions: permissionsOf(roles, customPermissions ?? {}) };
  known.set(account, actor);
  return actor;
}

/** The person behind a request that goes on, with what they may do by now. Throws UNAUTHENTICATED when they were shut out. */
export async function actorNow({ house, actor }: RequestContext): Promise<Actor> {
  const account = await house.account(actor!.id);
  if (!account?.isActive) throw new DomainError('UNAUTHENTICATED');
  return actorOf(account);
}

/** The account of the person who asks. Throws INVALID_TOKEN when it has gone. */
export async function ownAccount({ query, actor }: Room): Promise<Account> {
  const account = await readAccount(query, actor!.id);
  if (!account) throw new DomainError('INVALID_TOKEN');
  return account;
}
