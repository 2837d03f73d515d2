import { type DataFieldInfo, fieldsOf, ROWS_MAX } from '../entities/field.js';
import { CASE_ROWS } from '../entities/index.js';
import { Case } from '../entities/case.js';
import { Snapshot } from '../entities/snapshot.js';
import type { Naming, Selection } from '../entities/selection.js';

interface ListShape {
  name: string;
  wire: string;
  table: string;
  fields: readonly DataFieldInfo[];
  /** Read only when asked for by name, newest first, and no more rows than this. */
  newest?: number;
}

/** A table as it is read: its fields, and the lists of rows that hang on it by `icsr_id`. */
export interface Shape {
  table: string;
  fields: readonly DataFieldInfo[];
  lists: readonly ListShape[];
}

/** Where the rows of each list of a case are kept. */
export const ROW_TABLES = {
  products: 'icsr_productos',
  concomitants: 'icsr_concomitantes',
  followupEntries: 'icsr_seguimientos',
  events: 'icsr_eventos',
};

const SNAPSHOTS: ListShape = {
  name: 'snapshots',
  wire: 'snapshots',
  table: 'icsr_detail_snapshots',
  fields: fieldsOf(Snapshot),
  newest: ROWS_MAX,
};

/** A case with its four lists, and beside them what is only read. */
export const CASE_SHAPE: Shape = {
  table: 'icsr',
  fields: fieldsOf(Case),
  lists: [
    ...CASE_ROWS.map(({ name, wire, entity }) => ({ name, wire, table: ROW_TABLES[name], fields: fieldsOf(entity) })),
    SNAPSHOTS,
  ],
};

/** Everything that a shape is made of. */
export function wholeOf(shape: Shape): Selection {
  const own = shape.fields.map((field) => [field.name, true] as const);
  const parts = shape.lists.filter(({ newest }) => newest === undefined);
  const lists = parts.map(
    (list) => [list.name, Object.fromEntries(list.fields.map(({ name }) => [name, true]))] as const,
  );
  return Object.fromEntries([...own, ...lists]) as Selection;
}

/**
 * The select list that gives the wanted fields of a row known as `t`, lists included, as one object per row. Names that
 * the shape does not have are left to others. `id` always comes along, and `version` where there is one.
 */
export function columns(shape: Shape, selection: Selection, naming: Naming, namingOfRows = naming): string {
  const [id, ...others] = identifierFirst(shape.fields);
  const own = [id!, ...others.filter(({ name }) => name === 'version' || selection[name])];
  const lists = shape.lists.flatMap((list) => {
    const wanted = selection[list.name];
    return wanted ? [`${rowsOf(list, wanted, namingOfRows)} as "${naming === 'rest' ? list.wire : list.name}"`] : [];
  });
  return [...own.map((field) => column('t', field, naming)), ...lists].join(', ');
}

function rowsOf(list: ListShape, wanted: true | Selection, naming: Naming): string {
  const [id, ...others] = identifierFirst(list.fields);
  const fields = [id!, ...others.filter(({ name }) => wanted === true || wanted[name])];
  const picked = fields.map((field) => column('r', field, naming)).join(', ');
  const order = list.newest === undefined ? 'r.id' : `r.id desc limit ${list.newest}`;
  return `(select coalesce(json_agg(row_to_json(x)), '[]') from (select ${picked} from ${list.table} r where r.icsr_id = t.id order by ${order}) x)`;
}

/** Values that no column holds: what the catalogue says of a product's sanitary registration (legacy-api 3.6). */
const COMPUTED: Record<string, (row: string) => string> = {
  laboratorio: (row) => catalogued('c.laboratorio_pais', row),
  rs_vencimiento: (row) => catalogued('c.fecha_venc_registro', row),
  rs_catalog_map: (row) => `(select coalesce(json_object_agg(k.registration, k.facts), '{}') from (
      select distinct on (1) vigia_registration(c.numero_registro) as registration,
        json_build_object('laboratorio', c.laboratorio_pais, 'rs_vencimiento', c.fecha_venc_registro) as facts
      from products c where vigia_registration(c.numero_registro) in
        (select vigia_registration(p.registro_sanitario) from icsr_productos p where p.icsr_id = ${row}.id)
      order by 1, c.id) k)`,
};

function catalogued(value: string, row: string): string {
  return `(select ${value} from products c where vigia_registration(c.numero_registro) = vigia_registration(${row}.registro_sanitario) order by c.id limit 1)`;
}

function identifierFirst(fields: readonly DataFieldInfo[]): DataFieldInfo[] {
  return fields.toSorted((a, b) => Number(b.type === 'id') - Number(a.type === 'id'));
}

function column(alias: string, field: DataFieldInfo, naming: Naming): string {
  const plain = COMPUTED[field.column]?.(alias) ?? `${alias}.${field.column}`;
  const value = field.type === 'instant' ? instant(plain) : plain;
  return `${value} as "${naming === 'rest' ? field.wire : field.name}"`;
}

/** A moment as ISO-8601 in UTC, ending in Z. */
export function instant(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
