import type { CaseRecord } from '../entities/record.js';
import { reportDay } from './case-view.js';
import type { Signer } from './context.js';

/**
 * The 18 keys that the legacy `GET /icsr/{id}/export/context` answers, all of them always there, text or null, days as
 * ISO (legacy-api 2.9).
 */
export function exportContext(record: CaseRecord, signer: Signer, _now: Date) {
  return {
    paciente_iniciales: record.pacienteIniciales,
    paciente_edad: record.pacienteEdad === null ? null : String(record.pacienteEdad),
    paciente_sexo: record.pacienteSexo,
    producto_sospechoso: record.productoSospechoso,
    registro_sanitario: record.products[0]?.registroSanitario ?? null,
    fecha_inicio_evento: record.fechaInicioEvento,
    descripcion_evento: record.descripcionEvento,
    gravedad: record.gravedad,
    desenlace: record.eaDesenlace,
    firma_nombre: signer.nombre,
    firma_cargo: signer.cargo,
    firma_company: signer.company,
    firma_celular: signer.celular,
    firma_email_alt: signer.emailAlt,
    firma_website: signer.website,
    reportero_nombre: record.reportanteNombre,
    reportero_profesion: record.reportanteOcupacion,
    fecha_reporte: reportDay(record),
  } satisfies Record<string, string | null>;
}
