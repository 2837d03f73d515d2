import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  CASE_NAMES,
  createByGraphql,
  EVENT_NAMES,
  fault,
  FOLLOWUP_ENTRY_NAMES,
  CONCOMITANT_NAMES,
  namesOf,
  PRODUCT_NAMES,
  readByGraphql,
  readByRest,
  rowCounts,
  sorted,
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

describe('example 1: the documented case', () => {
  test('a created case is answered with everything that was sent, its number and its version', async () => {
    const { status, headers, body } = await rosa.rest('POST', '/icsr', DOCUMENTED_CASE);
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    const { productos, concomitantes, ...fields } = DOCUMENTED_CASE;
    expect(body).toMatchObject({ ...fields, id: expect.any(Number), version: 1, seguimientos: [], eventos: [] });
    expect(body.productos).toMatchObject([{ ...productos[0], id: expect.any(Number) }]);
    expect(body.concomitantes).toMatchObject([{ ...concomitantes[0], id: expect.any(Number) }]);
    expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  });

  test('its objects have exactly the documented names, absent values being null', async () => {
    const rows = { seguimientos: [{ numero: 1 }], eventos: [{ texto: 'Rash' }] };
    const made = (await rosa.rest<WireCase>('POST', '/icsr', { ...DOCUMENTED_CASE, ...rows })).body;
    expect(namesOf(made)).toEqual(sorted(CASE_NAMES));
    expect(namesOf(made.productos[0]!)).toEqual(sorted(PRODUCT_NAMES));
    expect(namesOf(made.concomitantes[0]!)).toEqual(sorted(CONCOMITANT_NAMES));
    expect(namesOf(made.seguimientos[0]!)).toEqual(sorted(FOLLOWUP_ENTRY_NAMES));
    expect(namesOf(made.eventos[0]!)).toEqual(sorted(EVENT_NAMES));
    expect(made).toMatchObject({ reportante_telefono: null, dup_of_id: null, rs_catalog_map: {}, qc_fecha: null });
    expect(made.productos[0]).toMatchObject({ laboratorio: null, rs_vencimiento: null, antecedente_reaccion: null });
  });

  test('it is read back as it was answered, by REST and by GraphQL alike', async () => {
    const made = (await rosa.rest<WireCase>('POST', '/icsr', DOCUMENTED_CASE)).body;
    const { status, headers, body } = await rosa.rest('GET', `/icsr/${made.id}`);
    expect([status, headers.get('etag')]).toEqual([200, '"1"']);
    expect(body).toEqual(made);
    expect(await readByGraphql(rosa, made.id)).toEqual(made);
  });

  test('made through GraphQL it is the same case', async () => {
    const byRest = (await rosa.rest<WireCase>('POST', '/icsr', DOCUMENTED_CASE)).body;
    const byGraphql = await createByGraphql(rosa, DOCUMENTED_CASE);
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(byRest));
    expect(await readByRest(rosa, byGraphql.id)).toEqual(byGraphql);
  });
});

