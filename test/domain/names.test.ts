import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CaseInput } from '../../src/entities/case-input.js';
import { fieldsOf, inputFieldsOf, wireName } from '../../src/entities/field.js';
import { CASE_ROWS, ENTITIES } from '../../src/entities/index.js';

/** The way back, which the program itself never needs. */
const fromWire = (wire: string) => wire.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const camelCase = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,30}$/);
const names = [...new Set(ENTITIES.flatMap((entity) => fieldsOf(entity).map(({ name }) => name)))];

describe('the REST name of a field', () => {
  test('tells its name, for every field there is', () => {
    expect(names.length).toBeGreaterThan(80);
    expect(names.map((name) => fromWire(wireName(name)))).toEqual(names);
  });

  test('tells its name, for any field there may be', () => {
    fc.assert(fc.property(camelCase, (name) => fromWire(wireName(name)) === name));
  });

  test('is plain snake case, and never the same for two fields', () => {
    fc.assert(
      fc.property(camelCase, camelCase, (one, other) => {
        expect(wireName(one)).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(wireName(one) === wireName(other)).toBe(one === other);
      }),
    );
  });

  test('of the legacy contract is kept', () => {
    expect(['pacienteIniciales', 'pacienteCie10', 'eaGraveSoloRam', 'ltDiasColabUfv', 'id'].map(wireName)).toEqual([
      'paciente_iniciales',
      'paciente_cie10',
      'ea_grave_solo_ram',
      'lt_dias_colab_ufv',
      'id',
    ]);
  });
});

test.each([CaseInput, ...CASE_ROWS.map(({ data }) => data)])(
  'no alias of %o stands for two fields, or hides another',
  (data) => {
    const fields = inputFieldsOf(data);
    const all = fields.flatMap(({ wire, aliases = [] }) => [wire, ...aliases]);
    expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([]);
  },
);
