import fc from 'fast-check';
import { FIELDS, type FieldName } from '../../src/domain/hit-miss/fields.js';
import type { Frequencies } from '../../src/domain/hit-miss/frequencies.js';
import type { Facts } from '../../src/domain/hit-miss/portrait.js';

export const NO_FACTS: Facts = {
  pacienteIniciales: null,
  pacienteEdad: null,
  pacienteSexo: null,
  pacientePeso: null,
  pacienteDni: null,
  pacienteFechaNacimiento: null,
  establecimiento: null,
  reportanteNombre: null,
  reportanteEmail: null,
  reportanteTelefono: null,
  productoSospechoso: null,
  descripcionEvento: null,
  fechaInicioEvento: null,
  fechaRecepcion: null,
  ltFechaRecibidoColaborador: null,
  ltFechaRecibidoUfv: null,
  numero: null,
  codigoInternoLab: null,
  cenafytCodigo: null,
  products: [],
  events: [],
};

/** A case that says everything, but for what is given here. */
export function facts(given: Partial<Facts>): Facts {
  return {
    ...NO_FACTS,
    pacienteIniciales: 'JRMQ',
    pacienteEdad: 45,
    pacienteSexo: 'M',
    pacientePeso: 72.5,
    pacienteDni: '40123456',
    pacienteFechaNacimiento: '1978-04-09',
    establecimiento: 'Hospital General del Valle',
    reportanteNombre: 'Dr. Óscar Tapia Neyra',
    reportanteEmail: 'otapia@example.pe',
    productoSospechoso: 'Moxaqantu 500 mg (amoxicilina)',
    descripcionEvento:
      'Varón que presenta urticaria generalizada y prurito intenso tres días después de iniciar amoxicilina por faringitis. Recibe clorfenamina.',
    fechaInicioEvento: '2024-03-11',
    fechaRecepcion: '2024-03-19',
    products: [{ nombreProducto: 'Moxaqantu 500 mg', ifa: 'Amoxicilina trihidratada', nroLote: 'LOT2024-001' }],
    ...given,
  };
}

/** As many cases as a year brings, in which these values are counted so often. */
export function counted(values: Partial<Record<FieldName, Record<string, number>>> = {}): Frequencies {
  const fields = Object.keys(FIELDS) as FieldName[];
  return {
    cases: 5000,
    fields: Object.fromEntries(fields.map((field) => [field, { filled: 4000, squares: 40_000 }])),
    count: (field, value) => values[field]?.[value] ?? 0,
  };
}

const day = fc.date({ min: new Date('2015-01-01'), max: new Date('2025-12-31'), noInvalidDate: true });
const isoDay = day.map((moment) => moment.toISOString().slice(0, 10));
const birthDay = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2014-12-31'), noInvalidDate: true })
  .map((moment) => moment.toISOString().slice(0, 10));
const known = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4, nil: null });
const word = fc.constantFrom('urticaria', 'mareo', 'cefalea', 'amoxicilina', 'enalapril', 'losartán', 'rash', 'fiebre');
const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));

/** Any case, told well or badly. */
export const cases: fc.Arbitrary<Facts> = fc.record({
  pacienteIniciales: known(
    fc.string({ unit: fc.constantFrom('A', 'B', 'J', 'M', 'Q', 'R', 'ñ', '.', ' '), maxLength: 6 }),
  ),
  pacienteEdad: known(fc.integer({ min: 0, max: 110 })),
  pacienteSexo: known(fc.constantFrom('M', 'F', 'Masculino', 'mujer', 'otro', 'no dice')),
  pacientePeso: known(fc.double({ min: 0.5, max: 200, noNaN: true })),
  pacienteDni: known(fc.constantFrom('40123456', '40123465', '00000000', 'HC 12345', 'no tiene')),
  pacienteFechaNacimiento: known(birthDay),
  establecimiento: known(text),
  reportanteNombre: known(text),
  reportanteEmail: known(fc.constantFrom('a@example.pe', 'b@example.pe')),
  reportanteTelefono: known(fc.constantFrom('+51 900 123 456', '900123456')),
  productoSospechoso: known(text),
  descripcionEvento: known(text),
  fechaInicioEvento: known(isoDay),
  fechaRecepcion: known(isoDay),
  ltFechaRecibidoColaborador: known(isoDay),
  ltFechaRecibidoUfv: known(isoDay),
  numero: known(fc.constantFrom('ICSR-2024-001', 'ICSR-2024-002')),
  codigoInternoLab: known(fc.constantFrom('LAB-2024-001', 'ICSR-2024-001')),
  cenafytCodigo: known(fc.constantFrom('CEN-00001', 'ICSR-2024-001')),
  products: fc.array(
    fc.record({
      nombreProducto: known(text),
      ifa: known(word),
      nroLote: known(fc.constantFrom('L1', 'LO-123', 'L0124')),
    }),
    { maxLength: 3 },
  ),
  events: fc.array(
    fc.record({
      texto: known(text),
      fechaInicio: known(isoDay),
      meddraLltCode: fc.constant(null),
      meddraLltTerm: fc.constant(null),
      meddraPtCode: known(fc.constantFrom('90000001', '90000002')),
      meddraPtTerm: known(word),
      meddraPtManual: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
});
