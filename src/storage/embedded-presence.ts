import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Place, readPassword, USER } from './embedded-cluster.js';
import { interrupt, type Postmaster, readPostmaster } from './embedded-server.js';

/** Connection settings without a database. */
export interface Address {
  host: string;
  port: number;
  user: string;
  password?: string;
}

/** A connection to the database `postgres`, kept open as the sign that this process uses the server. */
export interface Presence {
  // pg has both methods, its typings do not. Without a reference the connection does not keep the process alive.
  readonly client: Client & { ref(): void; unref(): void };
  readonly address: Address;
}

/** Advisory lock in the database `postgres`: shared for the moment of arriving, exclusive while deciding to stop. */
export const DOOR = 8_644_221;
const MAINTENANCE_DATABASE = 'postgres';
/** Application names of a presence, and of one that has found others and is about to hang up. */
const PRESENT = 'vigia present';
const LEAVING = 'vigia leaving';
const CONNECT_TIMEOUT_MS = 5_000;
/** Longer than a stop may take: who waits at the door hears how it ended. */
const QUERY_TIMEOUT_MS = 60_000;
/** How long a stop waits for backends whose clients have just hung up. */
const GOODBYE_MS = 300;
const POLL_MS = 10;

/**
 * Connects and passes the door; undefined when no server answers, with the reason in `failures`. A server that is about
 * to stop keeps the door locked until it is gone, which ends this connection: whoever has passed the door is seen by
 * every later stop.
 */
export async function greet(place: Place, failures: { last?: unknown }): Promise<Presence | undefined> {
  const postmaster = await readPostmaster(place.cluster);
  if (postmaster?.status !== 'ready') return undefined;
  const address = await addressOf(place, postmaster);
  const client = newClient(address);
  try {
    await client.connect();
    await client.query('select pg_advisory_xact_lock_shared($1)', [DOOR]);
    return { client, address };
  } catch (error) {
    failures.last = error;
    await hangUp(client);
    return undefined;
  }
}

async function addressOf(place: Place, postmaster: Postmaster): Promise<Address> {
  const password = await readPassword(place.cluster);
  // What the running server says counts: another process may have started it with another TMPDIR.
  const host = postmaster.socketFolder || '127.0.0.1';
  return { host, port: postmaster.port, user: USER, ...(password !== undefined && { password }) };
}

function newClient(address: Address): Presence['client'] {
  const client = new Client({
    ...address,
    database: MAINTENANCE_DATABASE,
    ssl: false,
    application_name: PRESENT,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  });
  // A server that goes away ends this connection; those who query it will say so.
  client.on('error', () => undefined);
  return client as Presence['client'];
}

/** Hangs up, and stops the server when nobody else uses it; waits until it is gone. */
export async function leave(place: Place, presence: Presence): Promise<void> {
  // A server that restarted itself after a crash has dropped the presence, but still has to be stopped.
  const client = (await lockDoor(presence)) ?? (await lockDoor(await greet(place, {})));
  if (!client) return;
  try {
    const isLast = await isLastUser(client).catch(() => false);
    if (isLast) await interrupt(place);
    else await client.query(`set application_name = '${LEAVING}'`).catch(() => undefined);
  } finally {
    await hangUp(client);
  }
}

/** The client of `presence`, with the door locked; undefined when its server has gone away. */
async function lockDoor(presence: Presence | undefined): Promise<Client | undefined> {
  presence?.client.ref();
  try {
    await presence?.client.query('select pg_advisory_lock($1)', [DOOR]);
    return presence?.client;
  } catch {
    return undefined;
  }
}

/** True when no client but this one is connected to any database. Clients may take a moment to be gone. */
async function isLastUser(client: Client): Promise<boolean> {
  const deadline = performance.now() + GOODBYE_MS;
  for (;;) {
    const { rows: others } = await client.query<{ name: string }>(
      `select application_name as name from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [LEAVING],
    );
    if (others.length === 0) return true;
    // Another presence will come to this point itself.
    if (others.some(({ name }) => name === PRESENT) || performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
}

async function hangUp(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}
