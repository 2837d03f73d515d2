import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { learnCases } from '../../src/storage/duplicate-keys.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

interface Match {
  id: string;
  score: number;
  reasons: string[];
  probability: number;
  weights: { field: string; agreement: string; weight: number }[];
}

const QUERY = `query ($id: ID!) { duplicates(caseId: $id) { score
  matches { id score reasons probability weights { field agreement weight } }
  suspected { id score reasons probability iniciales weights { field agreement weight } } } }`;

async function check(id: number) {
  const { duplicates } = await rosa.ask<{ duplicates: { score: number; matches: Match[]; suspected: Match[] } }>(
    QUERY,
    {
      id,
    },
  );
  return duplicates;
}

/** A patient of a year and a letter of their own, so that the cases of one test are strangers to those of another. */
const caseOf = (letter: string, year: number) => ({
  paciente_iniciales: `${letter}RM${letter}`,
  paciente_edad: 2024 - year,
  paciente_sexo: 'M',
  paciente_dni: `4012${year}`,
  paciente_fecha_nacimiento: `${year}-04-09`,
  reportante_nombre: `Dr. ${letter}scar Tapia`,
  producto_sospechoso: 'Moxaqantu 500 mg (amoxicilina)',
  descripcion_evento:
    'Urticaria generalizada y prurito intenso tres días después de iniciar amoxicilina por faringitis.',
  fecha_inicio_evento: '2024-03-11',
});

describe('the second opinion', () => {
  test('tells of a match how likely it is and why, and leaves its score as documented', async () => {
    const first = await makeCase(rosa, caseOf('A', 1961));
    const second = await makeCase(rosa, { ...caseOf('A', 1961), paciente_dni: null });
    const { matches, suspected } = await check(second.id);
    expect(matches[0]).toMatchObject({ id: String(first.id), score: 1 });
    const { probability, weights } = matches[0]!;
    expect(probability).toBeGreaterThan(0.9);
    expect(weights).toContainEqual(
      expect.objectContaining({ field: 'Fecha de nacimiento', agreement: 'igual', weight: expect.closeTo(14, -1) }),
    );
    expect(weights.map(({ field }) => field)).not.toContain('DNI o historia clínica');
    const bits = weights.reduce((sum, { weight }) => sum + weight, 0);
    expect(Math.log2(probability / (1 - probability))).toBeCloseTo(bits, 3);
    expect(suspected).toEqual([]);
  });

  test('suspects a case whose month and day were exchanged, which lies outside the window, before any job has run', async () => {
    const first = await makeCase(rosa, caseOf('E', 1972));
    const second = await makeCase(rosa, {
      ...caseOf('E', 1972),
      fecha_inicio_evento: '2024-11-03',
      paciente_iniciales: 'RME',
      producto_sospechoso: 'amoxicilina',
    });
    const { matches, suspected } = await check(second.id);
    expect(matches.map(({ id }) => id)).not.toContain(String(first.id));
    expect(suspected).toEqual([
      expect.objectContaining({
        id: String(first.id),
        iniciales: 'ERME',
        reasons: expect.arrayContaining(['Fecha de nacimiento igual']),
      }),
    ]);
    expect(suspected[0]!.weights).toContainEqual(
      expect.objectContaining({ field: 'Fecha de inicio de la reacción', agreement: 'día y mes cambiados' }),
    );
  });

  test('suspects it also among many, once it is known', async () => {
    const first = await makeCase(rosa, caseOf('O', 1983));
    await learnCases(server.query, server.house.duplicateSecret, [first.id]);
    const second = await makeCase(rosa, { ...caseOf('O', 1983), fecha_inicio_evento: '2024-11-03' });
    expect((await check(second.id)).suspected).toMatchObject([{ id: String(first.id) }]);
  });

  test('does not suspect two children of one vaccination session', async () => {
    const session = {
      reportante_nombre: 'Lic. María Ccori',
      producto_sospechoso: 'Vacuna contra el VPH',
      fecha_inicio_evento: '2024-05-20',
      descripcion_evento:
        'Niña que se desmayó de pie a los dos minutos de la vacuna y recuperó el conocimiento enseguida.',
      paciente_sexo: 'F',
      productos: [{ nombre_producto: 'Vacuna contra el VPH', nro_lote: 'HP4-0921' }],
    };
    await makeCase(rosa, { ...session, paciente_iniciales: 'ASQP', paciente_edad: 11 });
    const other = await makeCase(rosa, { ...session, paciente_iniciales: 'NBHT', paciente_edad: 12 });
    const { matches, suspected } = await check(other.id);
    expect(matches[0]!.score).toBeGreaterThan(0.4);
    expect(matches[0]!.probability).toBeLessThan(0.05);
    expect(suspected).toEqual([]);
  });

  test('says nothing of a case that was already decided to be a duplicate', async () => {
    const first = await makeCase(rosa, caseOf('U', 1994));
    const second = await makeCase(rosa, { ...caseOf('U', 1994), fecha_inicio_evento: '2024-11-03' });
    const third = await makeCase(rosa, { ...caseOf('U', 1994), fecha_inicio_evento: '2024-11-03' });
    const decide = `mutation ($id: ID!, $master: ID) { decideDuplicate(caseId: $id, decision: DUPLICADO, masterId: $master) { id } }`;
    await rosa.ask(decide, { id: first.id, master: second.id });
    expect((await check(third.id)).suspected).toEqual([]);
  });

  test('a case that is not there has none', async () => {
    const { errors } = await rosa.graphql(QUERY, { id: 999_999 });
    expect(errors![0]!.extensions.code).toBe('CASE_NOT_FOUND');
  });
});
