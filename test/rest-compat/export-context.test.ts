import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { PEOPLE, type Person, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

type Context = Record<string, string | null>;
const contextOf = (id: number | string, person = rosa) => person.rest<Context>('GET', `/icsr/${id}/export/context`);

/** The keys of the seed, in its order. */
const KEYS = `paciente_iniciales paciente_edad paciente_sexo producto_sospechoso registro_sanitario fecha_inicio_evento
  descripcion_evento gravedad desenlace firma_nombre firma_cargo firma_company firma_celular firma_email_alt firma_website
  reportero_nombre reportero_profesion fecha_reporte`.split(/\s+/);

test('example 38: the context has the 18 documented keys, with the age as text and days as ISO', async () => {
  const { id } = await makeCase(rosa, {
    paciente_iniciales: 'J.D.',
    paciente_edad: 45,
    paciente_sexo: 'M',
    producto_sospechoso: 'Paracetamol 500mg',
    fecha_inicio_evento: '2026-02-15',
    descripcion_evento: 'Paciente presenta urticaria generalizada...',
    gravedad: 'Moderado',
    ea_desenlace: 'Recuperado',
    reportante_nombre: 'Dra. María García',
    reportante_ocupacion: 'Médico',
    fecha_recepcion: '2026-02-20',
    productos: [{ nombre_producto: 'Paracetamol', registro_sanitario: 'RS-12345' }, { nombre_producto: 'Otro' }],
  });
  const { status, body } = await contextOf(id);
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(KEYS);
  expect(body).toMatchObject({
    paciente_iniciales: 'J.D.',
    paciente_edad: '45',
    paciente_sexo: 'M',
    producto_sospechoso: 'Paracetamol 500mg',
    registro_sanitario: 'RS-12345',
    fecha_inicio_evento: '2026-02-15',
    descripcion_evento: 'Paciente presenta urticaria generalizada...',
    gravedad: 'Moderado',
    desenlace: 'Recuperado',
    firma_nombre: 'rosa de Prueba',
    firma_email_alt: 'rosa@example.pe',
    reportero_nombre: 'Dra. María García',
    reportero_profesion: 'Médico',
    fecha_reporte: '2026-02-20',
  });
  const { exportContext } = await rosa.ask('query ($id: ID!) { exportContext(caseId: $id) }', { id });
  expect(exportContext).toEqual(body);
});

test('the context has every key, text or null, where little is known, and names no file of ours', async () => {
  const { id } = await makeCase(rosa);
  const { body } = await contextOf(id);
  expect(Object.keys(body)).toEqual(KEYS);
  expect(Object.values(body).every((value) => value === null || typeof value === 'string')).toBe(true);
  expect(body).toMatchObject({
    paciente_iniciales: LEAST_CASE.paciente_iniciales,
    registro_sanitario: null,
    fecha_inicio_evento: null,
    gravedad: null,
    desenlace: null,
    reportero_profesion: null,
  });
  expect(JSON.stringify(body)).not.toContain(server.house.config.dataDirectory);
});

test('the context of an unknown case is not found, and an id that is none is refused', async () => {
  const { status, body } = await contextOf(2_000_000_000);
  expect({ status, body }).toEqual({ status: 404, body: { detail: 'ICSR no encontrado' } });
  expect((await contextOf('abc')).status).toBe(400);
});

test.each(Object.keys(PEOPLE) as Person[])(
  'the context is for %s, with their own name as the one who signs',
  async (person) => {
    const { id } = await makeCase(rosa);
    const { status, body } = await contextOf(id, await server.as(person));
    expect(status).toBe(200);
    expect(body).toMatchObject({ firma_nombre: `${person} de Prueba` });
  },
);
