import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { DATA } from './processes.mjs';

const NAME = 'vigia';
const KEPT = 'vigia_kept';

/**
 * An embedded PostgreSQL with `size` generated cases, in `bench/.data/<size>`: made once, and again when migrations or
 * generator have changed. VIGIA's own modules do the work.
 */
export async function openData(root, size) {
  const folder = path.join(DATA, String(size));
  const { startEmbedded } = await vigia(root, 'storage/embedded.js');
  const embedded = await startEmbedded({ dataDirectory: folder, database: NAME });
  const { connection } = embedded;
  await putBack(connection);
  const stamp = path.join(folder, 'made-of');
  const wanted = fingerprint(root, size);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await fill(root, connection, size);
    writeFileSync(stamp, wanted);
  }
  return { size, folder, connection, query: (sql, values) => query(connection, sql, values), stop: embedded.stop };
}

/** A module of ours. */
export function vigia(root, file) {
  return import(pathToFileURL(path.join(root, 'dist', file)).href);
}

function fingerprint(root, size) {
  const storage = path.join(root, 'src', 'storage');
  const files = [
    ...readdirSync(path.join(storage, 'migrations')).map((name) => path.join(storage, 'migrations', name)),
    ...['generate.ts', 'generate-words.ts'].map((name) => path.join(storage, 'seed', name)),
    // What cases are found by is kept beside them.
    ...['duplicates.ts', 'match-keys.ts'].map((name) => path.join(root, 'src', 'domain', name)),
  ];
  const hash = createHash('sha256').update(String(size));
  for (const file of files.sort()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

async function fill(root, connection, size) {
  console.log(`Making a database of ${size} cases in bench/.data/${size} …`);
  const start = performance.now();
  await maintain(connection, `drop database if exists ${NAME} with (force)`, `create database ${NAME}`);
  const { connectDatabase, migrate } = await vigia(root, 'storage/database.js');
  const { generateCases } = await vigia(root, 'storage/seed/generate.js');
  const database = await connectDatabase(connection, 2);
  try {
    await migrate(database);
    await generateCases(database, size, (done) => process.stdout.write(`\r  ${done} of ${size} `));
  } finally {
    await database.close();
  }
  await query(connection, 'vacuum analyze');
  await query(connection, 'checkpoint');
  console.log(`in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** Runs something that writes, and then puts the database back as it was. Nobody may be connected at either moment. */
export async function onCopy({ connection }, run) {
  await maintain(
    connection,
    `alter database ${NAME} rename to ${KEPT}`,
    `create database ${NAME} template ${KEPT} strategy file_copy`,
  );
  try {
    return await run();
  } finally {
    await putBack(connection);
  }
}

async function putBack(connection) {
  const [kept] = await query({ ...connection, database: 'postgres' }, 'select from pg_database where datname = $1', [
    KEPT,
  ]);
  if (!kept) return;
  await maintain(
    connection,
    `drop database if exists ${NAME} with (force)`,
    `alter database ${KEPT} rename to ${NAME}`,
  );
}

async function maintain(connection, ...statements) {
  for (const sql of statements) await query({ ...connection, database: 'postgres' }, sql);
}

async function query(connection, sql, values) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
