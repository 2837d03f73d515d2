import { CatalogProduct, CatalogProductData } from '../entities/catalog-product.js';
import { fieldsOf, inputFieldsOf } from '../entities/field.js';
import type { View } from '../entities/selection.js';
import type { Query } from './query.js';
import { columns, type Shape, wholeOf } from './read.js';
import { type Add, parameters, whereOf } from './sql.js';

type Row = Record<string, unknown>;

const SHAPE: Shape = { table: 'products', fields: fieldsOf(CatalogProduct), lists: [] };
const WHOLE = wholeOf(SHAPE);
/** What a client may set. */
const FIELDS = inputFieldsOf(CatalogProductData);

/** Columns that a page can be put in order by. Texts as a Spanish reader expects them. */
export const PRODUCT_ORDERS = {
  id: 't.id',
  producto: 't.producto collate "es-x-icu"',
  ifa: 't.ifa collate "es-x-icu"',
  laboratorio_pais: 't.laboratorio_pais collate "es-x-icu"',
  estado_registro: 't.estado_registro collate "es-x-icu"',
  numero_registro: 't.numero_registro',
  fecha_venc_registro: 't.fecha_venc_registro',
  fecha_primer_registro: 't.fecha_primer_registro',
  created_at: 't.created_at',
  updated_at: 't.updated_at',
} as const;

export interface ProductFilter {
  search?: string;
  estado?: string;
  comercializa?: boolean | null;
  numeroRegistro?: string;
}

export interface ProductPage {
  filter: ProductFilter;
  order: { sort: keyof typeof PRODUCT_ORDERS; order: 'asc' | 'desc' };
  /** Skip this many, or continue after this product and id: then the order must be by `producto`, ascending. */
  start: { offset: number } | { after?: ProductKey };
  /** Rows of the page. One more is read to know whether another page follows. */
  rowsMax: number;
  /** Count all matches too. */
  withTotal: boolean;
}

export type ProductKey = readonly [product: string, id: number];

export interface ProductRows {
  rows: Row[];
  /** Product and id of each row, for cursors. */
  keys: ProductKey[];
  more: boolean;
  total: number | null;
}

/** One product by its id or by its registration exactly as it is written, or null. One statement. */
export async function readProduct(
  query: Query,
  by: { id: number } | { numeroRegistro: string },
  view: View,
): Promise<Row | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['numero_registro', by.numeroRegistro];
  return one(await query(`${asJson('products t', view)} where t.${column} = $1) x`, [value]));
}

/** A page of the catalogue, and how many products fit in all when asked for. One statement. */
export async function readProducts(query: Query, page: ProductPage, view: View): Promise<ProductRows> {
  const { selection = WHOLE, naming = 'graphql' } = view;
  const { values, add } = parameters();
  const matches = conditions(page.filter, add);
  const { start, order } = page;
  const after = 'after' in start ? start.after : undefined;
  const place = after ? [`(${PRODUCT_ORDERS.producto}, t.id) > (${add(after[0])}::text, ${add(after[1])}::int)`] : [];
  const inner = `select ${columns(SHAPE, selection, naming)}, json_build_array(t.producto, t.id) as "__key" from products t
    ${whereOf([...matches, ...place])} order by ${PRODUCT_ORDERS[order.sort]} ${order.order} nulls last, t.id
    limit ${add(page.rowsMax + 1)} offset ${add('offset' in start ? start.offset : 0)}`;
  const total = page.withTotal ? `(select count(*)::int from products t ${whereOf(matches)})` : 'null';
  const sql = `select json_build_object('total', ${total}, 'rows', (select coalesce(json_agg(row_to_json(x)), '[]') from (${inner}) x))::text as page`;
  const [answer] = await query<{ page: string }>(sql, values);
  return asRows(JSON.parse(answer!.page) as { rows: (Row & { __key?: ProductKey })[]; total: number | null }, page);
}

function asRows(read: { rows: (Row & { __key?: ProductKey })[]; total: number | null }, { rowsMax }: ProductPage) {
  const rows = read.rows.slice(0, rowsMax);
  const keys = rows.map((row) => row.__key!);
  for (const row of rows) delete row.__key;
  return { rows, keys, more: read.rows.length > rowsMax, total: read.total };
}

