import { deepStrictEqual } from 'node:assert';

const INSTANT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/;

/** An answer without what only the dialect of its server puts there: connections, numbers as text, spellings of a moment. */
export function plain(value, name) {
  if (Array.isArray(value)) return value.map((row) => plain(row));
  if (typeof value === 'string') return INSTANT.test(value) ? new Date(value).toISOString() : value;
  if (typeof value === 'number') return name === 'id' ? String(value) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value.nodes)) return plain(value.nodes);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, key)]));
}

/** Throws when two servers gave different answers. */
export function refuseDifference(what, [name, answer], [otherName, otherAnswer]) {
  try {
    deepStrictEqual(plain(otherAnswer), plain(answer));
  } catch (error) {
    throw new Error(`${what}: ${otherName} answers something else than ${name}\n${error.message}`, { cause: error });
  }
}

/** Throws when `whole` lacks a value of `part`: our answer is the floor's in another shape. */
export function refuseMissing(what, part, whole) {
  const there = Map.groupBy(leaves(whole), (leaf) => leaf);
  for (const [leaf, group] of Map.groupBy(leaves(part), (found) => found)) {
    if ((there.get(leaf)?.length ?? 0) < group.length) throw new Error(`${what}: the floor does not answer ${leaf}`);
  }
}

function leaves(value) {
  if (value === null) return [];
  return typeof value === 'object' ? Object.values(value).flatMap(leaves) : [String(plain(value))];
}
