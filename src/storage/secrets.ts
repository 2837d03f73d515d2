import { randomBytes } from 'node:crypto';
import type { Query } from './query.js';

const SECRET_BYTES = 48;

/** A secret of this installation, made on first use and shared by all its processes. */
export async function installationSecret(query: Query, name: string): Promise<string> {
  await query('insert into app_secret (name, value) values ($1, $2) on conflict do nothing', [
    name,
    randomBytes(SECRET_BYTES).toString('base64url'),
  ]);
  const [kept] = await query<{ value: string }>('select value from app_secret where name = $1', [name]);
  return kept!.value;
}
