import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bestFirst,
  type CaseFacts,
  compareCases,
  excerpt,
  matchKey,
  traitsOf,
  verdictOf,
  WORDS_COMPARED_MAX,
} from '../../src/domain/duplicates.js';

const DOCUMENTED: CaseFacts = {
  id: 1234,
  pacienteIniciales: 'JD',
  pacienteFechaNacimiento: '1978-03-15',
  fechaInicioEvento: '2024-01-15',
  productoSospechoso: 'Amoxicilina 500mg',
  descripcionEvento:
    'Paciente desarrolló rash eritematoso generalizado 3 días después de iniciar tratamiento con amoxicilina. El rash fue pruriginoso y se resolvió tras suspender el medicamento.',
  products: [],
};

const about = (fields: Partial<CaseFacts>): CaseFacts => ({ ...DOCUMENTED, id: 1200, ...fields });
const compared = (a: CaseFacts, b: CaseFacts) => compareCases(traitsOf(a), traitsOf(b));
const nothing: Partial<CaseFacts> = {
  pacienteIniciales: null,
  pacienteFechaNacimiento: null,
  fechaInicioEvento: null,
  productoSospechoso: null,
};

test('the worked example of the contract is 0.65 with its four reasons in order', () => {
  const other = about({
    fechaInicioEvento: '2024-01-14',
    productoSospechoso: 'AMOXICILINA 500 mg',
    pacienteIniciales: 'J. D.',
    descripcionEvento:
      'Paciente desarrolló rash eritematoso en tronco y brazos, con prurito intenso, al segundo día de amoxicilina por una faringitis aguda; mejoró con clorfenamina oral diaria.',
  });
  expect(compared(DOCUMENTED, other)).toEqual({
    score: 0.65,
    reasons: ['Iniciales iguales', 'Fecha de nacimiento igual', 'Producto sospechoso igual', 'Narrativa similar (35%)'],
  });
});

describe('a score', () => {
  test.each([
    ['initials alone', { pacienteIniciales: 'j.d.' }, 0.2, ['Iniciales iguales']],
    ['birth date alone', { pacienteFechaNacimiento: '1978-03-15' }, 0.25, ['Fecha de nacimiento igual']],
    ['event date alone', { fechaInicioEvento: '2024-01-15' }, 0.2, ['Fecha de evento igual']],
    ['product alone', { productoSospechoso: 'amoxicilina-500 MG' }, 0.2, ['Producto sospechoso igual']],
  ] as const)('of %s is its weight', (_what, fields, score, reasons) => {
    expect(compared(DOCUMENTED, about({ ...nothing, descripcionEvento: 'otra cosa', ...fields }))).toEqual({
      score,
      reasons,
    });
  });

  test('of all four facts is 0.90 at the least, and 1 with the same narrative', () => {
    const reasons = [
      'Iniciales iguales',
      'Fecha de nacimiento igual',
      'Fecha de evento igual',
      'Producto sospechoso igual',
    ];
    expect(compared(DOCUMENTED, about({ descripcionEvento: 'otra cosa' }))).toEqual({ score: 0.9, reasons });
    expect(compared(DOCUMENTED, about({}))).toEqual({ score: 1, reasons: [...reasons, 'Narrativa similar (100%)'] });
  });

  test.each([
    [2, 0, undefined],
    [3, 0, '30'],
    [5, 0, '50'],
    [6, 0.05, '60'],
    [8, 0.15, '80'],
    [9, 0.2, '90'],
    [10, 0.25, '100'],
  ])('of narratives that share %s of ten words is %s', (shared, score, percent) => {
    const words = 'una dos tres cuatro cinco seis siete ocho nueve diez'.split(' ');
    const other = words.map((word, place) => (place < shared ? word.toUpperCase() : `otra${place}`)).join(', ');
    expect(
      compared(about({ ...nothing, descripcionEvento: words.join(' ') }), about({ descripcionEvento: other })),
    ).toEqual({ score, reasons: percent ? [`Narrativa similar (${percent}%)`] : [] });
  });

  test('of two cases of which nothing is known is 0', () => {
    const unknown = about({ ...nothing, descripcionEvento: '...' });
    expect(compared(unknown, unknown)).toEqual({ score: 0, reasons: [] });
  });

  test('counts the names and active ingredients of the products of either', () => {
    const brand = about({
      ...nothing,
      productoSospechoso: 'Curamol Forte',
      products: [{ nombreProducto: 'Curamol Forte', ifa: 'Paracetamol' }],
    });
    const generic = about({ ...nothing, productoSospechoso: 'PARACETAMOL', descripcionEvento: 'otra cosa' });
    expect(compared(brand, generic).reasons).toEqual(['Producto sospechoso igual']);
    expect(compared(generic, about({ ...nothing, productoSospechoso: null, products: [] })).reasons).toEqual([]);
  });
});

