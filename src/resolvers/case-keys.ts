import { type DataFieldInfo, fieldsOf } from '../entities/field.js';
import { Case } from '../entities/case.js';
import { CASE_ROWS } from '../entities/index.js';
import type { Key } from '../entities/selection.js';

interface Asked {
  key: string;
  name: string;
}

interface AskedOfCase extends Asked {
  /** What is asked of its rows, where it is a list. */
  below?: readonly Asked[];
}

const FIELDS = byName(fieldsOf(Case));
const LISTS = new Map<string, { type: string; fields: ReturnType<typeof byName> }>(
  CASE_ROWS.map(({ name, entity }) => [name, { type: entity.name, fields: byName(fieldsOf(entity)) }]),
);

function byName(fields: readonly DataFieldInfo[]) {
  return new Map(fields.map((field) => [field.name, field]));
}

/** Fields of a case, as GraphQL asks for them, as the keys that the database is to write. None when it asks for anything else too. */
export function keysOfCase(asked: readonly AskedOfCase[]): Key[] | undefined {
  const keys = asked.map(({ key, name, below }): Key | undefined => {
    if (!below) return keyOf(key, name, 'Case', FIELDS);
    const list = key.length > KEY_CHARACTERS_MAX ? undefined : LISTS.get(name);
    const rows = list && below.map((row) => keyOf(row.key, row.name, list.type, list.fields));
    return rows?.every((row) => row !== undefined) ? { key, list: name, keys: rows } : undefined;
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** PostgreSQL cuts off longer names. */
const KEY_CHARACTERS_MAX = 63;

function keyOf(key: string, name: string, type: string, fields: ReadonlyMap<string, DataFieldInfo>): Key | undefined {
  if (key.length > KEY_CHARACTERS_MAX) return undefined;
  if (name === '__typename') return { key, word: type };
  const field = fields.get(name);
  return field && { key, field: name, quoted: field.type === 'id' };
}