describe('examples 2 and 3: who may create what', () => {
  const { paciente_iniciales: _initials, ...withoutInitials } = DOCUMENTED_CASE;

  test('a case without initials is refused and leaves nothing behind', async () => {
    const before = await rowCounts(server);
    const { status, body } = await rosa.rest('POST', '/icsr', withoutInitials);
    expect(status).toBe(400);
    expect(body).toEqual(fault(['body', 'paciente_iniciales'], 'field required', 'value_error.missing'));
    const document = 'mutation ($input: CaseInput!) { createCase(input: $input) { id } }';
    const { errors } = await rosa.graphql(document, { input: { pacienteEdad: 45 } });
    expect(errors![0]!.extensions.issues).toContainEqual(
      expect.objectContaining({ path: ['input', 'pacienteIniciales'], code: 'MISSING' }),
    );
    expect(await rowCounts(server)).toEqual(before);
  });

  test('an empty object lacks the six required fields and no other', async () => {
    const { status, body } = await rosa.rest('POST', '/icsr', {});
    expect(status).toBe(400);
    const faults = body.detail as { loc: string[]; msg: string }[];
    expect(faults.map(({ loc }) => loc[1]).toSorted()).toEqual(Object.keys(LEAST_CASE).toSorted());
    expect(new Set(faults.map(({ msg }) => msg))).toEqual(new Set(['field required']));
  });

  test('nobody is not authenticated', async () => {
    const { status, headers, body } = await server.nobody.rest('POST', '/icsr', DOCUMENTED_CASE);
    expect([status, body]).toEqual([401, { detail: 'Not authenticated' }]);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    const graphql = await server.nobody.graphql('{ cases { nodes { id } } }');
    expect([graphql.status, graphql.errors![0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test.each(['quela', 'tito', 'lucha', 'sole'] as const)('%s may not create cases', async (name) => {
    const person = await server.as(name);
    const before = await rowCounts(server);
    const { status, body } = await person.rest('POST', '/icsr', DOCUMENTED_CASE);
    expect([status, body]).toEqual([403, { detail: 'Permission denied: icsr:create required' }]);
    const document = 'mutation ($input: CaseInput!) { createCase(input: $input) { id } }';
    const { errors } = await person.graphql(document, { input: {} });
    expect(errors![0]!.extensions.code).toBe('PERMISSION_DENIED');
    expect(await rowCounts(server)).toEqual(before);
  });
});

describe('example 4: the contact of the reporter', () => {
  test.each([
    ['an e-mail becomes the e-mail', { reportante_contacto: 'x@y.z' }, 'x@y.z', null],
    ['a number becomes the telephone', { reportante_contacto: '+51999999999' }, null, '+51999999999'],
    ['an e-mail that was given stays', { reportante_contacto: 'x@y.z', reportante_email: 'a@b.c' }, 'a@b.c', null],
    ['a telephone that was given stays', { reportante_contacto: '+511', reportante_telefono: '+512' }, null, '+512'],
  ])('on create, %s', async (_what, contact, email, telephone) => {
    const made = await makeCase(rosa, contact);
    expect([made.reportante_email, made.reportante_telefono]).toEqual([email, telephone]);
    expect(made.reportante_contacto).toBe(contact.reportante_contacto);
    const byGraphql = await createByGraphql(rosa, { ...LEAST_CASE, ...contact });
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(await readByRest(rosa, made.id)));
  });

  test('is copied on a change too', async () => {
    const { id } = await makeCase(rosa);
    const { body } = await rosa.rest('PUT', `/icsr/${id}`, { reportante_contacto: 'x@y.z' });
    expect(body).toMatchObject({ reportante_contacto: 'x@y.z', reportante_email: 'x@y.z', reportante_telefono: null });
  });
});

const SHORT_NAMES = {
  dni: '12345678',
  fecha_inicio: '2024-01-15',
  fecha_fin: '2024-01-18',
  causalidad: 'Probable',
  desenlace: 'Recuperado',
  cc_realizado_por: 'Maria Garcia',
  paciente_desea_contacto: true,
  lt_fecha_limite_envio_digemid: '2024-02-01',
  productos: [
    {
      nombre_producto: 'Amoxicilina',
      lote: 'L-1',
      via: 'Oral',
      registroSanitario: 'EE-1',
      fabricante_pais: 'ABC - Perú',
      detalle_tratamiento: 'Antihistamínico',
    },
  ],
  concomitantes: [{ nombre_producto: 'Paracetamol', motivo: 'Fiebre', via: 'Oral' }],
  seguimiento: [{ numero: 1, fecha: '2024-01-20', comentarios: 'Llamada' }],
};
const LONG_NAMES = {
  paciente_dni: '12345678',
  fecha_inicio_evento: '2024-01-15',
  fecha_fin_evento: '2024-01-18',
  ea_causalidad: 'Probable',
  ea_desenlace: 'Recuperado',
  qc_realizado_por: 'Maria Garcia',
  seg_contactar_paciente: true,
  lt_fecha_limite_digemid: '2024-02-01',
  productos: [
    {
      nombre_producto: 'Amoxicilina',
      nro_lote: 'L-1',
      via_administracion: 'Oral',
      registro_sanitario: 'EE-1',
      laboratorio_pais: 'ABC - Perú',
      detalle_tratamiento_ram: 'Antihistamínico',
    },
  ],
  concomitantes: [{ nombre_producto: 'Paracetamol', motivo_prescripcion: 'Fiebre', via_administracion: 'Oral' }],
  seguimientos: [{ numero: 1, fecha: '2024-01-20', comentarios: 'Llamada' }],
};

describe('example 5: the other names', () => {
  test('are read back under the canonical ones, as if those had been sent through GraphQL', async () => {
    const made = await makeCase(rosa, SHORT_NAMES);
    expect(made).toMatchObject(LONG_NAMES);
    const byGraphql = await createByGraphql(rosa, { ...LEAST_CASE, ...LONG_NAMES });
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(made));
  });

  test.each(['', '/full'])('are taken by PUT /icsr/{id}%s too', async (suffix) => {
    const { id } = await makeCase(rosa);
    const { status, body } = await rosa.rest('PUT', `/icsr/${id}${suffix}`, SHORT_NAMES);
    expect([status, body]).toEqual([200, expect.objectContaining({ paciente_dni: '12345678' })]);
    expect(body).toMatchObject(LONG_NAMES);
  });

  test.each([
    ['paciente_dni', ['doc_identidad', 'documento_identidad'], '87654321'],
    ['fecha_inicio_evento', ['ea_fecha_inicio', 'evento_fecha_inicio'], '2024-03-01'],
    ['fecha_fin_evento', ['ea_fecha_fin', 'evento_fecha_fin'], '2024-03-02'],
  ])('%s is also called %s', async (name, aliases, value) => {
    for (const alias of aliases) expect(await makeCase(rosa, { [alias]: value })).toMatchObject({ [name]: value });
  });

  test('the manufacturer of a product and the follow-up log have further ones', async () => {
    for (const alias of ['fabricantePais', 'pais_fabricante']) {
      const made = await makeCase(rosa, { productos: [{ nombre_producto: 'A', [alias]: 'XYZ - Chile' }] });
      expect(made.productos).toMatchObject([{ laboratorio_pais: 'XYZ - Chile' }]);
    }
    expect(await makeCase(rosa, { seguimiento_items: [{ numero: 2 }] })).toMatchObject({
      seguimientos: [{ numero: 2 }],
    });
  });

  test('count for nothing beside the canonical one', async () => {
    const made = await makeCase(rosa, {
      paciente_dni: 'canónico',
      dni: 'alias',
      productos: [{ nombre_producto: 'A', lote: 'alias', nro_lote: 'canónico' }],
      seguimiento: [{ numero: 9 }],
      seguimientos: [{ numero: 1 }],
    });
    expect(made).toMatchObject({
      paciente_dni: 'canónico',
      productos: [{ nro_lote: 'canónico' }],
      seguimientos: [{ numero: 1 }],
    });
  });
});

describe('what is sent', () => {
  test('example 7: free words for sex and severity are kept', async () => {
    const made = await makeCase(rosa, {
      paciente_iniciales: 'JDR',
      paciente_edad: 52,
      paciente_sexo: 'Masculino',
      producto_sospechoso: 'Paracetamol 500mg',
      fecha_inicio_evento: '2024-03-01',
      gravedad: 'Moderada',
      productos: [{ nombre_producto: 'Paracetamol' }],
    });
    expect(made).toMatchObject({ paciente_sexo: 'Masculino', gravedad: 'Moderada', estado: 'Pendiente' });
  });

  test('loses its outer blanks, and blank optional texts become null', async () => {
    const made = await makeCase(rosa, { paciente_dni: '  123 ', paciente_cie10: '   ', gravedad: '' });
    expect(made).toMatchObject({ paciente_dni: '123', paciente_cie10: null, gravedad: null });
  });

  test('may hold names that nobody knows, and ours that nobody may set', async () => {
    const made = await makeCase(rosa, { id: 999, version: 7, dup_of_id: 1, created_at: 'ayer', inventado: { a: 1 } });
    expect(made).toMatchObject({ version: 1, dup_of_id: null });
    expect(made.id).not.toBe(999);
    expect(made).not.toHaveProperty('inventado');
  });

  test('has its days counted from the dates, whatever number came along', async () => {
    const made = await makeCase(rosa, {
      lt_fecha_recibido_colaborador: '2024-02-27',
      lt_fecha_recibido_ufv: '2024-03-01',
      lt_dias_colab_ufv: 99,
      lt_dias_ufv_digemid: 5,
    });
    expect(made).toMatchObject({ lt_dias_colab_ufv: 3, lt_dias_ufv_digemid: 5 });
  });
});
