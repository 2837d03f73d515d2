import type { Client } from '../support/client.js';
import type { TestServer } from '../support/server.js';

export type Wire = Record<string, unknown>;
export type WireCase = Wire & { id: number; version: number; numero: string } & Record<
    'productos' | 'concomitantes' | 'seguimientos' | 'eventos',
    (Wire & { id: number })[]
  >;

const names = (text: string): string[] => text.trim().split(/\s+/);

/** The names of the contract (legacy-api 2.1 to 2.5), and beside them the optional ones that are ours. */
export const CASE_NAMES = {
  documented: names(`id created_at updated_at paciente_iniciales paciente_edad paciente_sexo paciente_peso paciente_dni
    paciente_fecha_nacimiento paciente_grupo_etareo paciente_diagnostico_principal paciente_cie10
    paciente_comorbilidades paciente_gestacion_meses_raw reportante_nombre reportante_contacto reportante_email
    reportante_telefono reportante_ocupacion producto_sospechoso descripcion_evento fecha_inicio_evento
    fecha_fin_evento gravedad ea_causalidad ea_desenlace ea_grave_solo_ram estado numero tipo_notificacion
    fuente_notificacion doc_fuente_url codigo_interno_lab cenafyt_codigo lt_fecha_recibido_colaborador
    lt_fecha_recibido_ufv lt_dias_colab_ufv lt_fecha_limite_digemid lt_fecha_envio_digemid lt_dias_ufv_digemid
    lt_comentarios_no_sometimiento lt_problemas_adicionales qc_realizado_por qc_fecha revision_senales
    comentarios_adicionales seg_contactar_paciente seg_adicional_fecha seg_adicional_comentarios seg_adicional_estado
    dup_override dup_of_id rs_catalog_map productos concomitantes seguimientos eventos`),
  // The first two stand on guide pages only; the version is what ETag and If-Match go by; the rest is on the form.
  ours: names(`fecha_recepcion origen_notificacion version establecimiento ea_criterios_gravedad ea_fecha_muerte
    examenes_laboratorio`),
};

export const PRODUCT_NAMES = {
  documented: names(`id nombre_producto ifa forma_farmaceutica laboratorio_pais registro_sanitario nro_lote
    via_administracion dosis_frecuencia fecha_inicio fecha_fin desaparecio_al_suspender
    desaparecio_al_disminuir_dosis reaparecio_reexposicion antecedente_reaccion paciente_recibio_tratamiento_ram
    detalle_tratamiento_ram laboratorio rs_vencimiento`),
  ours: names('fecha_vencimiento motivo_prescripcion'),
};

export const CONCOMITANT_NAMES = {
  documented: names(
    'id nombre_producto dosis_frecuencia nro_lote via_administracion fecha_inicio fecha_fin motivo_prescripcion',
  ),
  ours: [],
};

export const FOLLOWUP_ENTRY_NAMES = { documented: names('id numero fecha comentarios'), ours: [] };

export const EVENT_NAMES = {
  documented: names(`id icsr_id texto tipo_notificacion fecha_inicio fecha_fin gravedad causalidad desenlace
    solo_ram_grave texto_correo doc_fuente_url meddra_llt_code meddra_llt_term meddra_pt_code meddra_pt_term
    meddra_pt_manual is_from_narrative`),
  ours: [],
};

export const LIST_ITEM_NAMES = {
  documented: names(`id created_at paciente_iniciales paciente_edad paciente_sexo paciente_peso reportante_nombre
    reportante_email reportante_telefono producto_sospechoso fecha_inicio_evento fecha_fin_evento descripcion_evento
    gravedad estado numero ea_causalidad ea_desenlace productos concomitantes seguimientos eventos`),
  ours: ['version'],
};

export const ROW_NAMES = {
  productos: PRODUCT_NAMES,
  concomitantes: CONCOMITANT_NAMES,
  seguimientos: FOLLOWUP_ENTRY_NAMES,
  eventos: EVENT_NAMES,
};

/** The sorted names that an object of this kind has, for comparison with the sorted names of one. */
export function sorted({ documented, ours }: { documented: string[]; ours: string[] }): string[] {
  return [...documented, ...ours].toSorted();
}

