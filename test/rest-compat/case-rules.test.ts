import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  changeByGraphql,
  createByGraphql,
  forGraphql,
  readByRest,
  type Wire,
  type WireCase,
  withoutIdentity,
} from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const MADE: [string, (fields: Wire) => Promise<WireCase>][] = [
  ['REST', async (fields) => (await makeCase(rosa, fields)) as WireCase],
  ['GraphQL', (fields) => createByGraphql(rosa, { ...LEAST_CASE, ...fields })],
];
const CHANGED: [string, (id: number, fields: Wire) => Promise<WireCase>][] = [
  ['PUT /icsr/{id}', async (id, fields) => (await rosa.rest<WireCase>('PUT', `/icsr/${id}`, fields)).body],
  ['PUT /icsr/{id}/full', async (id, fields) => (await rosa.rest<WireCase>('PUT', `/icsr/${id}/full`, fields)).body],
  ['updateCase', (id, fields) => changeByGraphql(rosa, 'updateCase', id, fields)],
  ['replaceCase', (id, fields) => changeByGraphql(rosa, 'replaceCase', id, fields)],
];

describe.each(CHANGED)('the contact of the reporter in %s', (_door, change) => {
  test.each([
    ['x@y.z', { reportante_email: 'x@y.z', reportante_telefono: null }],
    ['+51999999999', { reportante_email: null, reportante_telefono: '+51999999999' }],
    ['whatsapp:+51999999999', { reportante_email: null, reportante_telefono: '+51999999999' }],
  ])('is copied where it belongs: %s', async (contact, wanted) => {
    const { id } = await makeCase(rosa);
    const changed = await change(id, { reportante_contacto: contact });
    expect(changed).toMatchObject({ reportante_contacto: contact, ...wanted });
    expect(await readByRest(rosa, id)).toEqual(changed);
  });

  test('leaves an e-mail and a telephone that the case already has', async () => {
    const given = { reportante_email: 'a@b.c', reportante_telefono: '+511' };
    const { id } = await makeCase(rosa, given);
    for (const contact of ['x@y.z', '+51999999999']) {
      expect(await change(id, { reportante_contacto: contact })).toMatchObject(given);
    }
  });

  test('gives way to one that comes with it', async () => {
    const { id } = await makeCase(rosa);
    const sent = { reportante_contacto: 'x@y.z', reportante_email: 'otro@y.z' };
    expect(await change(id, sent)).toMatchObject(sent);
  });
});

const DATES = {
  lt_fecha_recibido_colaborador: '2024-02-27',
  lt_fecha_recibido_ufv: '2024-03-01',
  lt_fecha_envio_digemid: '2024-03-16',
};

describe('the days of the timeline', () => {
  test.each(MADE)('are counted from the dates where there are dates, and else as sent (%s)', async (_door, make) => {
    const days = { lt_dias_colab_ufv: 99, lt_dias_ufv_digemid: 99 };
    expect(await make({ ...DATES, ...days })).toMatchObject({ lt_dias_colab_ufv: 3, lt_dias_ufv_digemid: 15 });
    expect(await make(days)).toMatchObject(days);
    const { lt_fecha_envio_digemid: _sent, ...received } = DATES;
    expect(await make({ ...received, ...days })).toMatchObject({ lt_dias_colab_ufv: 3, lt_dias_ufv_digemid: 99 });
    expect(await make({})).toMatchObject({ lt_dias_colab_ufv: null, lt_dias_ufv_digemid: null });
  });

  test.each(CHANGED)(
    'are counted anew when a date changes, with those that the case has (%s)',
    async (_door, change) => {
      const { id } = await makeCase(rosa, { lt_fecha_recibido_ufv: '2024-03-01', lt_dias_ufv_digemid: 99 });
      expect(await change(id, { lt_fecha_envio_digemid: '2024-03-11' })).toMatchObject({ lt_dias_ufv_digemid: 10 });
      expect(await change(id, { lt_dias_ufv_digemid: 99 })).toMatchObject({ lt_dias_ufv_digemid: 10 });
    },
  );

  test.each(CHANGED)('go when one of their dates goes, unless a number comes instead (%s)', async (_door, change) => {
    const { id } = await makeCase(rosa, DATES);
    const gone = await change(id, { lt_fecha_envio_digemid: null });
    expect(gone).toMatchObject({ lt_dias_colab_ufv: 3, lt_dias_ufv_digemid: null });
    const sent = { lt_fecha_recibido_colaborador: null, lt_dias_colab_ufv: 8 };
    expect(await change(id, sent)).toMatchObject({ lt_dias_colab_ufv: 8, lt_dias_ufv_digemid: null });
    expect(await change(id, { gravedad: 'Leve' })).toMatchObject({ lt_dias_colab_ufv: 8 });
  });
});

