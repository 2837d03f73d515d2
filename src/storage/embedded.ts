import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, escapeIdentifier } from 'pg';
import { chooseAccount, postgresBinaries } from './embedded-binaries.js';
import { ensureCluster, ensureSocketFolder, type Place } from './embedded-cluster.js';
import { greet, leave, type Presence } from './embedded-presence.js';
import { launch, type Launch, logPath, serverRuns } from './embedded-server.js';

export interface EmbeddedDatabase {
  /** Connection settings for pg and MikroORM: `host` is a socket folder or 127.0.0.1. */
  readonly connection: { host: string; port: number; user: string; database: string; password?: string };
  /** True when this start made the data folder. */
  readonly fresh: boolean;
  /** Stops the server if this process is the last user of it; waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** For tests: other ways of the launcher than the ones this machine would take. */
export interface Internals {
  /** Program that makes user namespaces; one that fails stands for a kernel that refuses them. */
  unshare?: string;
  /** TCP with a password, as on Windows, instead of a unix socket. */
  tcp?: boolean;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 10;
const RELAUNCH_MS = 100;

/**
 * Starts (or joins) the PostgreSQL in `<dataDirectory>/postgres`. `database` is created when it does not exist.
 * Any number of processes may do so at once: they take turns in making and launching, and each keeps one connection
 * open as the sign that it still uses the server. Throws an Error that says what to do.
 */
export async function startEmbedded(
  options: { dataDirectory: string; database?: string },
  internals: Internals = {},
): Promise<EmbeddedDatabase> {
  const database = options.database ?? 'vigia';
  const { place, fresh } = await prepare(options.dataDirectory, internals);
  const presence = await arrive(place);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= leave(place, presence));
  await ensureDatabase(presence.client, database).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  presence.client.unref();
  return { connection: { ...presence.address, database }, fresh, stop };
}

async function prepare(folder: string, internals: Internals): Promise<{ place: Place; fresh: boolean }> {
  const binaries = await postgresBinaries();
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new Error(`The data folder ${folder} cannot be made (${error.message}): choose another one`);
  });
  // One spelling for all processes: the running server is recognized by it.
  const dataDirectory = await realpath(folder);
  const cluster = join(dataDirectory, 'postgres');
  const account = await chooseAccount([cluster, dataDirectory], internals.unshare ?? 'unshare');
  const tcp = internals.tcp ?? process.platform === 'win32';
  const socketFolder = tcp ? undefined : await ensureSocketFolder(dataDirectory, account);
  const place = { dataDirectory, cluster, binaries, account, socketFolder };
  return { place, fresh: await ensureCluster(place) };
}

/** A presence on the running server; launches one when none runs. */
async function arrive(place: Place): Promise<Presence> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  const failures: { last?: unknown } = {};
  let launched: Launch | undefined;
  while (performance.now() < deadline) {
    const presence = await greet(place, failures);
    if (presence) return presence;
    if (launched?.running !== true && !(await serverRuns(place))) {
      if (launched) await beforeRelaunch(place, launched);
      launched = await launch(place);
    }
    await sleep(POLL_MS);
  }
  const reason = failures.last instanceof Error ? failures.last.message : `see ${logPath(place)}`;
  throw new Error(`PostgreSQL in ${place.cluster} is not ready after ${START_TIMEOUT_MS / 1000} s: ${reason}`);
}

/** Throws when another launch would fail as this one did. A killed server's last backends, for one, are soon gone. */
async function beforeRelaunch(place: Place, launched: Launch): Promise<void> {
  const lastWords = await launched.lastWords();
  const curable = /lock file|in use|TCP\/IP/.test(lastWords);
  if (!launched.failed || curable) return void (await sleep(RELAUNCH_MS));
  throw new Error(
    `PostgreSQL does not start in ${place.cluster}. From ${logPath(place)}:\n${lastWords || '(nothing)'}\n` +
      'Repair what it names, or set DATABASE_URL to use a PostgreSQL server of your own.',
  );
}

async function ensureDatabase(client: Client, database: string): Promise<void> {
  const found = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (found.rowCount) return;
  try {
    await client.query(`create database ${escapeIdentifier(database)}`);
  } catch (error) {
    // Another process was faster: duplicate_database, or unique_violation when it was at the very same moment.
    const { code } = error as { code?: string };
    if (code !== '42P04' && code !== '23505') throw error;
  }
}
