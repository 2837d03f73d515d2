import type { PoolClient } from 'pg';
import { VOCABULARIES } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';
import { makeMatchKeys } from '../match-keys.js';
import { queryOn } from '../query.js';
import {
  DOSES,
  DRUGS,
  FAMILY_NAMES,
  FIRST_NAMES,
  HISTORY,
  HOLDERS,
  KNOWN_WORDS,
  MANAGEMENT,
  PLACES,
  POSTS,
  REACTIONS,
  REASONS,
  TERMS,
} from './generate-words.js';

const CASES_OF_A_STEP = 10_000;
/** Their keys are made by so many at a time. */
const KEYS_OF_A_STEP = 1000;
const TABLES = ['icsr', 'icsr_productos', 'icsr_concomitantes', 'icsr_seguimientos', 'icsr_eventos'];

/**
 * Brings the number of generated cases up to `size`, each with three products and three events; the n-th is always the same
 * case. Steps are kept as they are done, so that a run that was stopped goes on where it was. Writes no audit entries: the
 * chains stay whole and say nothing of these rows. Gives how many cases were added.
 */
export async function generateCases(
  { pool }: Pick<Database, 'pool'>,
  size: number,
  progress: (done: number) => void = () => undefined,
): Promise<number> {
  const client = await pool.connect();
  try {
    const there = await lastGenerated(client);
    for (let done = there; done < size;) {
      const last = Math.min(size, done + CASES_OF_A_STEP);
      await addStep(client, done + 1, last);
      progress((done = last));
    }
    if (there < size) await settle(client);
    return Math.max(0, size - there);
  } finally {
    client.release();
  }
}

/** Puts the new texts into their index, and lets the planner know how much there is. */
async function settle(client: PoolClient): Promise<void> {
  await client.query(`set statement_timeout = 0; set maintenance_work_mem = '512MB'`);
  await client.query(`select gin_clean_pending_list('icsr_search_text')`);
  await client.query(`select gin_clean_pending_list('icsr_match_keys_marks')`);
  await client.query(`analyze ${TABLES.join(', ')}, icsr_match_keys`);
  await client.query('reset statement_timeout; reset maintenance_work_mem');
}

async function lastGenerated(client: PoolClient): Promise<number> {
  const sql = `select coalesce(max(${PLACE}), 0) as last from icsr t where ${GENERATED}`;
  return (await client.query<{ last: number }>(sql)).rows[0]!.last;
}

/** One transaction. It holds the tables against other writers, whose changes would otherwise miss the audit log. */
async function addStep(client: PoolClient, first: number, last: number): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`lock table ${TABLES.join(', ')} in share row exclusive mode`);
    await switchTriggers(client, 'disable');
    // The index of the texts takes in many at once much faster than a few at a time.
    await client.query(`set local gin_pending_list_limit = '256MB'; set local maintenance_work_mem = '512MB'`);
    const ids = (await client.query<{ first: number }>(`${CASES} select min(id) as first from made`, [first, last]))
      .rows;
    for (const sql of [PRODUCTS, EVENTS, CONCOMITANTS, FOLLOWUPS]) await client.query(sql, [ids[0]!.first]);
    await makeKeys(client, ids[0]!.first);
    await switchTriggers(client, 'enable');
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function makeKeys(client: PoolClient, first: number): Promise<void> {
  const rows = await client.query<{ id: number }>(`select t.id from icsr t where t.id >= $1 order by t.id`, [first]);
  const ids = rows.rows.map(({ id }) => id);
  for (let place = 0; place < ids.length; place += KEYS_OF_A_STEP)
    await makeMatchKeys(queryOn(client), ids.slice(place, place + KEYS_OF_A_STEP));
}

async function switchTriggers(client: PoolClient, verb: 'enable' | 'disable'): Promise<void> {
  const { rows } = await client.query<{ sql: string }>(
    `select format('alter table %s ${verb} trigger %I', tgrelid::regclass, tgname) as sql from pg_trigger
     where tgrelid = any($1::regclass[]) and (tgname like 'audit\\_%' or tgname in ('case_text_insert', 'match_keys_insert')) and not tgisinternal`,
    [TABLES],
  );
  for (const { sql } of rows) await client.query(sql);
}

/** What tells a generated case from all others, and which one it is. */
const MARK = 'SIM-';
const GENERATED = `t.cenafyt_codigo ~ '^${MARK}[0-9]{8}$'`;
const PLACE = `substr(t.cenafyt_codigo, ${MARK.length + 1})::int`;