/** Case and accents do not count; `%` and `_` stand for themselves; a registration is found however it is written. */
function conditions(filter: ProductFilter, add: Add): string[] {
  const parts: string[] = [];
  if (filter.estado) parts.push(`vigia_fold(t.estado_registro) = vigia_fold(${add(filter.estado)})`);
  if (typeof filter.comercializa === 'boolean') parts.push(`t.comercializa = ${add(filter.comercializa)}`);
  if (filter.numeroRegistro) parts.push(sameRegistration(add(filter.numeroRegistro)));
  if (filter.search) {
    const words = add(filter.search);
    parts.push(`(t.search_text like vigia_like_pattern(${words}) or ${sameRegistration(words)})`);
  }
  return parts;
}

function sameRegistration(text: string): string {
  return `vigia_registration(t.numero_registro) = vigia_registration(${text})`;
}

/** Adds a product. One statement. */
export async function insertProduct(query: Query, values: Row, now: Date, view: View): Promise<Row> {
  const given = columnsOf(values);
  const names = [...Object.keys(given), 'created_at', 'updated_at'].join(', ');
  const sql = `with t as (
      insert into products (${names}) select ${names} from jsonb_populate_record(null::products, $1::jsonb) returning *)
    ${asJson('t', view)}) x`;
  return one(await query(sql, [JSON.stringify({ ...given, ...stamps(now) })]))!;
}

/** Sets the given fields of a product. Gives it whole, or null when there is none. One statement. */
export async function updateProduct(query: Query, id: number, values: Row, now: Date, view: View): Promise<Row | null> {
  const given = columnsOf(values);
  const names = Object.keys(given);
  const differs = names.map((name) => `p.${name} is distinct from s.${name}`).join(' or ') || 'false';
  const sql = `with t as (
      update products p set ${[...names.map((name) => `${name} = s.${name}`), ''].join(', ')}
        updated_at = case when ${differs} then s.updated_at else p.updated_at end
      from jsonb_populate_record(null::products, $2::jsonb) s where p.id = $1 returning p.*)
    ${asJson('t', view)}) x`;
  return one(await query(sql, [id, JSON.stringify({ ...given, ...stamps(now) })]));
}

/** Takes a product out. False when there is none. */
export async function removeProduct(query: Query, id: number): Promise<boolean> {
  return (await query('delete from products where id = $1 returning id', [id])).length > 0;
}

/**
 * Adds the products whose registration is new and changes the others in what is given and different, in one statement. No
 * registration may come twice. Other writers of the catalogue wait meanwhile, readers do not.
 */
export async function upsertProducts(
  query: Query,
  rows: readonly Row[],
  now: Date,
): Promise<{ created: number; updated: number }> {
  if (rows.length === 0) return { created: 0, updated: 0 };
  await query('lock table products in share row exclusive mode');
  const [counts] = await query<{ created: number; updated: number }>(UPSERT, [
    JSON.stringify(rows.map((row) => columnsOf(row))),
    now.toISOString(),
  ]);
  return counts!;
}

const NAMES = FIELDS.map(({ column }) => column);

const UPSERT = `with sent as materialized (
    select j.given, j.place, s.* from jsonb_array_elements($1::jsonb) with ordinality j(given, place),
      jsonb_populate_record(null::products, j.given) s
  ), updated as (
    update products t set updated_at = $2::timestamptz,
      ${NAMES.map((name) => `${name} = case when s.given ? '${name}' then s.${name} else t.${name} end`).join(', ')}
    from sent s where s.numero_registro = t.numero_registro
      and (${NAMES.map((name) => `s.given ? '${name}' and s.${name} is distinct from t.${name}`).join(' or ')})
    returning t.id
  ), created as (
    insert into products (${NAMES.join(', ')}, created_at, updated_at)
    select ${NAMES.map((name) => `s.${name}`).join(', ')}, $2::timestamptz, $2::timestamptz from sent s
    where not exists (select from products t where t.numero_registro = s.numero_registro) order by s.place
    returning id
  )
  select (select count(*)::int from created) as created, (select count(*)::int from updated) as updated`;

function asJson(source: string, { selection = WHOLE, naming = 'graphql' }: View): string {
  return `select row_to_json(x)::text as row from (select ${columns(SHAPE, selection, naming)} from ${source}`;
}

function one(rows: object[]): Row | null {
  const [found] = rows as { row: string }[];
  return found ? (JSON.parse(found.row) as Row) : null;
}

function columnsOf(values: Row): Row {
  return Object.fromEntries(FIELDS.flatMap(({ name, column }) => (name in values ? [[column, values[name]]] : [])));
}

function stamps(now: Date) {
  return { created_at: now.toISOString(), updated_at: now.toISOString() };
}
