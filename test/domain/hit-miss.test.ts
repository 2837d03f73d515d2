import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondOpinion } from '../../src/domain/hit-miss.js';
import type { Facts } from '../../src/domain/hit-miss/portrait.js';
import { portraitOf } from '../../src/domain/hit-miss/portrait.js';
import { cases, counted, facts, NO_FACTS } from './hit-miss-cases.js';

const opinion = (a: Facts, b: Facts, frequencies = counted()) =>
  secondOpinion(portraitOf(a), portraitOf(b), frequencies);
const weightOf = (field: string, a: Facts, b: Facts, frequencies = counted()) =>
  opinion(a, b, frequencies).weights.find((weight) => weight.field === field);

describe('laws', () => {
  test('the opinion is the same whichever case comes first', () => {
    fc.assert(
      fc.property(cases, cases, (a, b) => {
        const [one, other] = [opinion(a, b), opinion(b, a)];
        expect(one.probability).toBeCloseTo(other.probability, 12);
        expect(one.weights.map(({ field }) => field)).toEqual(other.weights.map(({ field }) => field));
      }),
    );
  });

  test('a probability lies between 0 and 1, and its weights add up to its odds', () => {
    fc.assert(
      fc.property(cases, cases, (a, b) => {
        const { probability, weights } = opinion(a, b);
        const bits = weights.reduce((sum, { weight }) => sum + weight, 0);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(probability).toBeCloseTo(1 / (1 + 2 ** -bits), 9);
      }),
    );
  });

  test('what one of two cases does not say speaks neither for nor against', () => {
    fc.assert(
      fc.property(cases, (a) => {
        const { weights } = opinion(a, NO_FACTS);
        expect(weights.map(({ field }) => field)).toEqual(['Antes de comparar', 'Otra explicación']);
        expect(weights[1]!.weight).toBeCloseTo(0, 2);
      }),
    );
  });

  test('to agree on a rare value weighs more than on a common one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (rare, more) => {
        const weight = (count: number) =>
          weightOf('Iniciales del paciente', facts({}), facts({}), counted({ iniciales: { JRMQ: count } }))!.weight;
        expect(weight(rare)).toBeGreaterThan(weight(rare + more));
      }),
    );
  });

  test('a field that agrees makes a duplicate likelier than one that is blank, and one that is blank likelier than one that differs', () => {
    const others: Partial<Facts> = {
      pacienteIniciales: 'XYZW',
      pacienteSexo: 'F',
      pacienteDni: '99887766',
      pacienteFechaNacimiento: '1950-11-30',
      fechaInicioEvento: '2019-09-29',
    };
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(others) as (keyof Facts)[])), cases, (field, base) => {
        // Nothing but the field tells of it: neither the rows nor the account do.
        const elsewhere = { events: [], products: [], descripcionEvento: null, pacienteEdad: null };
        const a = { ...base, ...elsewhere, [field]: facts({})[field] };
        const against = { ...a, [field]: others[field] };
        const { probability } = opinion(a, { ...a, [field]: null });
        expect(opinion(a, a).probability).toBeGreaterThanOrEqual(probability);
        expect(opinion(a, against).probability).toBeLessThanOrEqual(probability);
      }),
    );
  });
});

describe('what reporters do to the same case', () => {
  const probability = (change: Partial<Facts>) => opinion(facts({}), facts(change)).probability;

  test.each<[string, Partial<Facts>]>([
    ['day and month of the event exchanged', { fechaInicioEvento: '2024-11-03' }],
    ['day and month of birth exchanged', { pacienteFechaNacimiento: '1978-09-04' }],
    ['an age in place of the birth date', { pacienteFechaNacimiento: null, pacienteEdad: 45, pacienteDni: null }],
    ['initials in another order', { pacienteIniciales: 'M.Q. J.R.' }],
    ['the second surname left out', { pacienteIniciales: 'JRM' }],
    ['the whole name', { pacienteIniciales: 'Jorge Raúl Medina Quispe' }],
    ['the day of the report for that of the event', { fechaInicioEvento: '2024-03-19' }],
    ['the ingredient in place of the brand', { productoSospechoso: 'AMOXICILINA 500', products: [] }],
    ['a typing error in the lot', { products: [{ nombreProducto: 'Amoxicilina', ifa: null, nroLote: 'LOT2024-01' }] }],
    [
      'another reporter with other words',
      {
        reportanteNombre: 'Lic. Nélida Rojas',
        reportanteEmail: 'n@example.pe',
        descripcionEvento: 'Ronchas en todo el cuerpo tras tomar el antibiótico, según cuenta la esposa.',
      },
    ],
  ])('%s does not hide it', (_what, change) => {
    expect(probability(change)).toBeGreaterThan(0.9);
  });
});

