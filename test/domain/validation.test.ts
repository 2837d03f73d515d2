import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseSchema, type InputMode, isDay, objectSchema, parse, periodFaults } from '../../src/domain/validation.js';
import { AdverseEventData } from '../../src/entities/adverse-event.js';
import { CaseData } from '../../src/entities/case.js';
import { CaseInput } from '../../src/entities/case-input.js';
import { ConcomitantData } from '../../src/entities/concomitant.js';
import { inputFieldsOf } from '../../src/entities/field.js';
import { FollowupEntryData } from '../../src/entities/followup-entry.js';
import { ProductData } from '../../src/entities/product.js';

const CLASSES = [CaseData, ProductData, ConcomitantData, FollowupEntryData, AdverseEventData];
const FIELDS = CLASSES.flatMap((data) => inputFieldsOf(data).map((field) => ({ data, field })));
const MODES: InputMode[] = ['create', 'change'];

const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
/** Anything that JSON can carry, with what people and machines really send more often than by chance. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('\u0000', '\u0007', '\ud800', '\udc00', ' ', '\u00a0', '\ufeff', '\u200b', 'a', '1', '\n'),
  }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.parse(JSON.stringify(number)) as number),
  fc.integer().map(String),
  fc.maxSafeInteger(),
  day,
  fc.constantFrom(
    '12345678',
    ' 45 ',
    '+7',
    '-0',
    -0,
    '1e5',
    '0x10',
    '72.50',
    'sí',
    'ON',
    'No',
    '2024-02-30',
    '2023-02-29',
    '9999-99-99',
    '',
    ' ',
  ),
  fc.array(fc.string(), { maxLength: 25 }),
);

const SCHEMAS = new Map(
  CLASSES.map((data) => [data, { create: objectSchema(data, 'create'), change: objectSchema(data, 'change') }]),
);

function read(data: (typeof CLASSES)[number], mode: InputMode, input: unknown) {
  return parse(SCHEMAS.get(data)![mode], input);
}

/** As it comes out at the other end of a wire. */
const sent = <Value>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;

describe('reading a field', () => {
  test.each(FIELDS.map(({ data, field }) => ({ name: `${data.name}.${field.name}`, data, field })))(
    '$name never stumbles, and what was accepted once is accepted again unchanged',
    ({ data, field }) => {
      const law = fc.property(anything, (raw) => {
        const first = read(data, 'change', { [field.name]: raw });
        if ('issues' in first) {
          expect(first.issues.length).toBeGreaterThan(0);
          expect(first.issues.every(({ path }) => path[0] === field.name)).toBe(true);
          return;
        }
        expect(Object.keys(first.value)).toEqual([field.name]);
        expect(read(data, 'change', first.value)).toEqual(first);
        expect(sent(read(data, 'change', sent(first.value)))).toEqual(sent(first));
      });
      fc.assert(law, { numRuns: 60 });
    },
  );

  test('gives texts that are trimmed, whole and never blank', () => {
    const texts = FIELDS.filter(({ field }) => field.type === 'string' || field.type === 'narrative');
    const law = fc.property(fc.constantFrom(...texts), anything, ({ data, field }, raw) => {
      const outcome = read(data, 'change', { [field.name]: raw });
      const text = 'value' in outcome ? outcome.value[field.name] : null;
      if (text === null) return;
      expect(text).toBeTypeOf('string');
      expect(String(text)).toBe(String(text).trim());
      expect(String(text).isWellFormed() && text !== '' && !String(text).includes('\u0000')).toBe(true);
    });
    fc.assert(law, { numRuns: 500 });
  });
});

