import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { permissionsByModule, primaryRole } from '../../domain/permissions.js';
import { type Account, readAccount } from '../../storage/accounts.js';
import { reading, type Room } from '../use-case.js';

/** The person who asks, with what they may do. */
export const me = reading({
  name: 'account.me',
  about: 'Read one’s own account',
  permission: 'signed-in',
  input: z.object({}),
  async run(room) {
    const account = await ownAccount(room);
    return { ...account, role: primaryRole(account.roles), permissions: permissionsByModule(room.actor!.permissions) };
  },
});

/** The account of the person who asks. Throws INVALID_TOKEN when it has gone. */
export async function ownAccount({ query, actor }: Room): Promise<Account> {
  const account = await readAccount(query, actor!.id);
  if (!account) throw new DomainError('INVALID_TOKEN');
  return account;
}
