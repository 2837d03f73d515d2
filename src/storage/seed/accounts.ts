import { randomBytes } from 'node:crypto';
import type { Config } from '../../config.js';
import { DomainError } from '../../domain/errors.js';
import { isRole, ROLES } from '../../domain/permissions.js';
import type { Database } from '../database.js';
import { announce, call } from '../notify.js';
import { hashPassword } from '../passwords.js';
import type { Query } from '../query.js';

export interface NewAccount {
  email: string;
  username?: string | null;
  fullName?: string | null;
  cargo?: string | null;
  roles: readonly string[];
  password: string;
}

const PASSWORD_CHARACTERS_MIN = 10;

/** Creates an account. Throws INVALID_REQUEST with what to correct. Gives its id. */
export async function createAccount(query: Query, account: NewAccount): Promise<number> {
  if (!/^[^\s@]+@[^\s@]+$/.test(account.email)) refuse(`${account.email} is not an e-mail address`);
  refuseShort(account.password);
  const wrong = account.roles.filter((role) => !isRole(role));
  if (wrong.length > 0 || account.roles.length === 0)
    refuse(`Give one or more of these roles: ${Object.keys(ROLES).join(', ')}`);
  const rows = await query<{ id: number }>(
    `insert into users (email, username, full_name, cargo, roles, password_hash) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [
      account.email,
      account.username ?? null,
      account.fullName ?? null,
      account.cargo ?? null,
      account.roles,
      await hashPassword(account.password),
    ],
  );
  return rows[0]?.id ?? refuse(`There is an account ${account.email} already`);
}

/** Gives an account a new password and voids its tokens. Throws INVALID_REQUEST with what to correct. */
export async function setPassword(query: Query, email: string, password: string): Promise<void> {
  refuseShort(password);
  const changed = await query<{ id: number }>(
    `update users set password_hash = $2, token_generation = token_generation + 1, updated_at = now()
     where lower(email) = lower($1) returning id`,
    [email, await hashPassword(password)],
  );
  if (!changed[0]) return refuse(`There is no account ${email}`);
  await announce(query, { topic: 'user', id: changed[0].id, kind: 'UPDATED' });
  await call(query);
}

function refuseShort(password: string): void {
  if (password.length < PASSWORD_CHARACTERS_MIN)
    refuse(`The password needs at least ${PASSWORD_CHARACTERS_MIN} characters`);
}

function refuse(reason: string): never {
  throw new DomainError('INVALID_REQUEST', { reason });
}

/** The administrator of an installation that has no account yet. Gives the login, with the password when it was made here. */
export async function firstAccount(
  { query }: Database,
  { adminEmail, adminPassword }: Config,
): Promise<{ email: string; password?: string } | undefined> {
  const [users] = await query<{ some: boolean }>('select exists (select from users) as some');
  if (users!.some) return undefined;
  const made = adminPassword ? undefined : randomBytes(12).toString('base64url');
  const account = { email: adminEmail, username: 'admin', fullName: 'Administrador', roles: ['admin'] };
  try {
    await createAccount(query, { ...account, password: adminPassword ?? made! });
  } catch (error) {
    // Another process, starting at the same moment, was first.
    if (error instanceof DomainError) return undefined;
    throw error;
  }
  return { email: adminEmail, password: made };
}
