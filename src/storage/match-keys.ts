import { dayInLima } from '../clock.js';
import { type CaseFacts, type Traits, traitsOf } from '../domain/duplicates.js';
import { type MatchKeys, matchKeysOf } from '../domain/match-keys.js';
import type { Query } from './query.js';

/** What is read of a case in order to compare it. */
export interface KeptFacts extends CaseFacts {
  /** The day of its event, or else that on which it was made. */
  day: string;
  dupOverride: string | null;
  dupOfId: number | null;
}

const FACTS = `t.id, t.paciente_iniciales as "pacienteIniciales", t.paciente_fecha_nacimiento::text as "pacienteFechaNacimiento",
  t.fecha_inicio_evento::text as "fechaInicioEvento", t.producto_sospechoso as "productoSospechoso",
  t.descripcion_evento as "descripcionEvento", t.dup_override as "dupOverride", t.dup_of_id as "dupOfId",
  vigia_match_day(t.fecha_inicio_evento, t.created_at)::text as day,
  array(select json_build_object('nombreProducto', p.nombre_producto, 'ifa', p.ifa)
    from icsr_productos p where p.icsr_id = t.id order by p.id) as products`;

/** The facts of these cases by id. Those that do not exist are left out. */
export async function readFacts(query: Query, ids: readonly number[]): Promise<Map<number, KeptFacts>> {
  const rows = await query<KeptFacts>(`select ${FACTS} from icsr t where t.id = any($1)`, [ids], 'often');
  return new Map(rows.map((row) => [row.id, row]));
}

/** The row of keys of a case that is being stored, as JSON for `json_populate_record`. */
export function matchKeysOfNew(fields: Readonly<Record<string, unknown>>, products: readonly object[]): string {
  const facts = { ...fields, products } as unknown as CaseFacts & { createdAt: string };
  const day = facts.fechaInicioEvento ?? dayInLima(new Date(facts.createdAt));
  return JSON.stringify(rowOf(traitsOf(facts), day));
}

const rowOf = (traits: Traits, day: string): MatchKeys & { day: string } => ({ day, ...matchKeysOf(traits, day) });

const KEPT = ['day', 'iniciales', 'nacimiento', 'evento', 'productos', 'words', 'bits', 'marks'];

/** For the statement that stores a case: its keys, from the parameter `json` and from `made`, the case itself. */
export function insertMatchKeys(json: string): string {
  return `insert into icsr_match_keys (icsr_id, fresh, ${KEPT.join(', ')})
    select made.id, true, ${KEPT.map((column) => `k.${column}`).join(', ')} from made, json_populate_record(null::icsr_match_keys, ${json}) k`;
}

/** Makes the keys of these cases again, where they no longer fit. True when there were such. */
export async function renewMatchKeys(query: Query, ids: readonly number[]): Promise<boolean> {
  const stale = await query<{ id: number }>(
    'select icsr_id as id from icsr_match_keys where icsr_id = any($1) and not fresh',
    [ids],
    'often',
  );
  const staleIds = stale.map(({ id }) => id);
  if (staleIds.length > 0) await makeMatchKeys(query, staleIds);
  return staleIds.length > 0;
}

/**
 * Makes the keys of some cases that nobody has made: those of before there were keys, and those that were written past this
 * program. Until then they count as candidates for everybody, which takes longer the more they are. The latest come first; one
 * that somebody is changing is left to him. Gives how many.
 */
export async function renewStaleKeys(query: Query, rowsMax: number): Promise<number> {
  const stale = await query<{ id: number }>(
    `select t.id from icsr_match_keys k join icsr t on t.id = k.icsr_id where not k.fresh
     order by k.day desc limit $1 for update skip locked`,
    [rowsMax],
  );
  if (stale.length > 0)
    await makeMatchKeys(
      query,
      stale.map(({ id }) => id),
    );
  return stale.length;
}

/**
 * Makes the keys of these cases, whatever they have. A case that somebody changes meanwhile is left to them: what was read of it
 * is old, and the row of keys is no longer the one that stood there before it was read.
 */
export async function makeMatchKeys(query: Query, ids: readonly number[]): Promise<void> {
  const before = await query<{ id: number; written: string }>(BEFORE, [ids], 'often');
  const written = new Map(before.map((row) => [row.id, row.written]));
  const facts = await readFacts(query, ids);
  const rows = [...facts.values()].map((one) => ({
    icsr_id: one.id,
    written: written.get(one.id),
    ...rowOf(traitsOf(one), one.day),
  }));
  await query(MAKE, [JSON.stringify(rows)]);
}

const BEFORE = 'select icsr_id as id, xmin::text as written from icsr_match_keys where icsr_id = any($1)';

const MAKE = `insert into icsr_match_keys as m (icsr_id, fresh, is_duplicate, ${KEPT.join(', ')})
  select k.icsr_id, true, t.dup_of_id is not null, ${KEPT.map((column) => `k.${column}`).join(', ')}
  from json_populate_recordset(null::icsr_match_keys, $1) k join icsr t on t.id = k.icsr_id
  on conflict (icsr_id) do update set fresh = true, ${KEPT.map((column) => `${column} = excluded.${column}`).join(', ')}
  where m.xmin::text = (select r.written from json_to_recordset($1) as r (icsr_id int, written text) where r.icsr_id = m.icsr_id)`;
