import type { Pool } from 'pg';
import pg from 'pg';

/** Runs one SQL statement with `$1…` parameters and gives its rows. */
export type Query = <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export interface Connection {
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  connectionString?: string;
}

/** The pool that reads go through. */
export function createReadPool(connection: Connection, connectionsMax: number): Pool {
  const pool = new pg.Pool({ ...connection, max: connectionsMax, application_name: 'vigia-read' });
  // A dropped idle connection is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Statements on a pool, each on whatever connection is free. */
export function queryOn(pool: Pool): Query {
  return async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await pool.query<Row>(sql, [...parameters])).rows;
}
