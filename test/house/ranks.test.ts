import { expect, test } from 'vitest';
import { type Source, sources } from './sources.js';

/** Folders and files by rank; the longest name that fits a file counts. A file imports only from lower ranks, or from its own room. */
const RANKS: Record<string, number> = {
  'clock.ts': 0,
  settings: -1,
  'config.ts': 0,
  'schema/page.ts': 0,
  entities: 1,
  domain: 2,
  storage: 3,
  exports: 3,
  channels: 3,
  'use-cases': 4,
  resolvers: 5,
  'rest-compat': 5,
  jobs: 5,
  'schema/build.ts': 6,
  server: 6,
  'main.ts': 6,
};

const all = sources();

function roomOf(path: string): string {
  const room = Object.keys(RANKS)
    .filter((name) => path === name || path.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (!room) throw new Error(`src/${path} stands in no room: give it one in docs/architecture.md and here`);
  return room;
}

test('every file imports only from lower ranks or from its own room', () => {
  const wrong = all.flatMap((source) =>
    source.imports.filter((to) => climbs(source.path, to)).map((to) => `src/${source.path} imports src/${to}`),
  );
  expect(wrong, 'move the shared part to a lower room, or pass it in').toEqual([]);
});

function climbs(from: string, to: string): boolean {
  const [room, other] = [roomOf(from), roomOf(to)];
  return room !== other && RANKS[other]! >= RANKS[room]! && RANKS[room] !== 6;
}

test('doors know nothing of storage or of the entity manager', () => {
  const doors = all.filter(({ path }) => /^(resolvers|rest-compat|jobs)\//.test(path));
  const wrong = doors.filter(
    ({ imports, text }) => imports.some((to) => to.startsWith('storage/')) || /mikro-orm/.test(text),
  );
  expect(
    wrong.map(({ path }) => path),
    'let a use-case do it',
  ).toEqual([]);
});

test('the verbs of one noun never import the verbs of another', () => {
  const noun = (path: string) => /^use-cases\/([^/]+)\//.exec(path)?.[1];
  const wrong = all.flatMap(({ path, imports }) =>
    imports
      .filter((to) => noun(path) && noun(to) && noun(path) !== noun(to))
      .map((to) => `src/${path} imports src/${to}`),
  );
  expect(wrong, 'put what they share into domain, storage or use-cases/ itself').toEqual([]);
});

test('no import leads back to where it started', () => {
  const files = new Map(all.map((source) => [source.path, source]));
  expect(cycles(files), 'take the shared part out into a file of its own').toEqual([]);
});

function cycles(files: ReadonlyMap<string, Source>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) return void found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path)) return;
    for (const next of files.get(path)?.needs ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of files.keys()) walk(path, []);
  return found;
}

test('only clock.ts asks for the time and only config.ts reads the environment', () => {
  const asks = (pattern: RegExp, ...allowed: string[]) =>
    all.filter(({ path, text }) => pattern.test(text) && !allowed.includes(path)).map(({ path }) => path);
  expect(asks(/new Date\(\)|Date\.now\(\)/, 'clock.ts'), 'take the moment as an argument, or from clock.ts').toEqual(
    [],
  );
  // A password on a command line would stand in the list of processes; and programs that we start need a PATH.
  const others = ['server/commands/user.ts', 'exports/pdf/programs.ts', 'storage/embedded-binaries.ts'];
  expect(asks(/process\.env/, 'config.ts', ...others), 'declare a setting in config.ts').toEqual([]);
});
