import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Config } from '../config.js';
import { startEmbedded } from './embedded.js';
import { LOCKS } from './locks.js';
import { createOrm } from './orm.js';
import { prepareQueue } from './queue.js';
import { type Connection, createReadPool, type Query, queryOn } from './query.js';

export interface Database {
  orm: MikroORM;
  pool: Pool;
  /** Reads outside a transaction. */
  query: Query;
  connection: Connection;
  /** True when this start made an embedded database. */
  fresh: boolean;
  close(): Promise<void>;
}

/** Starts the embedded database or connects to the given one. Nothing is migrated yet. */
export async function openDatabase(config: Config): Promise<Database> {
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDirectory: config.dataDirectory });
  try {
    const connection: Connection = embedded?.connection ?? { connectionString: config.databaseUrl };
    const database = await connectDatabase(connection, config.databasePoolMax);
    const close = async () => {
      await database.close();
      await embedded?.stop();
    };
    return { ...database, fresh: embedded?.fresh ?? false, close };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Connects to a PostgreSQL that is already running. */
export async function connectDatabase(connection: Connection, connectionsMax: number): Promise<Database> {
  const pool = createReadPool(connection, connectionsMax);
  try {
    await refuseOldServers(queryOn(pool));
    const orm = await createOrm(connection, connectionsMax);
    const close = async () => void (await Promise.allSettled([orm.close(), pool.end()]));
    return { orm, pool, query: queryOn(pool), connection, fresh: false, close };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

const OLDEST_SERVER = 140_000;

async function refuseOldServers(query: Query): Promise<void> {
  const [version] = await query<{ number: string }>(`select current_setting('server_version_num') as number`);
  if (Number(version?.number) < OLDEST_SERVER) {
    throw new Error('The PostgreSQL of DATABASE_URL is older than 14. Use a newer server.');
  }
}

/** Brings the database up to date. Several processes may call it at once: one works, the others wait for it. */
export async function migrate({ orm, pool }: Database): Promise<void> {
  const client = await pool.connect();
  try {
    // Another process may be at it for many minutes.
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [LOCKS.migration]);
    await orm.migrator.up();
    await prepareQueue(pool);
  } finally {
    // With the connection go the lock and the setting.
    client.release(true);
  }
}