describe('texts', () => {
  test.each(MADE)('lose their outer blanks, and blank optional ones become null (%s)', async (_door, make) => {
    const sent = { paciente_dni: '  123 ', paciente_cie10: '   ', productos: [{ nombre_producto: ' A ', ifa: '' }] };
    const wanted = { paciente_dni: '123', paciente_cie10: null, productos: [{ nombre_producto: 'A', ifa: null }] };
    expect(await make(sent)).toMatchObject(wanted);
  });

  test.each(CHANGED)('are blanked by a change, the state of the case too (%s)', async (_door, change) => {
    const { id } = await makeCase(rosa, { paciente_dni: '123', gravedad: 'Leve', estado: 'Cerrado' });
    const changed = await change(id, { paciente_dni: ' ', gravedad: null, estado: '' });
    expect(changed).toMatchObject({ paciente_dni: null, gravedad: null, estado: null });
  });

  test.each(MADE)('of state, sex, severity, causality and outcome are any words (%s)', async (_door, make) => {
    const words = { estado: 'nuevo', gravedad: 'Potencialmente grave', ea_causalidad: 'Inclasificable' };
    const more = { ea_desenlace: 'En estudio', paciente_sexo: 'Femenino gestante' };
    expect(await make({ ...words, ...more })).toMatchObject({ ...words, ...more });
  });
});

const wide = (length: number) => 'ñ'.repeat(length);
const rowsOf = (length: number, row: Wire) => Array.from({ length }, () => row);

describe('limits, by GraphQL as by REST', () => {
  const CREATE = 'mutation ($input: CaseInput!) { createCase(input: $input) { id } }';
  const LEAST = forGraphql(LEAST_CASE);
  const future = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

  test.each([
    ['an age over 150', { pacienteEdad: 151 }, ['pacienteEdad'], 'TOO_LARGE'],
    ['an age below 0', { pacienteEdad: -1 }, ['pacienteEdad'], 'TOO_SMALL'],
    ['no weight at all', { pacientePeso: 0 }, ['pacientePeso'], 'NOT_ABOVE'],
    ['more than 700 kg', { pacientePeso: 700.5 }, ['pacientePeso'], 'TOO_LARGE'],
    ['a narrative of 100,001 characters', { descripcionEvento: wide(100_001) }, ['descripcionEvento'], 'TOO_LONG'],
    ['a text of 256 characters', { productoSospechoso: wide(256) }, ['productoSospechoso'], 'TOO_LONG'],
    ['201 products', { products: rowsOf(201, { nombreProducto: 'A' }) }, ['products'], 'TOO_MANY_ROWS'],
    ['a birth in the future', { pacienteFechaNacimiento: future }, ['pacienteFechaNacimiento'], 'IN_FUTURE'],
    [
      'a treatment that ends before it starts',
      { products: [{ nombreProducto: 'A', fechaInicio: '2024-01-02', fechaFin: '2024-01-01' }] },
      ['products', 0, 'fechaFin'],
      'ENDS_BEFORE_START',
    ],
  ])('refuse %s', async (_what, wrong, place, code) => {
    const { errors } = await rosa.graphql(CREATE, { input: { ...LEAST, ...wrong } });
    const issues = [{ path: ['input', ...place], code, message: expect.any(String) }];
    expect(errors![0]!.extensions).toEqual({ code: 'INVALID_INPUT', issues });
  });

  test('ask for the six fields that a case needs, and no other', async () => {
    const { errors } = await rosa.graphql(CREATE, { input: {} });
    const issues = errors![0]!.extensions.issues as { path: string[]; code: string }[];
    const missing = Object.keys(LEAST).map((name) => `${name} MISSING`);
    expect(issues.map(({ path, code }) => `${path[1]} ${code}`).toSorted()).toEqual(missing.toSorted());
  });

  test('let the largest values through', async () => {
    const largest = {
      ...LEAST_CASE,
      paciente_edad: 150,
      paciente_peso: 700,
      paciente_dni: wide(255),
      descripcion_evento: wide(100_000),
      productos: rowsOf(200, { nombre_producto: 'A' }),
    };
    const [byRest, byGraphql] = [await makeCase(rosa, largest), await createByGraphql(rosa, largest)];
    expect(byGraphql.productos).toHaveLength(200);
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(byRest));
  });
});
