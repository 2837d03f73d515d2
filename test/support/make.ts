import type { Client } from './client.js';

type Body = Record<string, unknown>;

/** The case of the legacy documentation (legacy-api part 5, example 1), as a REST consumer sends it. */
export const DOCUMENTED_CASE = {
  paciente_iniciales: 'JD',
  paciente_edad: 45,
  paciente_sexo: 'M',
  paciente_peso: 72.5,
  paciente_dni: '12345678',
  paciente_fecha_nacimiento: '1978-03-15',
  reportante_nombre: 'Dr. Maria Garcia',
  reportante_email: 'mgarcia@hospital.com',
  reportante_ocupacion: 'Médico',
  producto_sospechoso: 'Amoxicilina 500mg',
  descripcion_evento:
    'Paciente desarrolló rash eritematoso generalizado 3 días después de iniciar tratamiento con amoxicilina.',
  fecha_inicio_evento: '2024-01-15',
  fecha_fin_evento: '2024-01-18',
  gravedad: 'No grave',
  ea_causalidad: 'Probable',
  ea_desenlace: 'Recuperado',
  estado: 'Pendiente',
  tipo_notificacion: 'Inicial',
  fuente_notificacion: 'Profesional de salud',
  productos: [
    {
      nombre_producto: 'Amoxicilina',
      ifa: 'Amoxicilina trihidratada',
      forma_farmaceutica: 'Tableta',
      laboratorio_pais: 'Laboratorio ABC - Perú',
      registro_sanitario: 'EE-123456',
      nro_lote: 'LOT2024-001',
      via_administracion: 'Oral',
      dosis_frecuencia: '500mg cada 8 horas',
      fecha_inicio: '2024-01-12',
      fecha_fin: '2024-01-16',
      desaparecio_al_suspender: 'si',
      reaparecio_reexposicion: 'no_aplica',
    },
  ],
  concomitantes: [
    {
      nombre_producto: 'Paracetamol',
      dosis_frecuencia: '500mg PRN',
      via_administracion: 'Oral',
      motivo_prescripcion: 'Fiebre',
    },
  ],
};

/** The least that makes a case. */
export const LEAST_CASE = {
  paciente_iniciales: 'AB',
  paciente_edad: 32,
  paciente_sexo: 'F',
  reportante_nombre: 'Dr. Carlos Lopez',
  producto_sospechoso: 'Ibuprofeno 400mg',
  descripcion_evento: 'Dolor epigástrico severo',
};

/** Creates a case over REST. Gives the answer's body. */
export async function makeCase(client: Client, fields: Body = {}): Promise<Body & { id: number; version: number }> {
  const { status, body } = await client.rest<Body & { id: number; version: number }>('POST', '/icsr', {
    ...LEAST_CASE,
    ...fields,
  });
  if (status !== 201) throw new Error(`The case was refused: ${JSON.stringify(body)}`);
  return body;
}
