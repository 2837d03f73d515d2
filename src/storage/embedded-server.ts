import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cleanEnvironment } from './embedded-binaries.js';
import { giveTo, type Place, SOCKET_PORT } from './embedded-cluster.js';
import { alone } from './embedded-lock.js';
import { settings } from './embedded-settings.js';

const run = promisify(execFile);

/** A server process that this process has launched. */
export interface Launch {
  readonly running: boolean;
  /** True when it ended by itself because of an error. */
  readonly failed: boolean;
  /** The last lines it wrote to the log. */
  lastWords(): Promise<string>;
}

/** What a server says about itself in postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Empty when it listens on 127.0.0.1. */
  readonly socketFolder: string;
  readonly status: string;
}

const LOG_BYTES_MAX = 10 * 1024 * 1024;
const LAST_WORDS_BYTES = 4_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 10;

/** postmaster.pid of `cluster`, from a living server or a dead one; undefined when there is none. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketFolder = '', , , status = ''] = text.split('\n');
  if (!pid) return undefined;
  return { pid: Number(pid), port: Number(port), socketFolder, status: status.trim() };
}

/** True when process `pid` is a PostgreSQL on `cluster`, and not one that only got the number of a dead server. */
export async function isServer(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const words = await commandLine(pid);
  return process.platform === 'win32' ? words.includes('postgres') : words.includes(` ${cluster} `);
}

/** True when some process has this id, whoever's it is. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Command line with a blank after each word; empty for a process that has ended but still has its id. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return words.replaceAll('\0', ' ');
  }
  const list =
    process.platform === 'win32'
      ? run('tasklist', ['/NH', '/FI', `PID eq ${pid}`], { windowsHide: true })
      : run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  const { stdout } = await list.catch(() => ({ stdout: '' }));
  return `${stdout.trim()} `;
}

/** True when a server runs on the cluster, ready or not. */
export async function serverRuns({ cluster }: Place): Promise<boolean> {
  const postmaster = await readPostmaster(cluster);
  return postmaster !== undefined && (await isServer(postmaster.pid, cluster));
}

/** Launches a server that lives on when this process ends; undefined when another process has just done so. */
export async function launch(place: Place): Promise<Launch | undefined> {
  return alone(place, async () => {
    if (await serverRuns(place)) return undefined;
    await tidy(place);
    const launched = await spawnServer(place);
    while (launched.running && !(await serverRuns(place))) await sleep(POLL_MS);
    return launched;
  });
}

/** Takes out of PostgreSQL's way what it would refuse to start on. */
async function tidy(place: Place): Promise<void> {
  await giveTo(place.account, place.dataDirectory, place.cluster);
  // A folder that was copied or restored may have lost its mode.
  await chmod(place.cluster, 0o700);
  await removeEmptyLocks(place);
}

async function spawnServer(place: Place): Promise<Launch> {
  const { prefix, identity } = place.account;
  const log = await openLog(place);
  const [program = '', ...rest] = [...prefix, place.binaries.postgres, '-D', place.cluster, ...(await settings(place))];
  const child = spawn(program, rest, {
    ...identity,
    // A process group of its own: Ctrl-C in the terminal must not stop the database before its user is done with it.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.file.fd, log.file.fd],
    env: { ...cleanEnvironment(), ...(await forgiveness(place)) },
  });
  const launched = watch(child, () => readFrom(log.path, log.start));
  child.unref();
  await log.file.close();
  return launched;
}

function watch(child: ChildProcess, readLog: () => Promise<string>): Launch {
  const seen = { running: true, failed: false, refusal: '' };
  child.on('exit', (code) => Object.assign(seen, { running: false, failed: code !== null && code !== 0 }));
  child.on('error', ({ message }) => Object.assign(seen, { running: false, failed: true, refusal: message }));
  return {
    get running() {
      return seen.running;
    },
    get failed() {
      return seen.failed;
    },
    lastWords: async () => seen.refusal || readLog(),
  };
}

/**
 * PostgreSQL takes the old server for alive when any process has its number now, as is usual after a container's
 * restart. It makes an exception for the number in PG_GRANDPARENT_PID; pg_ctl uses that for the same purpose.
 */
async function forgiveness(place: Place): Promise<NodeJS.ProcessEnv> {
  const old = await readPostmaster(place.cluster);
  // Never for a living server's number: it would be robbed of its lock.
  return old && !(await isServer(old.pid, place.cluster)) ? { PG_GRANDPARENT_PID: String(old.pid) } : {};
}

/** A power loss may leave empty lock files, and PostgreSQL gives up on those. */
async function removeEmptyLocks({ cluster, socketFolder }: Place): Promise<void> {
  const locks = [join(cluster, 'postmaster.pid')];
  if (socketFolder) locks.push(join(socketFolder, `.s.PGSQL.${SOCKET_PORT}.lock`));
  for (const lock of locks) {
    const found = await stat(lock).catch(() => undefined);
    if (found?.size === 0) await unlink(lock);
  }
}

/** The server's log, which never holds what users have typed. */
export function logPath({ dataDirectory }: Place): string {
  return join(dataDirectory, 'postgres.log');
}

async function openLog(place: Place) {
  const path = logPath(place);
  const { identity } = place.account;
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > LOG_BYTES_MAX) await rename(path, `${path}.1`);
  const file = await open(path, 'a', 0o600);
  if (identity) await file.chown(identity.uid, identity.gid);
  return { path, file, start: (await file.stat()).size };
}

async function readFrom(path: string, start: number): Promise<string> {
  const text = (await readFile(path)).subarray(start).toString('utf8');
  return text.slice(-LAST_WORDS_BYTES).trim();
}

/** Stops the server of `place`, clients or not, and waits until it is gone. */
export async function interrupt(place: Place): Promise<void> {
  const postmaster = await readPostmaster(place.cluster);
  if (!postmaster || !(await isServer(postmaster.pid, place.cluster))) return;
  await signal(place, postmaster.pid, 'SIGINT');
  if (await isGone(place, postmaster.pid)) return;
  console.warn(
    `PostgreSQL ${postmaster.pid} did not stop within ${STOP_TIMEOUT_MS / 1000} s: stopping it the hard way`,
  );
  await signal(place, postmaster.pid, 'SIGQUIT');
  await isGone(place, postmaster.pid);
}

async function signal(place: Place, pid: number, name: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (process.platform !== 'win32') return void process.kill(pid, name);
  // Windows has no signals: Node would kill the process instead.
  const mode = name === 'SIGINT' ? 'fast' : 'immediate';
  await run(place.binaries.control, ['stop', '--no-wait', '-D', place.cluster, '-m', mode], { windowsHide: true });
}

async function isGone(place: Place, pid: number): Promise<boolean> {
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (await isServer(pid, place.cluster)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
