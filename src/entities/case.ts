import { Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** What a client may send of a case (ICSR): the fields of the notification form and of the unit's own work on it. */
@ObjectType()
@InputType('CaseData')
export class CaseData {
  // Paciente
  @DataField({ about: 'Iniciales del paciente', e2b: 'D.1', privacy: 'personal', required: 'create' })
  pacienteIniciales?: string;

  @DataField({ about: 'Edad (años)', e2b: 'D.2.2', privacy: 'health', min: 0, max: 150, required: 'create' })
  pacienteEdad?: number;

  @DataField({ about: 'Sexo', e2b: 'D.5', privacy: 'health', vocabulary: 'sexo', required: 'create' })
  pacienteSexo?: string;

  @DataField({ about: 'Peso (kg)', e2b: 'D.3', privacy: 'health', type: 'decimal', above: 0, max: 700 })
  pacientePeso?: number;

  @DataField({
    about: 'DNI o historia clínica',
    e2b: 'D.1.1.3',
    privacy: 'personal',
    aliases: ['dni', 'doc_identidad', 'documento_identidad'],
  })
  pacienteDni?: string;

  @DataField({ about: 'Fecha de nacimiento', e2b: 'D.2.1', privacy: 'personal', type: 'date', notFuture: true })
  pacienteFechaNacimiento?: string;

  @DataField({ about: 'Grupo etario', e2b: 'D.2.3', privacy: 'health', vocabulary: 'grupoEtareo' })
  pacienteGrupoEtareo?: string;

  @DataField({ about: 'Diagnóstico principal', e2b: 'D.7.2', privacy: 'health' })
  pacienteDiagnosticoPrincipal?: string;

  @DataField({ about: 'CIE-10', e2b: 'D.7.1.r', privacy: 'health' })
  pacienteCie10?: string;

  @DataField({ about: 'Comorbilidades', e2b: 'D.7.2', privacy: 'health', type: 'narrative' })
  pacienteComorbilidades?: string;

  @DataField({ about: 'Meses de gestación', e2b: 'D.6', privacy: 'health' })
  pacienteGestacionMesesRaw?: string;

  @DataField({ about: 'Establecimiento', e2b: 'C.2.r.2.1', privacy: 'public' })
  establecimiento?: string;

  // Notificador
  @DataField({ about: 'Nombre del notificador', e2b: 'C.2.r.1', privacy: 'personal', required: 'create' })
  reportanteNombre?: string;

  @DataField({ about: 'Contacto del notificador', e2b: 'C.2.r.2.7', privacy: 'personal' })
  reportanteContacto?: string;

  @DataField({ about: 'Correo del notificador', privacy: 'personal' })
  reportanteEmail?: string;

  @DataField({ about: 'Teléfono del notificador', e2b: 'C.2.r.2.7', privacy: 'personal' })
  reportanteTelefono?: string;

  @DataField({ about: 'Profesión del notificador', e2b: 'C.2.r.4', privacy: 'public' })
  reportanteOcupacion?: string;

  // Reacción
  @DataField({ about: 'Producto sospechoso', e2b: 'G.k.2.2', privacy: 'public', required: 'create' })
  productoSospechoso?: string;

  @DataField({
    about: 'Descripción de la reacción adversa',
    e2b: 'H.1',
    privacy: 'health',
    type: 'narrative',
    required: 'create',
  })
  descripcionEvento?: string;

  @DataField({
    about: 'Fecha de inicio de la reacción',
    e2b: 'E.i.4',
    privacy: 'health',
    type: 'date',
    aliases: ['fecha_inicio', 'ea_fecha_inicio', 'evento_fecha_inicio'],
  })
  fechaInicioEvento?: string;

  @DataField({
    about: 'Fecha final de la reacción',
    e2b: 'E.i.5',
    privacy: 'health',
    type: 'date',
    notBefore: 'fechaInicioEvento',
    aliases: ['fecha_fin', 'ea_fecha_fin', 'evento_fecha_fin'],
  })
  fechaFinEvento?: string;

  @DataField({ about: 'Gravedad', privacy: 'health', vocabulary: 'gravedad' })
  gravedad?: string;

  @DataField({ about: 'Criterios de gravedad', e2b: 'E.i.3.2', privacy: 'health', vocabulary: 'criteriosGravedad' })
  eaCriteriosGravedad?: string[];

  @DataField({
    about: 'Causalidad',
    e2b: 'G.k.9.i.2',
    privacy: 'health',
    vocabulary: 'causalidad',
    aliases: ['causalidad'],
  })
  eaCausalidad?: string;

  @DataField({ about: 'Desenlace', e2b: 'E.i.7', privacy: 'health', vocabulary: 'desenlace', aliases: ['desenlace'] })
  eaDesenlace?: string;

  @DataField({ about: 'Solo para RAM grave', privacy: 'health' })
  eaGraveSoloRam?: boolean;

  @DataField({ about: 'Fecha de la muerte', e2b: 'D.9.1', privacy: 'health', type: 'date', notFuture: true })
  eaFechaMuerte?: string;

  @DataField({ about: 'Resultados de exámenes de laboratorio', e2b: 'F.r.3.4', privacy: 'health', type: 'narrative' })
  examenesLaboratorio?: string;

  // Gestión
  @DataField({ about: 'Estado', privacy: 'public', vocabulary: 'estado' })
  estado?: string;

  @DataField({ about: 'Número de caso', e2b: 'C.1.1', privacy: 'public', unique: true })
  numero?: string;

  @DataField({ about: 'Tipo de notificación', privacy: 'public', vocabulary: 'tipoNotificacion' })
  tipoNotificacion?: string;

  @DataField({ about: 'Fuente de la notificación', e2b: 'C.1.3', privacy: 'public', vocabulary: 'fuenteNotificacion' })
  fuenteNotificacion?: string;

  @DataField({ about: 'Origen de la notificación', privacy: 'public', vocabulary: 'origenNotificacion' })
  origenNotificacion?: string;

  @DataField({ about: 'Fecha de recepción', e2b: 'C.1.4', privacy: 'public', type: 'date' })
  fechaRecepcion?: string;

  @DataField({ about: 'Documento fuente (dirección)', e2b: 'C.1.6.1.r.1', privacy: 'personal' })
  docFuenteUrl?: string;

  @DataField({ about: 'Código interno del laboratorio', e2b: 'C.1.9.1.r.2', privacy: 'public', unique: true })
  codigoInternoLab?: string;

  @DataField({ about: 'Código CENAFyT', e2b: 'C.1.9.1.r.2', privacy: 'public' })
  cenafytCodigo?: string;

  // Línea de tiempo
  @DataField({ about: 'Fecha de recepción por el colaborador', privacy: 'public', type: 'date' })
  ltFechaRecibidoColaborador?: string;

  @DataField({
    about: 'Fecha de recepción por la unidad de farmacovigilancia',
    e2b: 'C.1.4',
    privacy: 'public',
    type: 'date',
    notBefore: 'ltFechaRecibidoColaborador',
  })
  ltFechaRecibidoUfv?: string;

  @DataField({ about: 'Días entre colaborador y unidad', privacy: 'public', min: 0 })
  ltDiasColabUfv?: number;

  @DataField({
    about: 'Fecha límite de envío a DIGEMID',
    privacy: 'public',
    type: 'date',
    aliases: ['lt_fecha_limite_envio_digemid'],
  })
  ltFechaLimiteDigemid?: string;

  @DataField({
    about: 'Fecha de envío a DIGEMID',
    privacy: 'public',
    type: 'date',
    notBefore: 'ltFechaRecibidoUfv',
  })
  ltFechaEnvioDigemid?: string;

  @DataField({ about: 'Días entre unidad y DIGEMID', privacy: 'public', min: 0 })
  ltDiasUfvDigemid?: number;

  @DataField({ about: 'Comentarios de no sometimiento', privacy: 'public', type: 'narrative' })
  ltComentariosNoSometimiento?: string;

  @DataField({ about: 'Problemas adicionales', privacy: 'public', type: 'narrative' })
  ltProblemasAdicionales?: string;

  // Control de calidad
  @DataField({ about: 'Control de calidad realizado por', privacy: 'personal', aliases: ['cc_realizado_por'] })
  qcRealizadoPor?: string;

  @DataField({ about: 'Fecha del control de calidad', privacy: 'public', type: 'date' })
  qcFecha?: string;

  @DataField({ about: 'Revisión de señales', e2b: 'H.4', privacy: 'health', type: 'narrative' })
  revisionSenales?: string;

  @DataField({ about: 'Comentarios adicionales', e2b: 'H.4', privacy: 'health', type: 'narrative' })
  comentariosAdicionales?: string;

  // Seguimiento
  @DataField({ about: 'El paciente desea ser contactado', privacy: 'public', aliases: ['paciente_desea_contacto'] })
  segContactarPaciente?: boolean;

  @DataField({ about: 'Fecha del seguimiento adicional', privacy: 'public', type: 'date' })
  segAdicionalFecha?: string;

  @DataField({ about: 'Comentarios del seguimiento adicional', privacy: 'health', type: 'narrative' })
  segAdicionalComentarios?: string;

  @DataField({ about: 'Estado del seguimiento adicional', privacy: 'public' })
  segAdicionalEstado?: string;
}

/** A case as it is kept. It holds no collections: its rows know it, it does not know them. */
@Index({
  name: 'icsr_codigo_interno_lab_upper',
  expression:
    'create index "icsr_codigo_interno_lab_upper" on "icsr" (upper(codigo_interno_lab)) where codigo_interno_lab is not null',
})
@Index({
  name: 'icsr_search_text',
  expression: 'create index "icsr_search_text" on "icsr" using gin (search_text gin_trgm_ops)',
})
@Index({ name: 'icsr_created_at', expression: 'create index "icsr_created_at" on "icsr" (created_at, id)' })
@Index({
  name: 'icsr_fecha_inicio_evento',
  expression: 'create index "icsr_fecha_inicio_evento" on "icsr" (fecha_inicio_evento, id)',
})
@Index({
  name: 'icsr_gravedad',
  expression: 'create index "icsr_gravedad" on "icsr" (gravedad collate "es-x-icu", id)',
})
@Index({
  name: 'icsr_estado',
  expression: 'create index "icsr_estado" on "icsr" (estado collate "es-x-icu", id)',
})
@Index({
  name: 'icsr_paciente_iniciales',
  expression: 'create index "icsr_paciente_iniciales" on "icsr" (paciente_iniciales collate "es-x-icu", id)',
})
@Index({
  name: 'icsr_gravedad_fold',
  expression: 'create index "icsr_gravedad_fold" on "icsr" (vigia_fold(gravedad), id)',
})
@Index({ name: 'icsr_estado_fold', expression: 'create index "icsr_estado_fold" on "icsr" (vigia_fold(estado), id)' })
@Entity({ tableName: 'icsr' })
@ObjectType('Case', { description: 'An individual case safety report (ICSR)' })
export class Case extends Stored(CaseData) {
  @DataField({ about: 'Creado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;

  @DataField({ about: 'Modificado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  updatedAt!: Date;

  @DataField({ about: 'Versión', privacy: 'public', readOnly: true, default: 1, always: true })
  version!: number;

  @DataField({ about: 'Decisión manual sobre duplicado', privacy: 'public', readOnly: true })
  dupOverride?: string;

  @DataField({ about: 'Caso maestro del que este es duplicado', privacy: 'public', readOnly: true, stored: false })
  dupOfId?: number;

  @DataField({
    about: 'Datos del catálogo por registro sanitario',
    privacy: 'public',
    type: 'json',
    readOnly: true,
    stored: false,
  })
  rsCatalogMap?: Record<string, unknown>;

  /** What is searched, folded. A trigger keeps it. */
  @Property({ fieldName: 'search_text', columnType: 'text', nullable: true, hidden: true, lazy: true })
  searchText?: string;

  /** A master cannot be deleted while another case points to it: the 409 of the legacy contract. */
  @ManyToOne(() => Case, { fieldName: 'dup_of_id', deleteRule: 'no action', nullable: true, index: true })
  dupOf?: Case;
}
