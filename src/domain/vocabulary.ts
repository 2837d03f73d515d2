/** Values usually found in a field. They are offered, never enforced: the legacy documents disagree about them. */
export const VOCABULARIES = {
  sexo: ['M', 'F', 'O'],
  grupoEtareo: ['Pediátrico', 'Adulto', 'Geriátrico'],
  gravedad: ['Leve', 'Moderada', 'Grave', 'No grave', 'Potencialmente grave'],
  criteriosGravedad: [
    'muerte',
    'amenaza_vida',
    'hospitalizacion',
    'discapacidad',
    'anomalia_congenita',
    'otra_importante',
  ],
  causalidad: ['Definitiva', 'Probable', 'Posible', 'Improbable', 'Condicional', 'No clasificable'],
  desenlace: ['Recuperado', 'En recuperación', 'Recuperado con secuelas', 'No recuperado', 'Muerte', 'Desconocido'],
  estado: ['Pendiente', 'En progreso', 'Cerrado'],
  tipoNotificacion: ['Inicial', 'Seguimiento'],
  fuenteNotificacion: ['Profesional de salud', 'Paciente', 'Farmacéutico'],
  origenNotificacion: ['web_form', 'email', 'telefono'],
  siNoNoAplica: ['si', 'no', 'no_aplica'],
  siNo: ['Si', 'No'],
  canal: ['email', 'sms', 'whatsapp'],
  situacionMensaje: ['pending', 'sent', 'failed', 'received'],
} as const satisfies Record<string, readonly string[]>;

export type VocabularyName = keyof typeof VOCABULARIES;

/** A way to a reporter. */
export type ChannelName = (typeof VOCABULARIES)['canal'][number];

/** The state of a new case that does not give one (spec/decisions.md "Cases"). */
export const STATE_OF_NEW_CASE = 'Pendiente';

/** The state of a case whose reporter was written to (legacy-api 3.2). */
export const STATE_OF_CASE_IN_WORK = 'En progreso';
