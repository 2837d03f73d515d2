import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { createByGraphql, rowCounts, type WireCase } from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const year = new Intl.DateTimeFormat('en', { timeZone: 'America/Lima', year: 'numeric' }).format(new Date());

test('example 6: the first case of the year has number 001, and so on by whichever door', async () => {
  const { status, body } = await rosa.rest<WireCase>('POST', '/icsr', {
    paciente_iniciales: 'J.S.',
    paciente_edad: 45,
    paciente_sexo: 'Masculino',
    paciente_peso: 75.5,
    reportante_nombre: 'Dr. María González',
    producto_sospechoso: 'Paracetamol 500mg',
    descripcion_evento: 'Náuseas leves',
    gravedad: 'leve',
    estado: 'nuevo',
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: 1,
    numero: `ICSR-${year}-001`,
    estado: 'nuevo',
    gravedad: 'leve',
    paciente_peso: 75.5,
  });
  expect(body.updated_at).toBe(body.created_at);
  expect((await createByGraphql(rosa, LEAST_CASE)).numero).toBe(`ICSR-${year}-002`);
  expect((await makeCase(rosa)).numero).toBe(`ICSR-${year}-003`);
});

describe('a number', () => {
  test('that the client gives is kept', async () => {
    expect((await makeCase(rosa, { numero: 'LEGACY-7' })).numero).toBe('LEGACY-7');
  });

  test('that stands in the way of the count is passed over', async () => {
    const last = Number(((await makeCase(rosa)).numero as string).split('-')[2]);
    const next = (place: number) => `ICSR-${year}-${String(last + place).padStart(3, '0')}`;
    await makeCase(rosa, { numero: next(1) });
    expect((await makeCase(rosa)).numero).toBe(next(2));
  });

  test('grows past 999', async () => {
    await server.query(`select setval('icsr_numero_${year}', 999)`);
    expect((await makeCase(rosa)).numero).toBe(`ICSR-${year}-1000`);
  });

  test.each([
    ['numero', 'Ya existe un ICSR con ese número', 'CASE_NUMBER_TAKEN'],
    ['codigo_interno_lab', 'Ya existe un ICSR con ese código interno', 'INTERNAL_CODE_TAKEN'],
  ])(
    'of another case is a conflict (%s), on create and on change, and leaves nothing behind',
    async (name, text, code) => {
      const value = `${name}-dos-veces`;
      await makeCase(rosa, { [name]: value, productos: [{ nombre_producto: 'A' }] });
      const other = await makeCase(rosa);
      const before = await rowCounts(server);
      const again = await rosa.rest('POST', '/icsr', {
        ...LEAST_CASE,
        [name]: value,
        productos: [{ nombre_producto: 'B' }],
      });
      expect([again.status, again.body]).toEqual([409, { detail: text }]);
      const changed = await rosa.rest('PUT', `/icsr/${other.id}`, {
        [name]: value,
        productos: [{ nombre_producto: 'B' }],
      });
      expect([changed.status, changed.body]).toEqual([409, { detail: text }]);
      await expect(createByGraphql(rosa, { ...LEAST_CASE, [name]: value })).rejects.toThrow(code);
      expect(await rowCounts(server)).toEqual(before);
    },
  );
});
