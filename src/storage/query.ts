import type { Pool, PoolClient } from 'pg';
import pg from 'pg';

/**
 * Runs one SQL statement with `$1…` parameters and gives its rows. `often` keeps the statement prepared on its connection:
 * for texts that come again and again and are planned the same whatever their parameters.
 */
export type Query = <Row extends object>(
  sql: string,
  parameters?: readonly unknown[],
  often?: 'often',
) => Promise<Row[]>;

export interface Connection {
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  connectionString?: string;
}

/** Nothing that a person waits for takes this long: what does is stopped, so that it cannot hold others up. */
const TIMEOUTS = { statement_timeout: 60_000, idle_in_transaction_session_timeout: 60_000 };

/** The pool that reads go through. */
export function createReadPool(connection: Connection, connectionsMax: number): Pool {
  const pool = new pg.Pool({
    ...connection,
    max: connectionsMax,
    application_name: 'vigia-read',
    // Statements that need not wait for each other's answers share a round trip.
    pipeline: true,
    ...TIMEOUTS,
  });
  // A dropped idle connection is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Statements on a pool, each on whatever connection is free. */
export function queryOn(runner: Pool | PoolClient): Query {
  return async <Row extends object>(text: string, parameters: readonly unknown[] = [], often?: 'often') => {
    const name = often && statementName(text);
    return (await runner.query<Row>({ text, values: [...parameters], ...(name && { name }) })).rows;
  };
}

const STATEMENTS_MAX = 200;
const statements = new Map<string, string>();

/** A name for a text to be prepared under; none once there are many, since clients choose what they select. */
function statementName(text: string): string | undefined {
  const known = statements.get(text);
  if (known || statements.size >= STATEMENTS_MAX) return known;
  statements.set(text, `s${statements.size}`);
  return statements.get(text);
}
