import { expect, test } from 'vitest';
import { sources } from './sources.js';

const LINES_MAX = 250;
const LINES_OF_DATA_MAX = 340;
const LINE_CHARACTERS_MAX = 200;

/** Tables that are read rather than followed. */
const DATA = /^(entities|storage\/seed|storage\/migrations)\/|^settings\/|^server\/http\.ts$|^domain\/errors\.ts$/;

const all = sources();

test('no file is too long to be read in one go', () => {
  const long = all.filter(({ path, lines }) => lines > (DATA.test(path) ? LINES_OF_DATA_MAX : LINES_MAX));
  expect(
    long.map(({ path, lines }) => `src/${path}: ${lines} lines`),
    'split it by what it is about',
  ).toEqual([]);
});

test('no line of code is too long to be seen whole', () => {
  const long = all
    .filter(({ path }) => !/^storage\/(migrations|seed)\//.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, place) => (line.length > LINE_CHARACTERS_MAX ? [`src/${path}:${place + 1}`] : [])),
    );
  expect(long).toEqual([]);
});

test('no function is silenced, skipped or left for later', () => {
  const left = all.filter(({ text }) =>
    /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|: any\b|as any\b|oxlint-disable/.test(text),
  );
  expect(left.map(({ path }) => path)).toEqual([]);
});