describe('reading an object', () => {
  test('never stumbles over anything that JSON can carry', () => {
    const law = fc.property(fc.constantFrom(...CLASSES), fc.constantFrom(...MODES), anything, (data, mode, input) => {
      const outcome = read(data, mode, input);
      const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
      if (!isObject) expect(outcome).toEqual({ issues: [{ path: [], code: 'NOT_OBJECT' }] });
    });
    fc.assert(law, { numRuns: 500 });
  });

  test('finds the faults of all its fields at once: no fewer than one by one, and no more', () => {
    const input = fc.dictionary(fc.constantFrom(...inputFieldsOf(CaseData).map(({ name }) => name)), anything, {
      maxKeys: 12,
    });
    const law = fc.property(input, (row) => {
      const together = read(CaseData, 'change', row);
      const places =
        'issues' in together
          ? together.issues.filter(({ code }) => code !== 'ENDS_BEFORE_START').map(({ path }) => path[0])
          : [];
      const oneByOne = Object.keys(row).filter((name) => 'issues' in read(CaseData, 'change', { [name]: row[name] }));
      expect(places.toSorted()).toEqual(oneByOne.toSorted());
    });
    fc.assert(law, { numRuns: 200 });
  });

  test('does not mind what it does not know, and does not pass it on', () => {
    const unknown = fc.dictionary(
      fc.string({ maxLength: 12 }).filter((key) => !inputFieldsOf(CaseData).some(({ name }) => name === key)),
      anything,
    );
    const law = fc.property(unknown, (row) => {
      expect(read(CaseData, 'change', sent(row))).toEqual({ value: {} });
    });
    fc.assert(law);
  });

  test('asks for what is required when it is new, and for nothing when it changes', () => {
    for (const data of CLASSES) {
      const required = inputFieldsOf(data).flatMap(({ name, required }) => (required ? [name] : []));
      const outcome = read(data, 'create', {});
      const missing = 'issues' in outcome ? outcome.issues : [];
      expect(missing).toEqual(required.map((name) => ({ path: [name], code: 'MISSING' })));
      expect(read(data, 'change', {})).toEqual({ value: {} });
    }
  });

  test('names the list and the row of a fault', () => {
    const input = {
      products: [{ nombreProducto: 'A' }, { nombreProducto: '' }],
      events: 'x',
      concomitants: [7],
      followupEntries: null,
    };
    const outcome = parse(caseSchema(CaseInput, 'change'), input);
    expect(
      'issues' in outcome && outcome.issues.map(({ path, code }) => `${path.join('.')} ${code}`).toSorted(),
    ).toEqual(['concomitants.0 NOT_OBJECT', 'events NOT_LIST', 'products.1.nombreProducto NULL_NOT_ALLOWED']);
  });

  test('admits 200 rows and no more', () => {
    const rows = (count: number) => ({ products: Array.from({ length: count }, () => ({ nombreProducto: 'A' })) });
    expect(parse(caseSchema(CaseInput, 'change'), rows(200))).toHaveProperty('value');
    expect(parse(caseSchema(CaseInput, 'change'), rows(201))).toEqual({
      issues: [{ path: ['products'], code: 'TOO_MANY_ROWS', limit: 200 }],
    });
  });
});

describe('a period', () => {
  const dated = fc.record({ fechaInicio: fc.option(day), fechaFin: fc.option(day) });

  test('is at fault exactly when it ends before it starts', () => {
    const law = fc.property(dated, (row) => {
      const wrong = row.fechaInicio !== null && row.fechaFin !== null && row.fechaFin < row.fechaInicio;
      const expected = wrong ? [{ path: ['fechaFin'], code: 'ENDS_BEFORE_START' }] : [];
      expect(periodFaults(ProductData, row)).toEqual(expected);
      const outcome = read(ProductData, 'change', row);
      expect('issues' in outcome ? outcome.issues : []).toEqual(expected);
    });
    fc.assert(law);
  });

  test('of two dates is right one way round, and both when they are equal', () => {
    const law = fc.property(day, day, (one, other) => {
      const faults = (fechaInicio: string, fechaFin: string) =>
        periodFaults(ProductData, { fechaInicio, fechaFin }).length;
      expect(faults(one, other) + faults(other, one)).toBe(one === other ? 0 : 1);
    });
    fc.assert(law);
  });

  test('is no matter of what is no date', () => {
    const law = fc.property(anything, anything, (fechaInicio, fechaFin) => {
      const faults = periodFaults(ProductData, { fechaInicio, fechaFin });
      if (faults.length > 0) expect([fechaInicio, fechaFin].every((value) => isDay(String(value)))).toBe(true);
    });
    fc.assert(law);
  });

  test('of a case is checked for each pair of its dates', () => {
    const row = {
      fechaInicioEvento: '2024-02-01',
      fechaFinEvento: '2024-01-31',
      ltFechaRecibidoColaborador: '2024-03-02',
      ltFechaRecibidoUfv: '2024-03-01',
      ltFechaEnvioDigemid: '2024-02-29',
    };
    expect(periodFaults(CaseData, row).map(({ path }) => path[0])).toEqual([
      'fechaFinEvento',
      'ltFechaRecibidoUfv',
      'ltFechaEnvioDigemid',
    ]);
  });
});

test('a day is one that the calendar has', () => {
  fc.assert(fc.property(day, isDay));
  const wrong = [
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '0000-01-01',
    '2024-01-01T00:00:00Z',
    ' 2024-01-01',
    '٢٠٢٤-٠١-٠١',
  ];
  expect(wrong.filter(isDay)).toEqual([]);
});
