import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, type Internals, startEmbedded } from '../../src/storage/embedded.js';
import { DOOR } from '../../src/storage/embedded-presence.js';

const onLinux = process.platform === 'linux';
const asRoot = process.getuid?.() === 0;
const places: string[] = [];
const owners: ChildProcessByStdio<Writable, Readable, null>[] = [];

/** A database that was made and stopped before, for all tests that need no new one: making one takes a second. */
const usedPlace = mkdtempSync(join(tmpdir(), 'vigia-embedded-'));

beforeAll(async () => {
  await (await startEmbedded({ dataDirectory: usedPlace })).stop();
});

afterAll(() => rmSync(usedPlace, { recursive: true }));

afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  await killServers(usedPlace);
  for (const place of places.splice(0)) {
    await killServers(place);
    rmSync(place, { recursive: true, force: true });
  }
});

test('the first start makes a private database that answers, and stop leaves no process', async () => {
  const place = newPlace();
  const database = await startEmbedded({ dataDirectory: place });
  expect(database.fresh).toBe(true);
  expect(await ask(database, 'select current_database() as is')).toBe('vigia');
  expect(statSync(join(place, 'postgres')).mode & 0o777).toBe(0o700);
  expect(statSync(database.connection.host).mode & 0o777).toBe(0o700);
  expect(await ask(database, `select current_setting('listen_addresses') as is`)).toBe('');
  expect(serversOf(place)).not.toEqual([]);
  await Promise.all([database.stop(), database.stop()]);
  expect(serversOf(place)).toEqual([]);
});

test('the second start finds what the first has stored', async () => {
  const place = usedPlace;
  const first = await startEmbedded({ dataDirectory: place, database: 'a "b"' });
  await ask(first, 'create table remembered as select 42 as n');
  await first.stop();
  // As after a copy that did not keep the modes.
  chmodSync(join(place, 'postgres'), 0o755);
  const second = await startEmbedded({ dataDirectory: place, database: 'a "b"' });
  expect(second.fresh).toBe(false);
  expect(await ask(second, 'select n as is from remembered')).toBe(42);
  await second.stop();
});

test('a second process joins the running server, and only the last one to leave stops it', async () => {
  const place = usedPlace;
  const other = await owner(place);
  const joined = await startEmbedded({ dataDirectory: place });
  expect(joined.fresh).toBe(false);
  expect(serversOf(place)).toHaveLength(1);
  await other.stop();
  expect(await ask(joined, 'select 1 as is')).toBe(1);
  await joined.stop();
  expect(serversOf(place)).toEqual([]);
});

test('a server that another program is connected to is left running', async () => {
  const database = await startEmbedded({ dataDirectory: usedPlace });
  const guest = new Client({ ...database.connection, database: 'template1' });
  await guest.connect();
  await database.stop();
  expect((await guest.query('select 1 as is')).rows).toEqual([{ is: 1 }]);
  await guest.end();
});

test.each([
  { folder: 'an empty', place: newPlace, fresh: 1 },
  { folder: 'a used', place: () => usedPlace, fresh: 0 },
])('processes that start and stop on $folder folder, all at once, share one server and leave none', async (given) => {
  const place = given.place();
  const racers = await Promise.all([owner(place), owner(place), startHere(place)]);
  expect(racers.filter(({ fresh }) => fresh)).toHaveLength(given.fresh);
  const started = await Promise.all(racers.map((racer) => ask(racer, 'select pg_postmaster_start_time()::text as is')));
  expect(new Set(started).size).toBe(1);
  expect(readdirSync(place).sort()).toEqual(['postgres', 'postgres-socket', 'postgres.lock', 'postgres.log']);
  await Promise.all(racers.map((racer) => racer.stop()));
  expect(serversOf(place)).toEqual([]);
});

test('who starts while the last user stops gets a server all the same', async () => {
  const place = usedPlace;
  let last = await startEmbedded({ dataDirectory: place });
  for (let round = 0; round < 6; round += 1) {
    const stopped = last.stop();
    await sleep(round * 4);
    last = await startEmbedded({ dataDirectory: place });
    await stopped;
    expect(await ask(last, 'select 1 as is')).toBe(1);
  }
  await last.stop();
  expect(serversOf(place)).toEqual([]);
});