/** A number below `most` that looks random, and is always the same for the same case and purpose. */
const some = (purpose: number, most: number, of = 'n') =>
  `((hashint8extended(${of}, ${purpose}) & 9007199254740991) % ${most})::int`;
const words = (list: readonly string[]) => `array[${list.map((word) => `'${word}'`).join(',')}]`;
const one = (purpose: number, list: readonly string[], of = 'n') =>
  `(${words(list)})[1 + ${some(purpose, list.length, of)}]`;
/** The value for this share of the cases, else the other one. */
const often = (purpose: number, share: number, value: string, otherwise = 'null', of = 'n') =>
  `case when ${some(purpose, 1000, of)} < ${Math.round(share * 1000)} then ${value} else ${otherwise} end`;

const names = DRUGS.map(([name, strength]) => `${name} ${strength}`);
const { common, pair, rare } = KNOWN_WORDS;

/** Cases come in at 280 a day from the first working day of 2015 on; after ten years the days begin again. */
const DAY = `date '2015-01-05' + (n / 280 % 3640)::int`;

/** Columns of a case, in terms of its place `n`, and of what is worked out first: day, drug and age. */
const CASE_VALUES: Record<string, string> = {
  paciente_iniciales: `left(first_name, 1) || left(family_name, 1) || ${often(1, 0.5, `chr(65 + ${some(2, 26)})`, "''")}`,
  paciente_edad: 'age',
  paciente_sexo: one(3, ['F', 'M', 'F', 'M', 'O']),
  paciente_peso: often(4, 0.7, `(40 + ${some(5, 600)} / 10.0)::numeric(5, 1)`),
  paciente_dni: `lpad(${some(6, 100_000_000)}::text, 8, '0')`,
  paciente_fecha_nacimiento: often(7, 0.6, `day - age * 365 - ${some(8, 300)}`),
  paciente_grupo_etareo: `case when age < 18 then 'Pediátrico' when age < 60 then 'Adulto' else 'Geriátrico' end`,
  paciente_diagnostico_principal: one(9, REASONS),
  establecimiento: one(10, PLACES),
  reportante_nombre: `${one(11, FIRST_NAMES)} || ' ' || ${one(12, FAMILY_NAMES)} || ' ' || ${one(13, FAMILY_NAMES)}`,
  reportante_email: often(14, 0.8, `'notificador' || ${some(15, 20_000)} || '@example.pe'`),
  reportante_telefono: often(16, 0.4, `'+51 900 ' || lpad(${some(17, 1_000_000)}::text, 6, '0')`),
  reportante_ocupacion: one(18, POSTS),
  producto_sospechoso: 'drug',
  descripcion_evento: `'Paciente de ' || age || ' años que presentó '
    || ${often(19, common.share, `'${common.words[0]}'`, one(20, REACTIONS))} || ' y '
    || ${often(21, pair.share, `'${pair.words[0]}'`, one(22, REACTIONS))} || ' ' || (1 + ${some(23, 12)})
    || ' días después de iniciar ' || drug || '. ' || ${one(24, HISTORY)} || ' ' || ${one(25, MANAGEMENT)}
    || case when n % 625 = 1 then ' Se sospecha ' || (${words(rare.words)})[1 + (n / 625) % ${rare.words.length}] || '.' else '' end`,
  fecha_inicio_evento: 'began',
  fecha_fin_evento: often(26, 0.6, `began + ${some(27, 15)}`),
  gravedad: one(28, ['Leve', 'Moderada', 'No grave', 'Grave', 'Moderada', 'No grave', 'Leve', 'No grave']),
  ea_criterios_gravedad: often(29, 0.15, `array['hospitalizacion']`),
  ea_causalidad: one(30, VOCABULARIES.causalidad),
  ea_desenlace: one(
    31,
    VOCABULARIES.desenlace.filter((outcome) => outcome !== 'Muerte'),
  ),
  ea_grave_solo_ram: often(32, 0.2, 'true', 'false'),
  estado: one(33, ['Cerrado', 'Cerrado', 'Cerrado', 'En progreso', 'Pendiente']),
  numero: `'ICSR-' || extract(year from day) || '-' || lpad(n::text, 6, '0')`,
  tipo_notificacion: often(34, 0.9, `'Inicial'`, `'Seguimiento'`),
  fuente_notificacion: one(35, VOCABULARIES.fuenteNotificacion),
  origen_notificacion: one(36, VOCABULARIES.origenNotificacion),
  fecha_recepcion: 'day',
  // The names of its products: the trigger that would look for them is switched off.
  search_text: `concat_ws(e'\\n', drug, ${one(50, names, '(n * 10 + 2)')}, ${one(50, names, '(n * 10 + 3)')})`,
  cenafyt_codigo: `'${MARK}' || lpad(n::text, 8, '0')`,
  lt_fecha_recibido_colaborador: 'day',
  lt_fecha_recibido_ufv: `day + ${some(37, 3)}`,
  lt_dias_colab_ufv: some(37, 3),
  lt_fecha_limite_digemid: `day + ${some(37, 3)} + 3`,
  created_at: `(day + time '08:00' + ${some(38, 32_400)} * interval '1 second') at time zone 'America/Lima'`,
  updated_at: `(day + time '08:00' + ${some(38, 32_400)} * interval '1 second') at time zone 'America/Lima'`,
};

