import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { readByRest, rowCounts, type WireCase } from './golden.js';

let server: TestServer;
let rosa: Client;
beforeEach(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterEach(() => server.close());

const times = <Result>(count: number, make: (place: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, place) => make(place)));
const CREATE = 'mutation ($input: CaseInput!) { createCase(input: $input) { numero } }';
const LEAST_INPUT = {
  pacienteIniciales: 'AB',
  pacienteEdad: 32,
  pacienteSexo: 'F',
  reportanteNombre: 'Dr. Carlos Lopez',
  productoSospechoso: 'Ibuprofeno 400mg',
  descripcionEvento: 'Dolor epigástrico severo',
};

describe('creating at once', () => {
  test('50 cases, the first of the year, get 50 numbers', async () => {
    const made = await times(50, () =>
      rosa.rest<WireCase>('POST', '/icsr', { ...LEAST_CASE, productos: [{ nombre_producto: 'A' }] }),
    );
    expect(made.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(new Set(made.map(({ body }) => body.numero)).size).toBe(50);
    expect(await rowCounts(server)).toMatchObject({ icsr: 50, icsr_productos: 50 });
  });

  test('by both doors and on two servers gives every case its own number', async () => {
    const beside = await startServer({}, server);
    try {
      const quique = await beside.as('quique');
      const numbers = await Promise.all([
        times(15, async () => (await makeCase(rosa)).numero as string),
        times(15, async () => (await makeCase(quique)).numero as string),
        times(
          15,
          async () =>
            (await quique.ask<{ createCase: { numero: string } }>(CREATE, { input: LEAST_INPUT })).createCase.numero,
        ),
      ]);
      expect(new Set(numbers.flat()).size).toBe(45);
    } finally {
      await beside.close();
    }
  });

  test('does not fail whoever leaves the number to us because somebody else is just taking the same one', async () => {
    const first = (await makeCase(rosa)).numero as string;
    const next = first.replace(/\d+$/, '002');
    const { pool } = server.house.database;
    const other = await pool.connect();
    try {
      await other.query('begin');
      await other.query(
        `insert into icsr (numero, paciente_iniciales, paciente_edad, paciente_sexo, reportante_nombre, producto_sospechoso, descripcion_evento)
         values ($1, 'ZZ', 50, 'F', 'Otra', 'Enalapril 10mg', 'Tos seca')`,
        [next],
      );
      const waiting = rosa.rest<WireCase>('POST', '/icsr', LEAST_CASE);
      await wait(300);
      await other.query('commit');
      const { status, body } = await waiting;
      expect([status, body.numero]).toEqual([201, first.replace(/\d+$/, '003')]);
    } finally {
      other.release();
    }
  });

  test('30 cases with one number leaves one case', async () => {
    const made = await times(30, () =>
      rosa.rest('POST', '/icsr', { ...LEAST_CASE, numero: 'UNICO', productos: [{ nombre_producto: 'A' }] }),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, ...(Array(29).fill(409) as number[])]);
    expect(await rowCounts(server)).toMatchObject({ icsr: 1, icsr_productos: 1 });
  });
});

describe('changing at once', () => {
  test.each(['', '/full'])('30 PUTs with one If-Match: one is let through (PUT /icsr/{id}%s)', async (suffix) => {
    const { id } = await makeCase(rosa, { productos: [{ nombre_producto: 'A' }] });
    const answers = await times(30, (place) =>
      rosa.rest<WireCase>(
        'PUT',
        `/icsr/${id}${suffix}`,
        { paciente_dni: String(place), productos: [{ nombre_producto: `P${place}` }] },
        { 'if-match': '"1"' },
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...(Array(29).fill(412) as number[])]);
    const winner = answers.find(({ status }) => status === 200)!.body;
    expect(winner.productos).toMatchObject([{ nombre_producto: `P${winner.paciente_dni}` }]);
    expect(await readByRest(rosa, id)).toEqual(winner);
  });

  test('30 GraphQL updates with one version: one is let through', async () => {
    const { id } = await makeCase(rosa);
    const document =
      'mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, version: 1, input: $input) { version } }';
    const answers = await times(30, (place) => rosa.graphql(document, { id, input: { pacienteDni: String(place) } }));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done');
    expect(codes.toSorted()).toEqual([...(Array(29).fill('VERSION_CONFLICT') as string[]), 'done']);
  });

  test('30 PUTs without If-Match all go through, one after the other, and no list is mixed', async () => {
    const { id } = await makeCase(rosa);
    const names = ['A', 'B', 'C'];
    const answers = await times(30, (place) =>
      rosa.rest<WireCase>('PUT', `/icsr/${id}`, {
        productos: names.map((name) => ({ nombre_producto: `${name}${place}` })),
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    const { version, productos } = await readByRest(rosa, id);
    expect(version).toBe(31);
    const place = (productos[0]!.nombre_producto as string).slice(1);
    expect(productos.map((row) => row.nombre_producto)).toEqual(names.map((name) => `${name}${place}`));
  });

  test('events replaced and coded at once leave one whole list', async () => {
    const { id } = await makeCase(rosa);
    const rows = (place: number) => ['A', 'B'].map((name) => ({ texto: `${name}${place}` }));
    const answers = await times(20, (place) =>
      rosa.rest('PUT', `/icsr/${id}/${place % 2 ? 'eventos' : 'meddra'}`, { eventos: rows(place) }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const { eventos } = await readByRest(rosa, id);
    const place = (eventos[0]!.texto as string).slice(1);
    expect(eventos.map(({ texto }) => texto)).toEqual([`A${place}`, `B${place}`]);
  });

  test('a delete among updates: the case is gone, and nothing of it is left', async () => {
    const { id } = await makeCase(rosa, { productos: [{ nombre_producto: 'A' }] });

    const [removed, ...changed] = await Promise.all([
      rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD }),
      ...Array.from({ length: 10 }, (_, place) =>
        rosa.rest('PUT', `/icsr/${id}`, { productos: [{ nombre_producto: `P${place}` }] }),
      ),
    ]);
    expect(removed.status).toBe(200);
    expect(changed.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
    expect(await rowCounts(server)).toMatchObject({ icsr: 0, icsr_productos: 0 });
  });
});
