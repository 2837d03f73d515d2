import { permissionsOf } from '../domain/permissions.js';
import type { Account } from '../storage/accounts.js';
import type { Actor } from './use-case.js';

/** The person that an account stands for, with what they may do. */
export function actorOf(account: Account): Actor {
  const { id, username, email, roles, customPermissions } = account;
  return { id, username, email, roles, permissions: permissionsOf(roles, customPermissions ?? {}) };
}
