import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Query } from './query.js';

const SECRET_BYTES = 48;

const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

/** A secret of this installation, made on first use and shared by all its processes. */
export async function installationSecret(query: Query, name: string): Promise<string> {
  await query('insert into app_secret (name, value) values ($1, $2) on conflict do nothing', [name, newSecret()]);
  const [kept] = await query<{ value: string }>('select value from app_secret where name = $1', [name]);
  return kept!.value;
}

/**
 * A secret in a file of the data directory that only we may read, made on first use: for what must not lie in the database
 * beside the things that it protects.
 */
export async function secretInFile(dataDirectory: string, name: string): Promise<string> {
  const folder = path.join(dataDirectory, 'secrets');
  const file = path.join(folder, name);
  const aside = `${file}.${randomUUID()}`;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(aside, newSecret(), { mode: 0o600, flush: true });
  // Of two processes that make it at once one comes first, and both take what is there then.
  await link(aside, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(aside);
  return readFile(file, 'utf8');
}