export function namesOf(object: object): string[] {
  return Object.keys(object).toSorted();
}

const LISTS: Record<string, string> = {
  productos: 'products',
  concomitantes: 'concomitants',
  seguimientos: 'followupEntries',
  eventos: 'events',
};
const WIRE_LISTS = Object.fromEntries(Object.entries(LISTS).map(([wire, name]) => [name, wire]));
const toGraphqlName = (name: string) =>
  LISTS[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const toWireName = (name: string) => WIRE_LISTS[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A body with canonical names, as the same input for GraphQL. */
export function forGraphql(body: Wire): Wire {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      toGraphqlName(name),
      LISTS[name] ? (value as Wire[]).map(forGraphql) : value,
    ]),
  );
}

/** What GraphQL gave, in the names of REST, so that the two can be compared whole. */
export function asWire(record: Wire): Wire {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (name === 'id') return [name, Number(value)];
      return [toWireName(name), WIRE_LISTS[name] ? (value as Wire[]).map(asWire) : value];
    }),
  );
}

const selected = (wireNames: string[]): string =>
  wireNames
    .map((name) => (name in ROW_NAMES ? rowsSelected(name as keyof typeof ROW_NAMES) : toGraphqlName(name)))
    .join(' ');
const rowsSelected = (name: keyof typeof ROW_NAMES): string =>
  `${LISTS[name]} { ${selected(sorted(ROW_NAMES[name]))} }`;

/** GraphQL selections of everything that REST shows. */
export const WHOLE_CASE = selected(sorted(CASE_NAMES));
export const WHOLE_LIST_ITEM = selected(sorted(LIST_ITEM_NAMES));
export const WHOLE_EVENT = selected(sorted(EVENT_NAMES));

/** The whole case as GraphQL reads it, in the names of REST. */
export async function readByGraphql(client: Client, id: number): Promise<WireCase> {
  const answer = await client.ask<{ case: Wire }>(`query ($id: ID!) { case(id: $id) { ${WHOLE_CASE} } }`, { id });
  return asWire(answer.case) as WireCase;
}

/** The whole case as REST reads it. */
export async function readByRest(client: Client, id: number): Promise<WireCase> {
  return (await client.rest<WireCase>('GET', `/icsr/${id}`)).body;
}

/** Creates a case with GraphQL from a REST body with canonical names, and gives it in the names of REST. */
export async function createByGraphql(client: Client, body: Wire): Promise<WireCase> {
  const document = `mutation ($input: CaseInput!) { createCase(input: $input) { ${WHOLE_CASE} } }`;
  return asWire((await client.ask<{ createCase: Wire }>(document, { input: forGraphql(body) })).createCase) as WireCase;
}

/** Changes a case with GraphQL (`updateCase` or `replaceCase`), in the names of REST both ways. */
export async function changeByGraphql(client: Client, verb: string, id: number, body: Wire): Promise<WireCase> {
  const document = `mutation ($id: ID!, $input: CaseInput!) { ${verb}(id: $id, input: $input) { ${WHOLE_CASE} } }`;
  return asWire((await client.ask<Record<string, Wire>>(document, { id, input: forGraphql(body) }))[verb]!) as WireCase;
}

const IDENTITY = new Set(['id', 'icsr_id', 'numero', 'created_at', 'updated_at']);

/** A case or row without what tells it from another one with the same data. */
export function withoutIdentity(object: Wire): Wire {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      if (IDENTITY.has(name)) return [];
      return [[name, name in ROW_NAMES ? (value as Wire[]).map(withoutIdentity) : value]];
    }),
  );
}

const COUNTED = names(`icsr icsr_productos icsr_concomitantes icsr_seguimientos icsr_eventos followup_messages
  icsr_detail_snapshots audit_log`);

/** How many rows each table of cases has, the audit log included: what must not move when a request is refused. */
export async function rowCounts({ query }: TestServer): Promise<Record<string, number>> {
  const counts = COUNTED.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  return (await query<Record<string, number>>(`select ${counts.join(', ')}`))[0]!;
}

/** One fault as the contract shows it. */
export function fault(loc: (string | number)[], msg: string, type: string): Wire {
  return { detail: [{ loc, msg, type }] };
}
