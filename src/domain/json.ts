import { storable } from './text.js';
import type { Issue } from './issues.js';

const JSON_CHARACTERS_MAX = 20_000;
const JSON_LEVELS_MAX = 10;

type Read = { value: object } | { fault: Omit<Issue, 'path'> };

/** An object of any shape as it may be kept: texts without what no database holds, not nested without end, not too long. */
export function readObject(raw: unknown): Read {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { fault: { code: 'NOT_OBJECT' } };
  if (isDeeperThan(raw, JSON_LEVELS_MAX))
    return { fault: { code: 'WRONG_FORM', limit: `admite ${JSON_LEVELS_MAX} niveles como máximo` } };
  const value = kept(raw) as object;
  if (JSON.stringify(value).length > JSON_CHARACTERS_MAX)
    return { fault: { code: 'TOO_LONG', limit: JSON_CHARACTERS_MAX } };
  return { value };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function kept(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(kept);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), kept(inner)]));
}
