import type { PermissionOverrides } from '../domain/permissions.js';
import type { Announcements } from './announcements.js';
import type { Query } from './query.js';

/** What the server needs to know of a person to let them in. */
export interface Account {
  id: number;
  username: string | null;
  email: string | null;
  fullName: string | null;
  isActive: boolean;
  roles: string[];
  customPermissions: PermissionOverrides | null;
  empleadoId: number | null;
  cargo: string | null;
  passwordHash: string;
  tokenGeneration: number;
}

const COLUMNS = `id, username, email, full_name as "fullName", is_active as "isActive", coalesce(roles, '{}') as roles,
  custom_permissions as "customPermissions", empleado_id as "empleadoId", cargo, password_hash as "passwordHash",
  token_generation as "tokenGeneration"`;

/** The account with this user name or e-mail, whatever the case it is written in. */
export async function findAccount(query: Query, name: string): Promise<Account | undefined> {
  if (name.includes('\0') || !name.isWellFormed()) return undefined;
  const sql = `select ${COLUMNS} from users where lower(username) = lower($1) or lower(email) = lower($1) order by id limit 1`;
  return (await query<Account>(sql, [name.trim()]))[0];
}

/** The account with this id. */
export async function readAccount(query: Query, id: number): Promise<Account | undefined> {
  return (await readAccounts(query, [id])).get(id);
}

async function readAccounts(query: Query, ids: readonly number[]): Promise<Map<number, Account>> {
  const found = await query<Account>(`select ${COLUMNS} from users where id = any($1)`, [ids], 'often');
  return new Map(found.map((account) => [account.id, account]));
}

const KEPT_MS = 3000;
const KEPT_MAX = 10_000;

/**
 * Accounts as the requests of this process need them: kept for three seconds and dropped at once when any process
 * announces a change, so that a revoked person is out at the latest after that time even if an announcement is lost.
 */
export function accountCache(query: Query, announcements: Announcements) {
  const kept = new Map<number, { account: Promise<Account | undefined>; until: number }>();
  const readTogether = together((ids) => readAccounts(query, ids));
  announcements.on(({ topic, id }) => {
    if (topic === 'user') kept.delete(id);
  });
  return {
    account(id: number): Promise<Account | undefined> {
      const known = kept.get(id);
      if (known && known.until > performance.now()) return known.account;
      if (kept.size >= KEPT_MAX) kept.clear();
      const read = readTogether(id);
      kept.set(id, { account: read, until: performance.now() + KEPT_MS });
      read.catch(() => kept.delete(id));
      return read;
    },
    /** For the process that made the change, which must not wait to be told. */
    forgetAccount: (id: number) => void kept.delete(id),
  };
}

/** Reads in one go what is asked for at the same moment: all who watch one event are looked up for it. */
function together<Found>(read: (ids: number[]) => Promise<Map<number, Found>>) {
  let asked: { ids: Set<number>; found: Promise<Map<number, Found>> } | undefined;
  return async (id: number): Promise<Found | undefined> => {
    if (!asked) {
      const ids = new Set<number>();
      const found = new Promise<void>((resolve) => process.nextTick(resolve)).then(() => {
        asked = undefined;
        return read([...ids]);
      });
      asked = { ids, found };
    }
    asked.ids.add(id);
    return (await asked.found).get(id);
  };
}
