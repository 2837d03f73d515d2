import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readAccount } from '../../storage/accounts.js';
import { hashPassword, passwordMatches } from '../../storage/passwords.js';
import { changing } from '../use-case.js';

/** As the legacy contract has it (legacy-api 1.8); new accounts need ten. */
const CHARACTERS_MIN = 6;

/** Changes one's own password. Every token issued before is void from then on. */
export const changePassword = changing({
  name: 'account.change-password',
  about: 'Change one’s own password',
  permission: 'signed-in',
  input: z.object({ currentPassword: inputs.anyText, newPassword: inputs.anyText }),
  async prepare({ house, query, actor }, { currentPassword, newPassword }) {
    const who = String(actor!.id);
    await house.limits.password.count(who);
    const account = await readAccount(query, actor!.id);
    if (!(await passwordMatches(account?.passwordHash, currentPassword)))
      throw new DomainError('WRONG_CURRENT_PASSWORD');
    await house.limits.password.forget(who);
    if (newPassword.length < CHARACTERS_MIN) throw new DomainError('PASSWORD_TOO_SHORT', { min: CHARACTERS_MIN });
    return hashPassword(newPassword);
  },
  async run({ query, notify, actor, now }, _input, passwordHash) {
    const sql = `update users set password_hash = $2, token_generation = token_generation + 1, updated_at = $3 where id = $1`;
    await query(sql, [actor!.id, passwordHash, now]);
    notify({ topic: 'user', id: actor!.id, kind: 'UPDATED' });
    return { ok: true };
  },
});
