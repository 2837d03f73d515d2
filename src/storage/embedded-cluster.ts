import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, lchown, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, type Binaries, cleanEnvironment } from './embedded-binaries.js';
import { alone } from './embedded-lock.js';

const run = promisify(execFile);

/** Where one embedded PostgreSQL lives and how to run its programs. */
export interface Place {
  readonly dataDirectory: string;
  /** The data folder in PostgreSQL's own sense: `<dataDirectory>/postgres`. */
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly account: Account;
  /** Undefined: 127.0.0.1 with a password instead. */
  readonly socketFolder: string | undefined;
}

/** The database's superuser. */
export const USER = 'vigia';

/** Part of the socket's file name; nothing listens on this port. */
export const SOCKET_PORT = 5432;

const PASSWORD_FILE = 'vigia-password';
/** sun_path holds 104 bytes on macOS (108 on Linux), the last of them zero. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * Makes the cluster when there is none and tells whether this call made it. It is made under another name and then
 * renamed, so a half-made one is never taken for whole.
 */
export async function ensureCluster(place: Place): Promise<boolean> {
  if (exists(place)) return false;
  return alone(place, async () => {
    if (exists(place)) return false;
    await removeUnfinished(place);
    // A new name each time: initdb outlives a killed start for a moment and may still write under the old one.
    const unfinished = `${place.cluster}.new-${randomBytes(4).toString('hex')}`;
    await initialize(place, unfinished);
    await rename(unfinished, place.cluster);
    return true;
  });
}

function exists(place: Place): boolean {
  return existsSync(join(place.cluster, 'PG_VERSION'));
}

/** Removes what starts left behind that were killed or failed. */
async function removeUnfinished({ dataDirectory }: Place): Promise<void> {
  for (const name of await readdir(dataDirectory)) {
    if (!name.startsWith('postgres.new')) continue;
    await rm(join(dataDirectory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initialize(place: Place, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  await giveTo(place.account, place.dataDirectory, folder);
  const password = place.socketFolder === undefined ? randomBytes(24).toString('base64url') : undefined;
  const passwordFile = `${folder}.password`;
  if (password) await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await initdb(place, folder, password ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : SOCKET_ACCESS);
  } finally {
    await rm(passwordFile, { force: true });
  }
  if (password) await writeFile(join(folder, PASSWORD_FILE), password, { mode: 0o600 });
}

// Trust is safe here: only who may enter the socket's 0700 folder can reach the server at all.
const SOCKET_ACCESS = ['--auth-local=trust', '--auth-host=reject'];

const CONTENT = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  `--sync-method=${process.platform === 'linux' ? 'syncfs' : 'fsync'}`,
];

async function initdb(place: Place, folder: string, access: readonly string[]): Promise<void> {
  const { prefix, identity } = place.account;
  const [program = '', ...rest] = [...prefix, place.binaries.initdb, '-D', folder, '-U', USER, ...access, ...CONTENT];
  const options = { ...identity, cwd: folder, env: cleanEnvironment(), windowsHide: true };
  await run(program, rest, options).catch((error: Error & { stderr?: string; code?: string | number }) => {
    throw new Error(
      `initdb cannot make the database folder ${place.cluster}: ${(error.stderr || error.message).trim()}\n` +
        (identity ? `It ran as user ${identity.uid}, who must be able to enter the folders above. ` : '') +
        'Choose another data folder, or set DATABASE_URL to use a PostgreSQL server of your own.',
    );
  });
}

/** Password of the server's user; undefined where access is by socket. */
export async function readPassword(cluster: string): Promise<string | undefined> {
  return readFile(join(cluster, PASSWORD_FILE), 'utf8').catch(() => undefined);
}

/** Lets the account own `folder` with all that is in it, and pass through `dataDirectory` to it. */
export async function giveTo({ identity }: Account, dataDirectory: string, folder: string): Promise<void> {
  if (!identity) return;
  const above = await stat(dataDirectory);
  if (above.uid !== identity.uid && (above.mode & 0o001) === 0) {
    await chown(dataDirectory, -1, identity.gid);
    await chmod(dataDirectory, 0o710);
  }
  if ((await stat(folder)).uid === identity.uid) return;
  for (const name of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, name), identity.uid, identity.gid);
  }
  await chown(folder, identity.uid, identity.gid);
}

/** A folder that only we may enter and whose path is short enough for a unix socket; the same one at every start. */
export async function ensureSocketFolder(dataDirectory: string, account: Account): Promise<string> {
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  const choices = [join(dataDirectory, 'postgres-socket'), join(tmpdir(), `vigia-${name}`)];
  const folder = choices.find((choice) => Buffer.byteLength(socketPath(choice)) <= SOCKET_PATH_BYTES_MAX);
  if (!folder)
    throw new Error(`Both ${choices.join(' and ')} are too long for a unix socket: set TMPDIR to a short one`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const owners = [process.getuid?.(), account.identity?.uid];
  const found = await lstat(folder);
  if (!found.isDirectory() || !owners.includes(found.uid) || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a private folder of this user (mode 0700): remove it and start again`);
  }
  await giveTo(account, dataDirectory, folder);
  return folder;
}

function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${SOCKET_PORT}`);
}
