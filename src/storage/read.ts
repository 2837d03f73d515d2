import { type DataFieldInfo, fieldsOf, inputFieldsOf, ROWS_MAX } from '../entities/field.js';
import { CASE_ROWS } from '../entities/index.js';
import { Case, CaseData } from '../entities/case.js';
import { KeptDuplicateCheck } from '../entities/duplicate-check.js';
import { ExportFile } from '../entities/export-file.js';
import { ProductData } from '../entities/product.js';
import { FollowupMessage } from '../entities/followup-message.js';
import { Snapshot } from '../entities/snapshot.js';
import { type Key, type Naming, type Selection, together, type View } from '../entities/selection.js';

interface ListShape {
  name: string;
  wire: string;
  table: string;
  fields: readonly DataFieldInfo[];
  /** Read only when asked for by name, newest first, and no more rows than this. */
  newest?: number;
  /** Every field of its rows is read, whatever is asked for. */
  isWhole?: boolean;
  /** Asked for as a connection: what is wanted of its rows stands in `edges.node` and `nodes`. */
  isConnection?: boolean;
}

/** A table as it is read: its fields, and the lists of rows that hang on it by `icsr_id`. */
export interface Shape {
  table: string;
  fields: readonly DataFieldInfo[];
  lists: readonly ListShape[];
  /** What has to be read for a field that is worked out of others. */
  needs?: Readonly<Record<string, Selection>>;
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

const EXPORTS: ListShape = {
  name: 'exports',
  wire: 'exports',
  table: 'export_files',
  fields: fieldsOf(ExportFile),
  newest: ROWS_MAX,
};

const MESSAGES: ListShape = {
  name: 'followupMessages',
  wire: 'followup_messages',
  table: 'followup_messages',
  fields: fieldsOf(FollowupMessage),
  newest: ROWS_MAX,
  isConnection: true,
};

/** Every field that a client can give. */
function allOf(data: Parameters<typeof inputFieldsOf>[0]): Selection {
  return Object.fromEntries(inputFieldsOf(data).map(({ name }) => [name, true as const]));
}

/** What was found in the background, with what a person has decided. */
const DUPLICATES: ListShape = {
  name: 'duplicates',
  wire: 'duplicates',
  table: 'duplicate_check',
  fields: fieldsOf(KeptDuplicateCheck),
  newest: 1,
  isWhole: true,
};

/** A case with its four lists, and beside them what is only read. */
export const CASE_SHAPE: Shape = {
  table: 'icsr',
  fields: fieldsOf(Case),
  lists: [
    ...CASE_ROWS.map(({ name, wire, entity }) => ({ name, wire, table: ROW_TABLES[name], fields: fieldsOf(entity) })),
    SNAPSHOTS,
    EXPORTS,
    MESSAGES,
    DUPLICATES,
  ],
  needs: {
    missingData: { ...allOf(CaseData), products: allOf(ProductData) },
    duplicates: { dupOverride: true, dupOfId: true },
  },
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
 * The select list that gives the wanted fields of a row known as `t`, lists included, for a query whose rows are made into
 * JSON. Names that the shape does not have are left to others. `id` always comes along, and `version` where there is one.
 */
export function columns(shape: Shape, selection: Selection, naming: Naming, namingOfRows = naming): string {
  return columnsOfKeys(shape, keysOf(shape, selection, naming, namingOfRows));
}

const whole = new Map<Shape, Selection>();
const remembered = new WeakMap<object, Map<string, string>>();

/** The same for a view. Remembered for as long as its selection or keys are, since doors ask the same again and again. */
export function columnsOfView(shape: Shape, { selection, naming = 'graphql', keys }: View, sources?: Sources): string {
  if (!whole.has(shape)) whole.set(shape, wholeOf(shape));
  const wanted = keys ?? selection ?? whole.get(shape)!;
  if (sources) return columnsOfKeys(shape, keys ?? keysOf(shape, wanted as Selection, naming), sources);
  const texts = remembered.get(wanted) ?? new Map<string, string>();
  remembered.set(wanted, texts);
  const name = `${naming} ${shape.table}`;
  if (!texts.has(name)) texts.set(name, columnsOfKeys(shape, keys ?? keysOf(shape, wanted as Selection, naming)));
  return texts.get(name)!;
}

function keysOf(shape: Shape, asked: Selection, naming: Naming, namingOfRows = naming): Key[] {
  const selection = withNeeds(shape, asked);
  const [id, ...others] = identifierFirst(shape.fields);
  const own = [id!, ...others.filter(({ name }) => name === 'version' || selection[name])];
  const lists = shape.lists.flatMap((list) => {
    const wanted = wantedOfRows(list, selection[list.name]);
    if (!wanted) return [];
    const [rowId, ...fields] = identifierFirst(list.fields);
    const picked = [rowId!, ...fields.filter(({ name }) => list.isWhole || wanted === true || wanted[name])];
    const keys = picked.map((field) => keyOf(field, namingOfRows));
    return [{ key: naming === 'rest' ? list.wire : list.name, list: list.name, keys }];
  });
  return [...own.map((field) => keyOf(field, naming)), ...lists];
}

function withNeeds({ needs = {} }: Shape, asked: Selection): Selection {
  const needed = Object.entries(needs).flatMap(([name, selection]) => (asked[name] ? [selection] : []));
  return needed.reduce(together, asked);
}

/** A connection is asked for its rows in two places. */
function wantedOfRows(
  { isConnection }: ListShape,
  wanted: Selection[string] | undefined,
): Selection[string] | undefined {
  if (!isConnection || typeof wanted !== 'object') return wanted;
  const { edges, nodes } = wanted as Record<string, Selection | undefined>;
  return { ...(edges?.node as Selection | undefined), ...nodes };
}

const keyOf = ({ name, wire }: DataFieldInfo, naming: Naming): Key => ({
  key: naming === 'rest' ? wire : name,
  field: name,
});

function identifierFirst(fields: readonly DataFieldInfo[]): DataFieldInfo[] {
  return fields.toSorted((a, b) => Number(b.type === 'id') - Number(a.type === 'id'));
}

/** What a whole row is called where it is made into JSON: a name that no field and no alias of a client can have. */
export const ROW = '"$row"';

/** Where the rows of a list are, other than in their table: the name of a query beside this one, or nowhere (null). */
export type Sources = Readonly<Record<string, string | null>>;

/** The select list that gives exactly these keys of a row known as `t`. Throws for a field or list that the shape does not have. */
export function columnsOfKeys(shape: Shape, keys: readonly Key[], sources: Sources = {}): string {
  const values = keys.map((wanted) => {
    if ('word' in wanted) return `'${wanted.word}' as "${wanted.key}"`;
    if ('field' in wanted) return fieldColumn('t', shape.fields, wanted, sources);
    const list = shape.lists.find(({ name }) => name === wanted.list);
    if (!list) throw new Error(`${shape.table} has no list ${wanted.list}`);
    return `${rowsOf(list, wanted.keys, sources)} as "${wanted.key}"`;
  });
  return values.join(', ');
}

function rowsOf(list: ListShape, keys: readonly Key[], sources: Sources): string {
  const source = sources[list.name] === undefined ? list.table : sources[list.name];
  if (source === null) return `'[]'::json`;
  const picked = keys.map((wanted) =>
    'word' in wanted
      ? `'${wanted.word}' as "${wanted.key}"`
      : fieldColumn('r', list.fields, wanted as FieldKey, sources),
  );
  const catalogued = keys.some((wanted) => 'field' in wanted && wanted.field in CATALOGUED)
    ? `left join lateral (${CATALOGUE_ENTRY}) c on true`
    : '';
  const order = list.newest === undefined ? 'r.id' : `r.id desc limit ${list.newest}`;
  // An array of rows, which becomes JSON together with the row that holds it: in one go, and not twice.
  return `array(select ${ROW} from (select ${picked.join(', ')} from ${source} r ${catalogued}
    where r.icsr_id = t.id order by ${order}) ${ROW})`;
}

type FieldKey = Extract<Key, { field: string }>;

function fieldColumn(
  alias: string,
  fields: readonly DataFieldInfo[],
  { key, field: name, quoted }: FieldKey,
  sources: Sources,
): string {
  const field = fields.find((one) => one.name === name);
  if (!field) throw new Error(`nothing is kept as ${name}`);
  const plain = valueOf(alias, field, sources);
  const value = field.type === 'instant' ? instant(plain) : plain;
  return `${quoted ? `${value}::text` : value} as "${key}"`;
}

/** What the catalogue says of a product's sanitary registration (legacy-api 3.6), by the name of the field that shows it. */
const CATALOGUED: Record<string, string> = {
  laboratorio: 'c.laboratorio_pais',
  rsVencimiento: 'c.fecha_venc_registro',
};

/** The entry of the catalogue for a product `r`. */
const CATALOGUE_ENTRY = `select k.laboratorio_pais, k.fecha_venc_registro from products k
  where vigia_registration(k.numero_registro) = vigia_registration(r.registro_sanitario) order by k.id limit 1`;

function valueOf(alias: string, { name, column }: DataFieldInfo, sources: Sources): string {
  if (alias === 'r' && name in CATALOGUED) return CATALOGUED[name]!;
  if (name === 'rsCatalogMap')
    return catalogueMap(sources.products === undefined ? ROW_TABLES.products : sources.products);
  return `${alias}.${column}`;
}

/** The same facts by registration, for the products of the case that are in the catalogue. */
function catalogueMap(products: string | null): string {
  if (products === null) return `'{}'::json`;
  return `coalesce((select jsonb_object_agg(vigia_registration(r.registro_sanitario),
      jsonb_build_object('laboratorio', c.laboratorio_pais, 'rs_vencimiento', c.fecha_venc_registro))
    from ${products} r join lateral (${CATALOGUE_ENTRY}) c on true where r.icsr_id = t.id), '{}')`;
}

/** A moment as ISO-8601 in UTC, ending in Z. */
export function instant(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
