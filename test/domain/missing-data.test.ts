import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingData, requiredFields } from '../../src/domain/missing-data.js';

const { required } = requiredFields(['paciente_peso', 'ea_desenlace', 'nro_lote', 'dosis_frecuencia']);
const labelsOf = (examined: Parameters<typeof missingData>[1]) =>
  missingData(required, examined).map(({ label, products }) => [label, ...products]);

describe('the missing data of a case', () => {
  test('is named by the labels of the form, in the order of the setting, with the products that lack it', () => {
    const products = [
      { nombreProducto: 'Ibuprofeno', nroLote: 'L1', dosisFrecuencia: ' ' },
      { nombreProducto: 'Amoxicilina', nroLote: null, dosisFrecuencia: null },
    ];
    expect(labelsOf({ pacientePeso: null, eaDesenlace: 'Recuperado', products })).toEqual([
      ['Peso (kg)'],
      ['Lote', 'Amoxicilina'],
      ['Dosis y frecuencia', 'Ibuprofeno', 'Amoxicilina'],
    ]);
  });

  test('counts the product that the case names where it has no rows of products', () => {
    const bare = { pacientePeso: 70, eaDesenlace: 'Recuperado', productoSospechoso: 'Ibuprofeno', products: [] };
    expect(labelsOf(bare)).toEqual([
      ['Lote', 'Ibuprofeno'],
      ['Dosis y frecuencia', 'Ibuprofeno'],
    ]);
  });

  test('does not count a weight of zero or a no as missing', () => {
    const { required } = requiredFields(['paciente_edad', 'seg_contactar_paciente']);
    expect(missingData(required, { pacienteEdad: 0, segContactarPaciente: false })).toEqual([]);
  });

  test('shrinks by exactly the field that is filled, whatever else is there', () => {
    const value = fc.option(
      fc.oneof(
        fc.constant(''),
        fc.constant('  '),
        fc.string({ minLength: 1 }).filter((t) => t.trim() !== ''),
      ),
    );
    const product = fc.record({ nombreProducto: fc.constant('X'), nroLote: value, dosisFrecuencia: value });
    const examined = fc.record({
      pacientePeso: fc.option(fc.integer()),
      eaDesenlace: value,
      products: fc.array(product, { minLength: 1, maxLength: 4 }),
    });
    const law = fc.property(examined, fc.constantFrom(...required), (before, { field, place }) => {
      const filled = (row: object) => ({ ...row, [field.name]: 'algo' });
      const after = place === 'CASE' ? filled(before) : { ...before, products: before.products.map(filled) };
      const names = missingData(required, before).map(({ name }) => name);
      expect(missingData(required, after as typeof before).map(({ name }) => name)).toEqual(
        names.filter((name) => name !== field.wire),
      );
    });
    fc.assert(law, { numRuns: 500 });
  });

  test('is asked of fields that there are', () => {
    expect(requiredFields(['nro_lote', 'peso', 'nro_lote', 'pacientePeso'])).toMatchObject({
      required: [{ place: 'PRODUCT', field: { wire: 'nro_lote' } }],
      unknown: ['peso', 'pacientePeso'],
    });
  });
});
