import { z } from 'zod';
import { permissionsByModule, primaryRole } from '../../domain/permissions.js';
import { ownAccount } from '../actor.js';
import { reading } from '../use-case.js';

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
