import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { primaryRole } from '../../domain/permissions.js';
import { findAccount } from '../../storage/accounts.js';
import { passwordMatches } from '../../storage/passwords.js';
import { reading } from '../use-case.js';
import { issueToken } from '../tokens.js';

/**
 * Checks a user name (or e-mail) and password and answers an access token. Takes as long for an unknown user, and counts
 * failures by account and address.
 */
export const login = reading({
  name: 'account.login',
  about: 'Log in',
  permission: 'anyone',
  input: z.object({ username: inputs.anyText, password: inputs.anyText }),
  async run({ house, query, context, now }, { username, password }) {
    if (!username.trim() || !password) throw new DomainError('LOGIN_FIELDS_MISSING');
    const account = await findAccount(query, username);
    const who = `${account?.id ?? username.trim().toLowerCase()} ${context.ip ?? ''}`;
    await house.limits.login.count(who);
    if (!(await passwordMatches(account?.passwordHash, password)) || !account)
      throw new DomainError('WRONG_CREDENTIALS');
    await house.limits.login.forget(who);
    if (!account.isActive) throw new DomainError('USER_INACTIVE');
    if (account.roles.length === 0) throw new DomainError('USER_WITHOUT_ROLES');
    const token = await issueToken(account, house.tokenKey, now, house.config.tokenMinutes, context.requestId);
    return { token, expiresInSeconds: house.config.tokenMinutes * 60, account, role: primaryRole(account.roles)! };
  },
});
