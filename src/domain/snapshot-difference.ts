import { isDeepStrictEqual } from 'node:util';
import { Case } from '../entities/case.js';
import { type DataFieldInfo, fieldsOf } from '../entities/field.js';
import { CASE_ROWS, type CaseRowsName } from '../entities/index.js';

/** A case or a row as a snapshot keeps it, by REST names. */
type Kept = Readonly<Record<string, unknown>>;

/** What became of one field, or of one row that came or went, between two snapshots. */
export interface FieldDifference {
  /** REST names: `['gravedad']`, `['productos', '12', 'nro_lote']`, `['productos', '12']` for a row that came or went. */
  path: readonly string[];
  /** Spanish label of the field, with that of its list where it is a row's. */
  label: string;
  before: unknown;
  after: unknown;
}

const ROW_LABELS: Record<CaseRowsName, string> = {
  products: 'Producto sospechoso',
  concomitants: 'Producto concomitante',
  followupEntries: 'Línea de seguimiento',
  events: 'Evento adverso',
};

const CASE_FIELDS = fieldsOf(Case);
const LISTS = CASE_ROWS.map(({ name, wire, entity }) => ({ wire, label: ROW_LABELS[name], fields: fieldsOf(entity) }));
const LIST_NAMES = new Set<string>(LISTS.map(({ wire }) => wire));

/**
 * Every field that differs between two snapshots of one case. Rows are matched by their ids; one that stands on one side
 * alone is a difference as a whole. A field that a snapshot does not know counts as null, a list as empty.
 */
export function snapshotDifference(before: Kept, after: Kept): FieldDifference[] {
  const rows = LISTS.flatMap(({ wire, label, fields }) => {
    const sides = [rowsById(before[wire]), rowsById(after[wire])] as const;
    const ids = [...new Set(sides.flatMap((side) => [...side.keys()]))].sort((a, b) => a - b);
    return ids.flatMap((id) => rowDifferences([wire, String(id)], label, fields, sides[0].get(id), sides[1].get(id)));
  });
  return [...fieldDifferences([], '', CASE_FIELDS, before, after), ...rows];
}

function rowsById(rows: unknown): Map<number, Kept> {
  return new Map((Array.isArray(rows) ? (rows as Kept[]) : []).map((row) => [Number(row.id), row]));
}

function rowDifferences(
  path: readonly string[],
  label: string,
  fields: readonly DataFieldInfo[],
  before: Kept | undefined,
  after: Kept | undefined,
): FieldDifference[] {
  if (before && after) return fieldDifferences(path, `${label}: `, fields, before, after);
  return [{ path, label, before: before ?? null, after: after ?? null }];
}

function fieldDifferences(
  path: readonly string[],
  prefix: string,
  fields: readonly DataFieldInfo[],
  before: Kept,
  after: Kept,
): FieldDifference[] {
  const labels = new Map(fields.map(({ wire, about }) => [wire, about]));
  const names = new Set([...labels.keys(), ...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => path.length > 0 || !LIST_NAMES.has(name))
    .map((name) => ({
      path: [...path, name],
      label: prefix + (labels.get(name) ?? name),
      before: valueOf(before, name),
      after: valueOf(after, name),
    }))
    .filter((difference) => !isDeepStrictEqual(difference.before, difference.after));
}

function valueOf(kept: Kept, name: string): unknown {
  return Object.hasOwn(kept, name) ? (kept[name] ?? null) : null;
}
