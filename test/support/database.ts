import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { connectDatabase, migrate } from '../../src/storage/database.js';
import { startEmbedded } from '../../src/storage/embedded.js';
import type { Connection } from '../../src/storage/query.js';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: Connection;
  }
}

export const TEMPLATE = 'vigia_template';

/** One PostgreSQL for the run, with one migrated database that every test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'vigia-test-'));
  const embedded = await startEmbedded({ dataDirectory, database: TEMPLATE });
  const database = await connectDatabase(embedded.connection, 2);
  await migrate(database);
  await database.close();
  project.provide('postgres', embedded.connection);
  return async () => {
    await embedded.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
}
