import type { Documented } from '../domain/completeness.js';
import type { Cluster, Pair } from '../domain/clusters.js';
import type { Query } from './query.js';

/** What a scan does, one after the other. */
export type ScanPhase = 'count' | 'learn' | 'compare' | 'cluster' | 'done';

export interface Scan {
  phase: ScanPhase;
  /** Cases up to this id have been through the phase. */
  lastId: number;
  /** How many cases there were when it began. */
  cases: number;
  startedAt: string;
  finishedAt: string | null;
}

const SCAN = `select phase, last_id as "lastId", cases, started_at::text as "startedAt", finished_at::text as "finishedAt" from duplicate_scan`;

/** The scan that is under way or was last; none when there was never any. `locked`: nobody else goes on with it meanwhile. */
export async function readScan(query: Query, { locked = false } = {}): Promise<Scan | undefined> {
  const [scan] = await query<Scan>(locked ? `${SCAN} for update` : SCAN);
  return scan;
}

/** Begins from the first case. What the last scan found stays until this one has found something. */
export async function beginScan(query: Query, now: Date): Promise<void> {
  await query(
    `insert into duplicate_scan (phase, cases, started_at) values ('count', (select count(*) from icsr), $1)
     on conflict (id) do update set phase = excluded.phase, last_id = 0, cases = excluded.cases,
       started_at = excluded.started_at, finished_at = null`,
    [now.toISOString()],
  );
  await query('delete from duplicate_pair');
}

export async function moveScan(query: Query, phase: ScanPhase, lastId: number, finishedAt?: Date): Promise<void> {
  await query('update duplicate_scan set phase = $1, last_id = $2, finished_at = $3', [
    phase,
    lastId,
    finishedAt?.toISOString() ?? null,
  ]);
}

/** The next cases by id. */
export async function nextCases(query: Query, lastId: number, rowsMax: number): Promise<number[]> {
  const rows = await query<{ id: number }>('select id from icsr where id > $1 order by id limit $2', [lastId, rowsMax]);
  return rows.map(({ id }) => id);
}

/** How many cases there are up to an id. */
export async function countCases(query: Query, lastId: number): Promise<{ done: number }> {
  const [counts] = await query<{ done: number }>('select count(*)::int as done from icsr where id <= $1', [lastId]);
  return counts!;
}

export async function keepPairs(query: Query, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  // A case may have been deleted since it was compared.
  await query(
    `insert into duplicate_pair (a, b, probability)
     select p.a, p.b, p.probability from json_to_recordset($1) as p (a int, b int, probability float8)
       join icsr x on x.id = p.a join icsr y on y.id = p.b
     on conflict (a, b) do update set probability = excluded.probability`,
    [JSON.stringify(pairs.map(({ a, b, probability }) => ({ a: Math.min(a, b), b: Math.max(a, b), probability })))],
  );
}

/** Pairs still to be decided on: those of which one was found to be the other's duplicate, or both to be unique, are left out. */
export function readPairs(query: Query, pairsMax: number): Promise<Pair[]> {
  return query<Pair>(
    `select p.a, p.b, p.probability from duplicate_pair p join icsr x on x.id = p.a join icsr y on y.id = p.b
     where x.dup_of_id is null and y.dup_of_id is null
       and not (x.dup_override is not distinct from 'unico' and y.dup_override is not distinct from 'unico')
     order by p.probability desc, p.a, p.b limit $1`,
    [pairsMax],
  );
}

export interface KeptCluster extends Cluster {
  /** The case that is proposed as the master. */
  master: number;
}

export async function keepClusters(query: Query, clusters: readonly KeptCluster[]): Promise<void> {
  await query('delete from duplicate_cluster');
  await query(
    `insert into duplicate_cluster (place, master, members, least)
     select c.place, c.master, c.members, c.least from json_to_recordset($1) as c (place int, master int, members int[], least float8)`,
    [JSON.stringify(clusters.map((cluster, place) => ({ ...cluster, place: place + 1 })))],
  );
}

export interface ClusterRow extends KeptCluster {
  place: number;
}

/** The clusters of the last scan after this place, as far as their cases are still there and undecided. */
export function readClusters(query: Query, after: number, rowsMax: number): Promise<ClusterRow[]> {
  return query<ClusterRow>(
    `select k.place, k.master, k.least, m.members from duplicate_cluster k
       cross join lateral (select array_agg(c.id order by c.id) as members from icsr c where c.id = any(k.members) and c.dup_of_id is null) m
     where k.place > $1 and cardinality(m.members) > 1 and k.master = any(m.members) order by k.place limit $2`,
    [after, rowsMax],
  );
}

export interface DocumentedCase extends Documented {
  id: number;
}

/** What the completeness of these cases is told from. */
export async function readDocumented(query: Query, ids: readonly number[]): Promise<DocumentedCase[]> {
  const rows = await query<{ row: DocumentedCase }>(`select row_to_json(x) as row from (${DOCUMENTED}) x`, [ids]);
  return rows.map(({ row }) => row);
}

const DOCUMENTED = `select t.id, t.paciente_sexo as "pacienteSexo", t.paciente_edad as "pacienteEdad",
    t.paciente_fecha_nacimiento as "pacienteFechaNacimiento", t.paciente_grupo_etareo as "pacienteGrupoEtareo",
    t.reportante_ocupacion as "reportanteOcupacion", t.tipo_notificacion as "tipoNotificacion",
    t.fuente_notificacion as "fuenteNotificacion", left(t.descripcion_evento, 1) as "descripcionEvento",
    t.fecha_inicio_evento as "fechaInicioEvento", t.ea_desenlace as "eaDesenlace",
    array(select json_build_object('fechaInicio', r.fecha_inicio, 'motivoPrescripcion', r.motivo_prescripcion,
      'dosisFrecuencia', r.dosis_frecuencia) from icsr_productos r where r.icsr_id = t.id) as products,
    array(select json_build_object('fechaInicio', e.fecha_inicio, 'desenlace', e.desenlace)
      from icsr_eventos e where e.icsr_id = t.id) as events
  from icsr t where t.id = any($1::int[])`;