test('who arrives while another process is about to stop the server waits, and then gets a new one', async () => {
  const stopping = await startEmbedded({ dataDirectory: usedPlace });
  const door = new Client({ ...stopping.connection, database: 'postgres' });
  door.on('error', () => undefined);
  await door.connect();
  await door.query('select pg_advisory_lock($1)', [DOOR]);
  const arriving = startEmbedded({ dataDirectory: usedPlace });
  expect(await Promise.race([arriving, sleep(200, 'waits')])).toBe('waits');
  for (const pid of serversOf(usedPlace)) process.kill(pid, 'SIGINT');
  const arrived = await arriving;
  expect(await ask(arrived, 'select 1 as is')).toBe(1);
  await arrived.stop();
  expect(serversOf(usedPlace)).toEqual([]);
});

test('the server of a killed owner is joined by the next start, and stopped by it', async () => {
  const place = usedPlace;
  const killed = await owner(place);
  await ask(killed, 'create table written_by_killed as select 42 as n');
  const [orphan] = serversOf(place);
  await killed.kill();
  const next = await startEmbedded({ dataDirectory: place });
  expect(serversOf(place)).toEqual([orphan]);
  expect(await ask(next, 'select n as is from written_by_killed')).toBe(42);
  await next.stop();
  expect(serversOf(place)).toEqual([]);
});

test('a killed server whose number another process has got is started again', async () => {
  const place = usedPlace;
  const first = await startEmbedded({ dataDirectory: place });
  await ask(first, 'create table written_before_crash as select 42 as n');
  await killServers(place);
  await first.stop();
  const lock = join(place, 'postgres', 'postmaster.pid');
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(process.ppid)));
  const second = await startEmbedded({ dataDirectory: place });
  expect(await ask(second, 'select n as is from written_before_crash')).toBe(42);
  await second.stop();
});

test.runIf(onLinux)('Ctrl-C in the terminal does not reach the server', async () => {
  const place = usedPlace;
  const inTerminal = await owner(place);
  process.kill(-inTerminal.pid, 'SIGINT');
  await sleep(100);
  expect(await ask(inTerminal, 'select 1 as is')).toBe(1);
  await inTerminal.stop();
});

test('a start that is killed while it makes the database leaves nothing in the way of the next', async () => {
  const place = newPlace();
  const killed = spawnOwner(place);
  const unfinished = join(place, 'postgres.new-*', 'base');
  while (globSync(unfinished).length === 0) await sleep(2);
  process.kill(-(killed.pid ?? 0), 'SIGKILL');
  await once(killed, 'exit');
  expect(existsSync(join(place, 'postgres'))).toBe(false);
  expect(globSync(unfinished)).toHaveLength(1);
  const next = await startEmbedded({ dataDirectory: place });
  expect(next.fresh).toBe(true);
  expect(globSync(unfinished)).toEqual([]);
  await next.stop();
});

test('a data folder whose path is too long for a socket, with blanks and a comma, works and is joined', async () => {
  const place = join(newPlace(), 'datos de María, año 2026', 'x'.repeat(120));
  const first = await startEmbedded({ dataDirectory: place });
  const second = await owner(place);
  expect(first.connection.host).not.toContain(place);
  expect(second.connection.host).toBe(first.connection.host);
  await second.stop();
  await first.stop();
  expect(serversOf(place)).toEqual([]);
  rmSync(first.connection.host, { recursive: true });
});

test('what users type does not get into the log', async () => {
  const place = usedPlace;
  const database = await startEmbedded({ dataDirectory: place });
  await ask(database, `create table person (name text unique, born date); insert into person values ('Rosa')`);
  await expect(ask(database, `insert into person values ('Rosa')`)).rejects.toThrow('duplicate key');
  await expect(ask(database, `select 'Rosa'::date`)).rejects.toThrow('invalid input syntax');
  await expect(ask(database, `do $$ begin raise warning 'Rosa'; perform 1/0; end $$`)).rejects.toThrow('division');
  await database.stop();
  const log = readFileSync(join(place, 'postgres.log'), 'utf8');
  expect(log).toContain('ready to accept connections');
  expect(log).not.toContain('Rosa');
});

test('a damaged data folder is reported with what PostgreSQL says about it', async () => {
  const place = newPlace();
  mkdirSync(join(place, 'postgres'));
  writeFileSync(join(place, 'postgres', 'PG_VERSION'), '18\n');
  await expect(startEmbedded({ dataDirectory: place })).rejects.toThrow(
    /could not access the server configuration file[^]*DATABASE_URL/,
  );
});