const word = fc.constantFrom('fiebre', 'rash', 'Náuseas', 'dolor', 'tos', 'prurito', 'y', 'con', '3', 'días');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 2 });
const name = fc.constantFrom('Amoxicilina 500mg', 'amoxicilina 500 MG', 'Ibuprofeno', '', '—');
const someCase: fc.Arbitrary<CaseFacts> = fc.record({
  id: fc.nat(),
  pacienteIniciales: maybe(fc.constantFrom('JD', 'j.d.', 'ÁB', 'AB', '??')),
  pacienteFechaNacimiento: maybe(fc.constantFrom('1978-03-15', '1990-01-01')),
  fechaInicioEvento: maybe(fc.constantFrom('2024-01-15', '2024-01-14')),
  productoSospechoso: maybe(name),
  descripcionEvento: maybe(
    fc.oneof(
      fc.array(word).map((words) => words.join(' ')),
      fc.string({ unit: 'binary' }),
    ),
  ),
  products: fc.array(fc.record({ nombreProducto: maybe(name), ifa: maybe(name) }), { maxLength: 4 }),
});

describe('of any two cases the score', () => {
  test('is the same whichever comes first', () => {
    fc.assert(fc.property(someCase, someCase, (a, b) => void expect(compared(a, b)).toEqual(compared(b, a))));
  });

  test('is a number of hundredths between 0 and 1, and its reasons come in the order of the contract', () => {
    const order = ['Iniciales', 'Fecha de nacimiento', 'Fecha de evento', 'Producto', 'Narrativa'];
    fc.assert(
      fc.property(someCase, someCase, (a, b) => {
        const { score, reasons } = compared(a, b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(Math.round(score * 100) / 100).toBe(score);
        const places = reasons.map((reason) => order.findIndex((start) => reason.startsWith(start)));
        expect(places).toEqual([...new Set(places)].toSorted());
      }),
    );
  });

  test('does not depend on the order of products, nor on case, accents and punctuation', () => {
    const disguised = (text: string | null) =>
      text && ` ${text.toUpperCase().normalize('NFD').replaceAll(' ', ' - ')}.`;
    fc.assert(
      fc.property(someCase, someCase, (a, b) => {
        const other = {
          ...b,
          pacienteIniciales: disguised(b.pacienteIniciales),
          productoSospechoso: disguised(b.productoSospechoso),
          products: b.products.toReversed(),
        };
        expect(compared(a, other)).toEqual(compared(a, b));
      }),
    );
  });

  test('of identical narratives with words in them is at least 0.25', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const text = about({ ...nothing, descripcionEvento: words.join(' ') });
        expect(compared(text, text).score).toBe(0.25);
      }),
    );
  });
});

test('two narratives of a hundred thousand characters are compared at once', () => {
  const long = (seed: number) =>
    Array.from({ length: 12_000 }, (_, place) => `palabra${(place * seed) % 9973}`)
      .join(' ')
      .slice(0, 100_000);
  const traits = [traitsOf(about({ descripcionEvento: long(7) })), traitsOf(about({ descripcionEvento: long(11) }))];
  expect(traits[0]!.words.size).toBe(WORDS_COMPARED_MAX);
  const start = performance.now();
  for (let time = 0; time < 1000; time += 1) compareCases(traits[0]!, traits[1]!);
  expect(performance.now() - start).toBeLessThan(5000);
});

test.each([
  [1, 'dup', 'Duplicado probable', 'danger'],
  [0.8, 'dup', 'Duplicado probable', 'danger'],
  [0.79, 'review', 'Revisar', 'warning'],
  [0.45, 'review', 'Revisar', 'warning'],
  [0.44, 'unique', 'Único', 'success'],
  [0, 'unique', 'Único', 'success'],
])('%s means %s', (score, status, label, color) => {
  expect(verdictOf(score)).toEqual({ status, label, color });
});

test('what a person has decided is said in place of what the score means', () => {
  expect(verdictOf(0.9, 'unico')).toEqual({ status: 'unique', label: 'Único (manual)', color: 'success' });
  expect(verdictOf(0, 'duplicado', 1200)).toEqual({ status: 'dup', label: 'Duplicado de #1200', color: 'danger' });
});

test('matches are ordered by score, the older case first where it is the same', () => {
  const matches = [
    { id: 3, score: 0.4 },
    { id: 2, score: 0.4 },
    { id: 9, score: 0.65 },
  ];
  expect(matches.toSorted(bestFirst).map(({ id }) => id)).toEqual([9, 2, 3]);
});

test('an excerpt is the first 160 characters, none of them cut in two', () => {
  expect(excerpt('Rash')).toBe('Rash...');
  expect(excerpt('á'.repeat(200))).toBe(`${'á'.repeat(160)}...`);
  expect(excerpt('🙂'.repeat(200))).toBe(`${'🙂'.repeat(160)}...`);
  expect(excerpt(null)).toBeNull();
});

test.each([
  ['J.D.', 'JD'],
  ['500 mg', '500MG'],
  ['Ácido clavulánico', 'ACIDOCLAVULANICO'],
  ['ñandú', 'NANDU'],
  ['Straße', 'STRASSE'],
  [' — ', ''],
  [null, ''],
])('%s is equal to %s', (text, key) => {
  expect(matchKey(text)).toBe(key);
});
