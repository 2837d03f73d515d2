/** A case with all kinds of rows, as a GraphQL client sends it. */
export const FULL_INPUT = {
  pacienteIniciales: 'JD',
  pacienteEdad: 45,
  pacienteSexo: 'M',
  pacientePeso: 72.5,
  reportanteNombre: 'Dra. Maria Garcia',
  productoSospechoso: 'Amoxicilina 500mg',
  descripcionEvento: 'Rash eritematoso a los 3 días de iniciar amoxicilina. Niño de ñandú, 日本語, 😀.',
  fechaInicioEvento: '2024-01-15',
  gravedad: 'No grave',
  eaCriteriosGravedad: ['hospitalizacion', 'otra_importante'],
  products: [
    { nombreProducto: 'Amoxicilina', nroLote: 'LOTE-1', fechaInicio: '2024-01-12', fechaFin: '2024-01-16' },
    { nombreProducto: 'Ácido clavulánico', nroLote: 'LOTE-2', viaAdministracion: 'Oral' },
  ],
  concomitants: [{ nombreProducto: 'Paracetamol', motivoPrescripcion: 'Fiebre' }],
  events: [
    {
      texto: 'Rash',
      gravedad: 'Leve',
      fechaInicio: '2024-01-15',
      meddraLltCode: '10037844',
      meddraLltTerm: 'Rash',
      meddraPtCode: '10037844',
      meddraPtTerm: 'Rash',
    },
    { texto: 'Prurito', meddraLltCode: '10037087', meddraLltTerm: 'Pruritus', meddraPtCode: '10037087' },
  ],
};

/** The least that makes a case. */
export const LEAST_INPUT = {
  pacienteIniciales: 'AB',
  pacienteEdad: 32,
  pacienteSexo: 'F',
  reportanteNombre: 'Dr. Carlos Lopez',
  productoSospechoso: 'Ibuprofeno 400mg',
  descripcionEvento: 'Dolor epigástrico severo',
};

/** Every field that `FULL_INPUT` sets, with what the server adds. */
export const FULL_CASE = `fragment Full on Case {
  id version numero estado createdAt updatedAt pacienteIniciales pacienteEdad pacienteSexo pacientePeso reportanteNombre
  productoSospechoso descripcionEvento fechaInicioEvento gravedad eaCriteriosGravedad
  products { id nombreProducto nroLote fechaInicio fechaFin viaAdministracion }
  concomitants { id nombreProducto motivoPrescripcion }
  followupEntries { id }
  events { id icsrId texto gravedad fechaInicio meddraLltCode meddraLltTerm meddraPtCode meddraPtTerm isFromNarrative }
}`;

export interface CaseAnswer {
  id: string;
  version: number;
  numero: string;
  estado: string | null;
  products: { id: string; nombreProducto: string; nroLote: string | null }[];
  concomitants: { id: string }[];
  followupEntries: { id: string }[];
  events: Record<string, unknown>[];
  [field: string]: unknown;
}
