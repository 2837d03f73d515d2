import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bestFirst, type CaseFacts, compareCases, type Traits, traitsOf } from '../../src/domain/duplicates.js';
import { insertCase } from '../../src/storage/case-writes.js';
import type { Client } from '../support/client.js';
import { LEAST_CASE } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

const CASES = 2000;

let server: TestServer;
let rosa: Client;

const days = (from: number, most: number) =>
  fc.integer({ min: 0, max: most }).map((day) => new Date(Date.UTC(2024, 0, from + day)).toISOString().slice(0, 10));
const drug = fc.constantFrom(
  'Amoxicilina 500mg',
  'AMOXICILINA 500 mg',
  'Ibuprofeno',
  'Ácido fólico',
  'acido folico',
  '—',
);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 });
/** A narrative as it is told again: a few of its words are other ones. */
const retold = (of: string) =>
  fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }).map((places) => {
    const words = of.split(' ');
    for (const place of places) if (place < words.length) words[place] = `otra${place}`;
    return words.join(' ');
  });
const told = Array.from({ length: 6 }, (_, story) =>
  Array.from({ length: 8 + story * 9 }, (_word, place) =>
    place % 3 === 0 ? `común${place}` : `h${story}v${place}`,
  ).join(' '),
);
const generated = fc.record({
  pacienteIniciales: fc
    .tuple(fc.constantFrom(...'ABCDEFGHÁ'), fc.constantFrom(...'ABCDEFGHIJ'), fc.constantFrom('', 'X', '.', 'Y'))
    .map((letters) => letters.join('')),
  pacienteFechaNacimiento: maybe(days(-20_000, 300)),
  fechaInicioEvento: maybe(days(0, 700)),
  productoSospechoso: fc.oneof(
    { weight: 1, arbitrary: drug },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }).map((n) => `Droga ${n}`) },
  ),
  descripcionEvento: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...told).chain(retold) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.constantFrom('rash', 'Fiebre', 'y', 'tos', 'leve'), { minLength: 1, maxLength: 6 })
        .map((words) => words.join(', ')),
    },
    { weight: 1, arbitrary: fc.constant('—') },
  ),
  products: fc.array(fc.record({ nombreProducto: drug, ifa: maybe(drug) }), { maxLength: 2 }),
  createdAt: days(0, 700),
});

interface Stored extends CaseFacts {
  day: string;
  traits: Traits;
}

async function store(): Promise<Stored[]> {
  const cases = fc.sample(generated, { numRuns: CASES, seed: 13 });
  const stored: Stored[] = [];
  for (const { products, createdAt, ...own } of cases) {
    const others = { pacienteEdad: 40, pacienteSexo: 'F', reportanteNombre: LEAST_CASE.reportante_nombre };
    const fields = { ...others, ...own, createdAt: `${createdAt}T15:00:00Z`, updatedAt: `${createdAt}T15:00:00Z` };
    const { id } = await insertCase(server.query, { fields, lists: { products }, year: 2024 });
    const traits = traitsOf({ id, ...own, products });
    stored.push({ id, ...own, products, traits, day: own.fechaInicioEvento ?? createdAt });
  }
  return stored;
}

/** Every case compared with every other. */
function naive(all: readonly Stored[], of: Stored, window: number) {
  const apart = (one: Stored) => Math.abs(Date.parse(one.day) - Date.parse(of.day)) / 86_400_000;
  return all
    .filter((one) => one.id !== of.id && apart(one) <= window)
    .map((one) => ({ id: one.id, ...compareCases(of.traits, one.traits) }))
    .filter(({ score }) => score >= 0.2)
    .toSorted(bestFirst)
    .slice(0, 20);
}

beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

type Match = ReturnType<typeof naive>[number];

async function found(ids: readonly number[], window: number): Promise<Record<string, { matches: Match[] }>> {
  const { body } = await rosa.rest<Record<string, { matches: Match[] }>>(
    'GET',
    `/icsr/duplicates?ids=${ids.join(',')}&days_window=${window}`,
  );
  return body;
}

test('among 2000 cases the search finds what comparing each with all others finds, in the same order', async () => {
  const all = await store();
  const kinds = new Set<string>();
  for (const [window, step] of [
    [60, 1],
    [7, 20],
    [365, 40],
  ] as const) {
    const checked = all.filter(({ id }) => id % step === 0);
    for (let place = 0; place < checked.length; place += 100) {
      const some = checked.slice(place, place + 100);
      const answers = await found(
        some.map(({ id }) => id),
        window,
      );
      for (const one of some) {
        const { matches } = answers[String(one.id)]!;
        const expected = naive(all, one, window);
        expect(
          matches.map(({ id, score, reasons }) => ({ id, score, reasons })),
          `case ${one.id} in ${window} days`,
        ).toEqual(expected);
        for (const { reasons } of expected) kinds.add(reasons.map((reason) => reason.split(' ')[0]).join('+'));
        kinds.add(expected.length === 20 ? 'full' : 'not full');
      }
    }
  }
  // The cases are such that every way to be found is needed.
  const needed = ['Narrativa', 'Producto', 'Iniciales', 'Fecha', 'full', 'not full', 'Producto+Narrativa'];
  expect([...kinds]).toEqual(expect.arrayContaining(needed));
}, 600_000);
