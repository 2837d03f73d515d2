import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeLinkage, type Pair } from '../../src/domain/clusters.js';
import { completenessOf, type Documented } from '../../src/domain/completeness.js';

const pair = (a: number, b: number, probability = 0.9): Pair => ({ a, b, probability });

describe('clusters', () => {
  test('three cases that are all alike are one', () => {
    expect(completeLinkage([pair(1, 2), pair(2, 3, 0.7), pair(1, 3, 0.8)])).toEqual([
      { members: [1, 2, 3], least: 0.7 },
    ]);
  });

  test('a chain does not make its ends one case: the likelier pair stays together', () => {
    expect(completeLinkage([pair(1, 2, 0.6), pair(2, 3, 0.95)])).toEqual([{ members: [2, 3], least: 0.95 }]);
  });

  test('every pair inside a cluster is suspected, no case is in two, and the order of the pairs does not matter', () => {
    const pairs = fc.uniqueArray(
      fc.record({
        a: fc.integer({ min: 1, max: 8 }),
        b: fc.integer({ min: 9, max: 16 }),
        probability: fc.double({ min: 0.5, max: 1, noNaN: true }),
      }),
      { selector: ({ a, b }) => `${a} ${b}`, maxLength: 40 },
    );
    fc.assert(
      fc.property(pairs, (given) => {
        const clusters = completeLinkage(given);
        const suspected = new Set(given.map(({ a, b }) => `${a} ${b}`));
        for (const { members } of clusters) {
          for (const a of members) for (const b of members) if (a < b) expect(suspected).toContain(`${a} ${b}`);
        }
        const all = clusters.flatMap(({ members }) => members);
        expect(new Set(all).size).toBe(all.length);
        expect(completeLinkage(given.toReversed())).toEqual(clusters);
      }),
    );
  });
});

describe('completeness', () => {
  const whole: Documented = {
    pacienteSexo: 'F',
    pacienteEdad: 30,
    pacienteFechaNacimiento: null,
    pacienteGrupoEtareo: null,
    reportanteOcupacion: 'Médico',
    tipoNotificacion: 'Inicial',
    fuenteNotificacion: null,
    descripcionEvento: 'Urticaria',
    fechaInicioEvento: '2024-03-11',
    eaDesenlace: 'Recuperado',
    products: [{ fechaInicio: '2024-03-08', motivoPrescripcion: 'Faringitis', dosisFrecuencia: 'cada 8 horas' }],
    events: [],
  };

  test('a case that says everything has 1', () => {
    expect(completenessOf(whole)).toBe(1);
  });

  test.each<[string, Partial<Documented>, number]>([
    ['the onset', { fechaInicioEvento: null }, 0.5],
    ['the outcome', { eaDesenlace: 'Desconocido' }, 0.7],
    ['the sex', { pacienteSexo: '' }, 0.7],
    ['the age', { pacienteEdad: null }, 0.7],
    ['the age, but for the group', { pacienteEdad: null, pacienteGrupoEtareo: 'Adulto' }, 0.9],
    ['the profession', { reportanteOcupacion: null }, 0.9],
    ['the products', { products: [] }, 0.5 * 0.7 * 0.9],
  ])('without %s it loses the penalty of vigiGrade', (_what, change, score) => {
    expect(completenessOf({ ...whole, ...change })).toBeCloseTo(score, 10);
  });

  test('of several products with events it is the mean', () => {
    const products = [
      ...whole.products,
      { fechaInicio: null, motivoPrescripcion: 'Fiebre', dosisFrecuencia: '1 al día' },
    ];
    expect(completenessOf({ ...whole, products })).toBeCloseTo(0.75, 10);
  });
});
