import { type CountedValue, CASES_OF_A_VALUE_MIN } from '../domain/hit-miss/counting.js';
import type { FieldName } from '../domain/hit-miss/fields.js';
import type { FieldCount, Frequencies } from '../domain/hit-miss/frequencies.js';
import { codeOf, initialsOf, lotOf, personOf, substancesOf, telephoneOf } from '../domain/hit-miss/spellings.js';
import { meaningOf, normalise } from '../domain/words.js';
import { keyedHash } from './keyed-hash.js';
import { LOCKS } from './locks.js';
import type { Query } from './query.js';

/** Where the values of a field stand, and how one is spelled when cases are compared. */
interface Source {
  field: FieldName;
  table: 'icsr' | 'icsr_productos' | 'icsr_eventos';
  column: string;
  spelled(text: string): readonly (string | null | undefined)[];
}

const asItIs = (text: string) => [text];
const words = (text: string) => [normalise(text)];

const SOURCES: readonly Source[] = [
  { field: 'iniciales', table: 'icsr', column: 'paciente_iniciales', spelled: (text) => [initialsOf(text)] },
  { field: 'nacimiento', table: 'icsr', column: 'paciente_fecha_nacimiento', spelled: asItIs },
  { field: 'edad', table: 'icsr', column: 'paciente_edad', spelled: asItIs },
  { field: 'sexo', table: 'icsr', column: 'paciente_sexo', spelled: (text) => [meaningOf('sexo', text)] },
  { field: 'peso', table: 'icsr', column: 'paciente_peso', spelled: (text) => [String(Math.round(Number(text)))] },
  { field: 'dni', table: 'icsr', column: 'paciente_dni', spelled: (text) => [codeOf(text)] },
  { field: 'fecha', table: 'icsr', column: 'fecha_inicio_evento', spelled: asItIs },
  { field: 'producto', table: 'icsr', column: 'producto_sospechoso', spelled: (text) => substancesOf(text) },
  { field: 'producto', table: 'icsr_productos', column: 'nombre_producto', spelled: (text) => substancesOf(text) },
  { field: 'producto', table: 'icsr_productos', column: 'ifa', spelled: (text) => substancesOf(text) },
  { field: 'lote', table: 'icsr_productos', column: 'nro_lote', spelled: (text) => [lotOf(text)] },
  { field: 'reaccion', table: 'icsr_eventos', column: 'texto', spelled: words },
  { field: 'reaccion', table: 'icsr_eventos', column: 'meddra_llt_code', spelled: asItIs },
  { field: 'reaccion', table: 'icsr_eventos', column: 'meddra_llt_term', spelled: words },
  { field: 'reaccion', table: 'icsr_eventos', column: 'meddra_pt_code', spelled: asItIs },
  { field: 'reaccion', table: 'icsr_eventos', column: 'meddra_pt_term', spelled: words },
  { field: 'reaccion', table: 'icsr_eventos', column: 'meddra_pt_manual', spelled: words },
  { field: 'notificador', table: 'icsr', column: 'reportante_nombre', spelled: (text) => [personOf(text)] },
  {
    field: 'notificador',
    table: 'icsr',
    column: 'reportante_email',
    spelled: (text) => [text.trim().toLowerCase()],
  },
  { field: 'notificador', table: 'icsr', column: 'reportante_telefono', spelled: (text) => [telephoneOf(text)] },
  { field: 'establecimiento', table: 'icsr', column: 'establecimiento', spelled: words },
];

/** Different texts of a column that are looked at, the commonest first. */
const TEXTS_MAX = 200_000;
const TEXT_CHARACTERS_MAX = 255;

/**
 * Counts anew how common values are. It reads every case: seconds at a hundred thousand, minutes at millions. Readers see the
 * old counts until the transaction ends. Of two countings at once the second waits.
 */