test('without unix sockets the server listens on 127.0.0.1 and wants the password', async () => {
  const place = newPlace();
  const database = await startHere(place, { tcp: true });
  expect(database.connection.host).toBe('127.0.0.1');
  expect(await ask(database, 'select 1 as is')).toBe(1);
  const intruder = { ...database, connection: { ...database.connection, password: 'guess' } };
  await expect(ask(intruder, 'select 1 as is')).rejects.toThrow('password authentication failed');
  expect(statSync(join(place, 'postgres', 'vigia-password')).mode & 0o777).toBe(0o600);
  await database.stop();
  expect(serversOf(place)).toEqual([]);
});

test.runIf(asRoot)(
  'root starts it as nobody where user namespaces are refused, also on what root has made',
  async () => {
    const place = newPlace();
    const made = await startHere(place);
    await ask(made, 'create table made_by_root as select 42 as n');
    await made.stop();
    expect(statSync(join(place, 'postgres')).uid).toBe(0);
    for (const unshare of ['/bin/false', 'unshare']) {
      const database = await startHere(place, { unshare });
      expect(await ask(database, 'select n as is from made_by_root')).toBe(42);
      expect(serversOf(place).map((pid) => statSync(`/proc/${pid}`).uid)).toEqual([65534]);
      await database.stop();
      expect(serversOf(place)).toEqual([]);
    }
  },
);

test.runIf(asRoot)(
  'root without user namespaces makes a new database as nobody, behind a door for nobody alone',
  async () => {
    const place = join(newPlace(0o711), 'data');
    const database = await startHere(place, { unshare: '/bin/false' });
    expect(await ask(database, 'select 1 as is')).toBe(1);
    expect(statSync(place)).toMatchObject({ uid: 0, gid: 65534 });
    expect(statSync(place).mode & 0o777).toBe(0o710);
    await database.stop();
  },
);

/** A process of its own that starts the database, ignores SIGINT as a draining server does, and stops when told to. */
function spawnOwner(dataDirectory: string) {
  const module = resolve(import.meta.dirname, '../../src/storage/embedded.ts');
  const script = `
    import { startEmbedded } from ${JSON.stringify(module)};
    process.on('SIGINT', () => undefined);
    process.stdin.on('data', () => database.stop().then(() => process.exit(0)));
    const database = await startEmbedded({ dataDirectory: process.argv[1] });
    console.log(JSON.stringify(database));`;
  const words = ['--import', '@oxc-node/core/register', '--input-type=module', '-e', script, dataDirectory];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  owners.push(child);
  return child;
}

async function owner(dataDirectory: string) {
  const child = spawnOwner(dataDirectory);
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error('The owner has ended without a database')));
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  failed.catch(() => undefined);
  const end = async (act: () => void) => {
    act();
    await ended;
  };
  return {
    ...(JSON.parse(line) as Pick<EmbeddedDatabase, 'connection' | 'fresh'>),
    pid: child.pid ?? 0,
    stop: () => end(() => child.stdin.write('stop\n')),
    kill: () => end(() => child.kill('SIGKILL')),
  };
}

function startHere(dataDirectory: string, internals?: Internals): Promise<EmbeddedDatabase> {
  return startEmbedded({ dataDirectory }, internals);
}

function newPlace(mode = 0o700): string {
  const place = mkdtempSync(join(tmpdir(), 'vigia-embedded-'));
  chmodSync(place, mode);
  places.push(place);
  return place;
}

/** Postmasters, found without asking the code under test: by their data folder in /proc. */
function serversOf(place: string): number[] {
  const lines = globSync('/proc/[0-9]*/cmdline').map((path) => ({ path, words: wordsOf(path) }));
  return lines.filter(({ words }) => words.includes(`${place}/postgres`)).map(({ path }) => Number(path.split('/')[2]));
}

function wordsOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return [];
  }
}

async function killServers(place: string): Promise<void> {
  for (const pid of serversOf(place)) process.kill(pid, 'SIGKILL');
  while (serversOf(place).length > 0) await sleep(10);
}

async function ask(database: Pick<EmbeddedDatabase, 'connection'>, sql: string): Promise<unknown> {
  const client = new Client(database.connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ is: unknown }>(sql);
    return rows?.[0]?.is;
  } finally {
    await client.end();
  }
}
