import type { ClientBase, Pool } from 'pg';
import pg from 'pg';

/**
 * Runs one SQL statement with `$1…` parameters and gives its rows. `often` and `chosen` keep the statement prepared on its
 * connection, for texts that come again and again and are planned the same whatever their parameters: texts of our own, and
 * those that clients have a say in, of which there may be any number.
 */
export type Query = <Row extends object>(
  sql: string,
  parameters?: readonly unknown[],
  repeated?: Repeated,
) => Promise<Row[]>;

export type Repeated = 'often' | 'chosen';

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
    maxLifetimeSeconds: GENERATION_SECONDS,
    ...TIMEOUTS,
  });
  // A dropped idle connection is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Statements on a pool, each on whatever connection is free. */
export function queryOn(runner: Pool | ClientBase): Query {
  return async <Row extends object>(text: string, parameters: readonly unknown[] = [], repeated?: Repeated) => {
    const name = repeated && statementName(text, repeated);
    return (await runner.query<Row>({ text, values: [...parameters], ...(name && { name }) })).rows;
  };
}

const CHOSEN_MAX = 100;
/** A connection lives this long, and so do the names of statements that clients chose: then others have their turn. */
const GENERATION_SECONDS = 600;

const own = new Map<string, string>();
const chosen = { generation: 0, names: new Map<string, string>() };

/** A name for a text to be prepared under; none for what clients chose once there are many of those. */
function statementName(text: string, repeated: Repeated): string | undefined {
  if (repeated === 'often') return own.get(text) ?? named(own, text, `s${own.size}`);
  const generation = Math.floor(performance.now() / 1000 / GENERATION_SECONDS);
  if (generation !== chosen.generation) Object.assign(chosen, { generation, names: new Map() });
  const { names } = chosen;
  const known = names.get(text);
  return known || names.size >= CHOSEN_MAX ? known : named(names, text, `c${generation}_${names.size}`);
}

function named(names: Map<string, string>, text: string, name: string): string {
  names.set(text, name);
  return name;
}
