import type { Facts } from '../domain/hit-miss/portrait.js';
import type { Query } from './query.js';

/** The facts of a case that the model compares, and which version of it they are. */
export interface VersionedFacts extends Facts {
  id: number;
  version: number;
}

const TEXTS: Readonly<Record<string, string>> = {
  pacienteIniciales: 'paciente_iniciales',
  pacienteEdad: 'paciente_edad',
  pacienteSexo: 'paciente_sexo',
  pacientePeso: 'paciente_peso',
  pacienteDni: 'paciente_dni',
  pacienteFechaNacimiento: 'paciente_fecha_nacimiento',
  establecimiento: 'establecimiento',
  reportanteNombre: 'reportante_nombre',
  reportanteEmail: 'reportante_email',
  reportanteTelefono: 'reportante_telefono',
  productoSospechoso: 'producto_sospechoso',
  descripcionEvento: `left(t.descripcion_evento, 5000)`,
  fechaInicioEvento: 'fecha_inicio_evento',
  fechaRecepcion: 'fecha_recepcion',
  ltFechaRecibidoColaborador: 'lt_fecha_recibido_colaborador',
  ltFechaRecibidoUfv: 'lt_fecha_recibido_ufv',
  numero: 'numero',
  codigoInternoLab: 'codigo_interno_lab',
  cenafytCodigo: 'cenafyt_codigo',
};

const ROWS_MAX = 20;

/** The ingredient that the catalogue has for the registration of a product `r`. */
const CATALOGUED = `(select k.ifa from products k
  where vigia_registration(k.numero_registro) = vigia_registration(r.registro_sanitario) order by k.id limit 1)`;

const FACTS = `select t.id, t.version,
    ${Object.entries(TEXTS)
      .map(([name, column]) => `${column.includes('(') ? column : `t.${column}`} as "${name}"`)
      .join(', ')},
    array(select json_build_object('nombreProducto', r.nombre_producto, 'ifa', r.ifa, 'nroLote', r.nro_lote,
        'fechaInicio', r.fecha_inicio, 'fechaFin', r.fecha_fin, 'ifaCatalogo', ${CATALOGUED})
      from icsr_productos r where r.icsr_id = t.id order by r.id limit ${ROWS_MAX}) as products,
    array(select json_build_object('texto', left(e.texto, 255), 'fechaInicio', e.fecha_inicio,
        'meddraLltCode', e.meddra_llt_code, 'meddraLltTerm', e.meddra_llt_term, 'meddraPtCode', e.meddra_pt_code,
        'meddraPtTerm', e.meddra_pt_term, 'meddraPtManual', e.meddra_pt_manual)
      from icsr_eventos e where e.icsr_id = t.id order by e.id limit ${ROWS_MAX}) as events
  from icsr t where t.id = any($1::int[])`;

/** The facts of these cases, in any order. Those that do not exist are left out. One statement. */
export async function readModelFacts(query: Query, ids: readonly number[]): Promise<VersionedFacts[]> {
  const rows = await query<{ row: VersionedFacts }>(`select row_to_json(x) as row from (${FACTS}) x`, [ids], 'often');
  return rows.map(({ row }) => row);
}
