import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SETTINGS } from '../../src/config.js';
import { ENTITIES } from '../../src/entities/index.js';
import { fieldsOf } from '../../src/entities/field.js';
import { VOCABULARIES } from '../../src/domain/vocabulary.js';
import { generatedFiles } from '../../src/server/generated.js';
import { startServer, type TestServer } from '../support/server.js';
import { ROOT } from './sources.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

test('the generated files say what the code says', async () => {
  for (const { path: file, text } of await generatedFiles()) {
    const kept = await readFile(file, 'utf8').catch(() => '');
    expect(kept === text, `${path.relative(ROOT, file)} is stale: run \`npm run build\` and commit it`).toBe(true);
  }
});

test('the migrated database is what the entities describe', async () => {
  const difference = await server.house.database.orm.schema.getUpdateSchemaSQL({
    wrap: false,
    safe: true,
    dropTables: false,
  });
  expect(difference.trim(), 'write a migration for this').toBe('');
});

test('every field has a label, a privacy class, and a vocabulary that exists', () => {
  for (const field of ENTITIES.flatMap((entity) => fieldsOf(entity))) {
    expect(field.about.length, field.name).toBeGreaterThan(1);
    expect(['public', 'personal', 'health'], field.name).toContain(field.privacy);
    if (field.vocabulary) expect(Object.keys(VOCABULARIES), field.name).toContain(field.vocabulary);
  }
});

test('the settings that Docker Compose passes are settings that the program knows', async () => {
  const compose = await readFile(path.join(ROOT, 'docker-compose.yml'), 'utf8');
  const block = /environment: &environment\n((?: {4}\w+:.*\n)+)/.exec(compose)?.[1] ?? '';
  const passed = [...block.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
  expect(passed.length).toBeGreaterThan(0);
  const known = Object.values(SETTINGS).map(({ name }) => name as string);
  expect(passed.filter((name) => !known.includes(name!))).toEqual([]);
});