describe('what looks alike and is not the same', () => {
  const campaign = counted({
    lote: { HP40921: 300 },
    fecha: { '2024-03-11': 310 },
    producto: { vph: 320 },
    notificador: { 'ccori maria': 300 },
    establecimiento: { 'i e santa rosa': 290 },
  });
  const schoolgirl = facts({
    pacienteIniciales: 'ASQP',
    pacienteSexo: 'F',
    pacienteEdad: 11,
    pacienteFechaNacimiento: null,
    pacienteDni: null,
    productoSospechoso: 'Vacuna contra el VPH',
    products: [{ nombreProducto: 'Vacuna contra el VPH', ifa: null, nroLote: 'HP4-0921' }],
    reportanteNombre: 'Lic. María Ccori',
    reportanteEmail: null,
    establecimiento: 'I.E. Santa Rosa',
  });

  test('two girls of one vaccination session', () => {
    const other = { ...schoolgirl, pacienteIniciales: 'NBHT', pacienteEdad: 12 };
    const { probability, weights } = opinion(schoolgirl, other, campaign);
    expect(probability).toBeLessThan(0.05);
    expect(weights.at(-1)).toMatchObject({ field: 'Otra explicación', agreement: 'Otro paciente de la misma ocasión' });
  });

  test('two girls of one session of whom nothing but age and sex is known', () => {
    const other = { ...schoolgirl, pacienteIniciales: null };
    expect(opinion(schoolgirl, other, campaign).probability).toBeLessThan(0.2);
  });

  test('twins who are vaccinated together', () => {
    const girl = { ...schoolgirl, pacienteFechaNacimiento: '2012-08-30' };
    const { probability, weights } = opinion(girl, { ...girl, pacienteIniciales: 'MSQP' });
    expect(probability).toBeLessThan(0.5);
    expect(weights.at(-1)).toMatchObject({ agreement: 'Gemelo o mellizo' });
  });

  test('another event of the same patient, by the same reporter', () => {
    const later = facts({
      fechaInicioEvento: '2024-08-22',
      descripcionEvento: 'Acude por vómitos y mareos intensos desde que toma enalapril; cede al suspenderlo.',
      productoSospechoso: 'Enalapril 10 mg',
      products: [{ nombreProducto: 'Enalapril 10 mg', ifa: 'Enalapril', nroLote: 'E-77' }],
      fechaRecepcion: '2024-08-25',
      events: [],
    });
    const { probability, weights } = opinion(facts({}), later);
    expect(probability).toBeLessThan(0.1);
    expect(weights.at(-1)).toMatchObject({ agreement: 'Otro evento del mismo paciente' });
  });

  test('two patients of one reporter', () => {
    const other = facts({
      pacienteIniciales: 'CVPL',
      pacienteFechaNacimiento: '1990-02-14',
      pacienteEdad: 34,
      pacienteDni: '41526378',
    });
    expect(opinion(facts({}), other).probability).toBeLessThan(0.05);
  });
});

test('ten cases that were never counted are enough to know a repetition, and to leave strangers alone', () => {
  const few = { ...counted(), cases: 10, fields: {} };
  expect(opinion(facts({}), facts({ pacienteDni: null }), few).probability).toBeGreaterThan(0.99);
  const stranger = facts({
    pacienteIniciales: 'CVPL',
    pacienteFechaNacimiento: '1990-02-14',
    pacienteEdad: 34,
    pacienteDni: '41526378',
    fechaInicioEvento: '2024-05-30',
  });
  expect(opinion(facts({}), stranger, few).probability).toBeLessThan(0.01);
});