const CASES = `with made as (insert into icsr (${Object.keys(CASE_VALUES).join(', ')})
  select ${Object.values(CASE_VALUES).join(', ')} from (
    select n, day, day - ${some(39, 20)} as began, ${one(40, names)} as drug, 1 + ${some(41, 90)} as age,
      ${one(42, FIRST_NAMES)} as first_name, ${one(43, FAMILY_NAMES)} as family_name
    from (select n, ${DAY} as day from generate_series($1::bigint, $2) n) d
  ) c order by n returning id)`;

/** The cases of this step with the place of each, times the rows that each gets. */
const rowsOfStep = (rows: number) => `from icsr t cross join generate_series(1, ${rows}) place
  cross join lateral (select ${PLACE} * 10::bigint + place as k, ${PLACE} as n) c
  where t.id >= $1 and ${GENERATED} order by t.id, place`;

/** The drug of a row: that of the case itself in its first one. */
const drugOf = (what: (drug: (typeof DRUGS)[number]) => string) =>
  `(${words(DRUGS.map(what))})[1 + case when place = 1 then ${some(40, DRUGS.length)} else ${some(50, DRUGS.length, 'k')} end]`;

const PRODUCTS = `insert into icsr_productos (icsr_id, nombre_producto, ifa, forma_farmaceutica, laboratorio_pais,
    registro_sanitario, nro_lote, via_administracion, dosis_frecuencia, fecha_inicio, motivo_prescripcion,
    desaparecio_al_suspender, reaparecio_reexposicion)
  select t.id, ${drugOf(([name, strength]) => `${name} ${strength}`)}, ${drugOf(([name]) => name)},
    ${drugOf(([, , form]) => form)}, ${one(51, HOLDERS, 'k')}, 'EN-' || (10000 + ${some(52, 2000, 'k')}),
    'L' || ${some(53, 90_000, 'k')}, ${drugOf(([, , , route]) => route)}, ${one(54, DOSES, 'k')},
    t.fecha_inicio_evento - ${some(55, 10, 'k')}, ${one(56, REASONS, 'k')}, ${one(57, VOCABULARIES.siNoNoAplica, 'k')},
    ${one(58, VOCABULARIES.siNoNoAplica, 'k')}
  ${rowsOfStep(3)}`;

const EVENTS = `insert into icsr_eventos (icsr_id, texto, tipo_notificacion, fecha_inicio, gravedad, causalidad, desenlace,
    solo_ram_grave, meddra_llt_code, meddra_llt_term)
  select t.id, ${one(60, REACTIONS, 'k')}, 'Inicial', t.fecha_inicio_evento, t.gravedad, t.ea_causalidad, t.ea_desenlace,
    case when t.gravedad = 'Grave' then 'Si' else 'No' end, (90000001 + ${some(61, TERMS.length, 'k')})::text, ${one(61, TERMS, 'k')}
  ${rowsOfStep(3)}`;

const CONCOMITANTS = `insert into icsr_concomitantes (icsr_id, nombre_producto, dosis_frecuencia, via_administracion)
  select t.id, ${drugOf(([name, strength]) => `${name} ${strength}`).replace('when place = 1', 'when false')},
    ${one(62, DOSES, 'k')}, 'Oral'
  ${rowsOfStep(1)}`;

const FOLLOWUPS = `insert into icsr_seguimientos (icsr_id, numero, fecha, comentarios)
  select t.id, 1, t.fecha_recepcion + 7, 'Se llamó al notificador y se confirmó el desenlace.'
  ${rowsOfStep(1)}`;