export async function recountValues(query: Query, secret: string): Promise<number> {
  await query('set local statement_timeout = 0');
  await query('select pg_advisory_xact_lock($1)', [LOCKS.valueCounts]);
  const fields = new Map<string, FieldCount>();
  await query('delete from duplicate_value');
  for (const [field, sources] of Map.groupBy(SOURCES, (source) => source.field)) {
    const counts = await countsOf(query, sources);
    const kept = [...counts].filter(([, cases]) => cases >= CASES_OF_A_VALUE_MIN);
    await query(
      'insert into duplicate_value (hash, cases) select * from unnest($1::bigint[], $2::int[]) on conflict do nothing',
      [kept.map(([value]) => hashOf(secret, { field, value })), kept.map(([, cases]) => cases)],
    );
    const squares = kept.reduce((sum, [, cases]) => sum + cases ** 2, 0);
    fields.set(field, { filled: await filledIn(query, sources), squares });
  }
  const [{ cases } = { cases: 0 }] = await query<{ cases: number }>('select count(*)::int as cases from icsr');
  fields.set(ALL, { filled: cases, squares: 0 });
  await query('delete from duplicate_field');
  await query(
    'insert into duplicate_field (field, filled, squares) select field, filled, squares from json_to_recordset($1) as f (field text, filled int, squares float8)',
    [JSON.stringify([...fields].map(([field, count]) => ({ field, ...count })))],
  );
  return cases;
}

/** The row that says how many cases there are. */
const ALL = 'casos';

/** Cases by value. A value that stands in several columns of a case is one. */
async function countsOf(query: Query, sources: readonly Source[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, column, spelled } of sources) {
    const rows = await query<{ text: string; cases: number }>(
      `select left(${column}::text, ${TEXT_CHARACTERS_MAX}) as text, count(*)::int as cases from ${table}
       where ${column} is not null group by 1 having count(*) > 1 order by 2 desc limit ${TEXTS_MAX}`,
    );
    const own = new Map<string, number>();
    for (const { text, cases } of rows) {
      for (const value of spelled(text)) if (value) own.set(value, (own.get(value) ?? 0) + cases);
    }
    for (const [value, cases] of own) counts.set(value, Math.max(cases, counts.get(value) ?? 0));
  }
  return counts;
}

/** Cases in which the column that is mostly filled is so. */
async function filledIn(query: Query, sources: readonly Source[]): Promise<number> {
  const counts = sources.map(({ table, column }) =>
    query<{ filled: number }>(
      `select count(distinct ${table === 'icsr' ? 'id' : 'icsr_id'})::int as filled from ${table} where ${column} is not null`,
    ),
  );
  return Math.max(...(await Promise.all(counts)).map(([row]) => row!.filled));
}

/** Until something was counted, as many cases as there are, as far as that is quickly told. */
const CASES_COUNTED_MAX = 20_000;

const FREQUENCIES = `select (select coalesce(json_object_agg(hash, cases), '{}') from duplicate_value where hash = any($1::bigint[])) as counts,
    (select coalesce(json_object_agg(field, json_build_object('filled', filled, 'squares', squares)), '{}') from duplicate_field) as fields,
    case when exists (select from duplicate_field) then 0
      else (select count(*)::int from (select from icsr limit ${CASES_COUNTED_MAX}) c) end as uncounted`;

/** How common these values are. One statement. */
export async function readFrequencies(
  query: Query,
  secret: string,
  values: readonly CountedValue[],
): Promise<Frequencies> {
  const hashes = new Map(values.map((value) => [nameOf(value), hashOf(secret, value)]));
  const [row] = await query<{
    counts: Record<string, number>;
    fields: Record<string, FieldCount>;
    uncounted: number;
  }>(FREQUENCIES, [[...hashes.values()]], 'often');
  const { counts, fields, uncounted } = row!;
  return {
    cases: fields[ALL]?.filled ?? uncounted,
    fields,
    count: (field, value) => counts[hashes.get(nameOf({ field, value })) ?? ''] ?? 0,
  };
}

const nameOf = ({ field, value }: CountedValue) => `${field} ${value}`;

const hashOf = (secret: string, value: CountedValue) => keyedHash(secret, nameOf(value)).readBigInt64BE(0).toString();
