import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Client } from '../support/client.js';
import { addressOf } from '../support/program.js';
import { copyOfTemplate } from '../support/server.js';
import { type Door, graphqlDoor, restDoor } from './doors.js';
import { serve, type ServerProcess } from './process.js';

/** Two server processes on one database, and a look into it past both of them. */
export interface Pair {
  servers: readonly [ServerProcess, ServerProcess];
  /** The data directory of both. */
  folder: string;
  /** The first administrator, at each. */
  admins: readonly [Client, Client];
  query<Row extends object>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Ends one of them as a power cut would. Resolves once the database has noticed too: nothing of it can come afterwards. */
  kill(place: 0 | 1): Promise<void>;
  end(): Promise<void>;
}

/** Starts both at the same moment on a fresh database. */
export async function startPair(): Promise<Pair> {
  const connection = await copyOfTemplate();
  const { database } = connection;
  const folder = await mkdtemp(path.join(tmpdir(), 'vigia-pair-'));
  const url = addressOf(connection);
  const own = (name: string) => ({ DATABASE_URL: `${url}?application_name=${name}`, LOG_LEVEL: 'warn' });
  const servers = await Promise.all([serve(folder, own('server-0')), serve(folder, own('server-1'))]);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const query = async <Row extends object>(sql: string, parameters: unknown[] = []) =>
    (await pool.query<Row>(sql, parameters)).rows;
  return {
    servers,
    folder,
    admins: await Promise.all([servers[0].admin(), servers[1].admin()]),
    query,
    async kill(place) {
      servers[place].child.kill('SIGKILL');
      await servers[place].ended;
      const open = 'select 1 from pg_stat_activity where datname = $1 and application_name = $2';
      while ((await query(open, [database, `server-${place}`])).length > 0) await sleep(10);
    },
    async end() {
      for (const { child } of servers) child.kill('SIGKILL');
      await Promise.all(servers.map(({ ended }) => ended));
      await pool.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One of a crowd: which server, which door. */
export interface Person {
  name: string;
  at: 0 | 1;
  door: Door;
}

/** People at a pair of servers, as many at each server and at each of its doors as it comes out. */
export function crowd({ admins }: Pair, size: number): Person[] {
  return Array.from({ length: size }, (_, place) => {
    const at = (place % 2) as 0 | 1;
    const door = (place % 4 < 2 ? restDoor : graphqlDoor)(admins[at]);
    return { name: `P${String(place).padStart(2, '0')}`, at, door };
  });
}
