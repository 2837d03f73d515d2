import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './sources.js';

const FOLDERS: Record<string, string> = {
  r: 'rest-compat',
  g: 'graphql',
  u: 'use-cases',
  d: 'domain',
  e: 'exports',
  h: 'house',
  f: 'faults',
  s: 'storage',
  c: 'channels',
};
const PAGE = 'docs/contract.md';
const REFERENCE = /`([a-z]):([\w-]+)` «([^»]+)»/g;

interface Row {
  rule: string;
  doors: string[];
}

const rows: Row[] = readFileSync(path.join(ROOT, PAGE), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Rule|-+) /.test(line))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([rule, ...doors]) => ({ rule: rule!, doors }));

/** The titles of the tests in a file: the texts that stand before the function of a test. */
function titlesIn(file: string): Set<string> {
  const place = path.join(ROOT, file);
  if (!existsSync(place)) return new Set();
  const text = readFileSync(place, 'utf8');
  const found = [...text.matchAll(/(\w*\(\s*)(['"`])((?:\\.|(?!\2).)*)\2,\s*(?:async )?(?:\(|\w+ =>)/g)];
  return new Set(found.flatMap(([, call, , title]) => (call!.startsWith('describe') ? [] : [title!])));
}

const known = new Map<string, Set<string>>();
function has(file: string, title: string): boolean {
  if (!known.has(file)) known.set(file, titlesIn(file));
  return known.get(file)!.has(title);
}

test('every test that the coverage of the contract names is there', () => {
  const gone = rows.flatMap(({ rule, doors }) =>
    [...doors.join(' ').matchAll(REFERENCE)].flatMap(([, folder, name, title]) => {
      const file = `test/${FOLDERS[folder!]}/${name}.test.ts`;
      return has(file, title!) ? [] : [`${rule}: no test «${title}» in ${file}`];
    }),
  );
  expect(gone, `write the test, or put its new title or place into ${PAGE}`).toEqual([]);
});

test('every line of the coverage names a test for each door, or says why there is none', () => {
  const open = rows.filter(
    ({ doors }) =>
      doors.length !== 2 ||
      !doors.every((door) => {
        const rest = door.replace(REFERENCE, '').replaceAll(';', '').trim();
        return rest === '' ? door.includes('«') : /^\*\*None\*\*[^`«]*[:].*\w/.test(door);
      }),
  );
  expect(rows.length).toBeGreaterThan(80);
  expect(
    open.map(({ rule }) => rule),
    'write `file` «title» for REST and for GraphQL, or **None** and the reason',
  ).toEqual([]);
});
