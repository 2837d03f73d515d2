import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  CASE_NAMES,
  changeByGraphql,
  fault,
  namesOf,
  readByGraphql,
  readByRest,
  rowCounts,
  sorted,
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

const documentedCase = () => makeCase(rosa, DOCUMENTED_CASE) as Promise<WireCase>;
const change = (id: number, body: unknown, headers?: Record<string, string>) =>
  rosa.rest<WireCase>('PUT', `/icsr/${id}`, body, headers);

/** What no change of other fields may touch. */
function untouched(before: WireCase, ...changed: string[]): Wire {
  return Object.fromEntries(
    Object.entries(before).filter(([name]) => !['version', 'updated_at', ...changed].includes(name)),
  );
}

describe('PUT /icsr/{id}', () => {
  test.each([
    ['12: its status', { estado: 'Cerrado', comentarios_adicionales: 'Caso cerrado tras evaluación completa.' }],
    [
      '13: its causality',
      {
        ea_causalidad: 'Probable',
        ea_desenlace: 'Recuperado',
        qc_realizado_por: 'Dr. Juan Perez',
        qc_fecha: '2024-01-25',
      },
    ],
    [
      '13: its quality control',
      {
        qc_realizado_por: 'Maria Garcia',
        qc_fecha: '2024-01-22',
        revision_senales: 'No se identificaron señales nuevas.',
        comentarios_adicionales: 'Documentación completa. Listo para envío a DIGEMID.',
      },
    ],
  ])('example %s changes and nothing else does, by REST and by GraphQL', async (_what, fields) => {
    const [one, two] = [await documentedCase(), await documentedCase()];
    const { status, headers, body } = await change(one.id, fields);
    expect([status, headers.get('etag')]).toEqual([200, '"2"']);
    expect(body).toMatchObject({ ...untouched(one, ...Object.keys(fields)), ...fields, version: 2 });
    expect(namesOf(body)).toEqual(sorted(CASE_NAMES));
    expect(await readByRest(rosa, one.id)).toEqual(body);
    const byGraphql = await changeByGraphql(rosa, 'updateCase', two.id, fields);
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(body));
    expect(await readByRest(rosa, two.id)).toEqual(byGraphql);
  });

  const PRODUCTS = [
    {
      nombre_producto: 'Amoxicilina',
      ifa: 'Amoxicilina trihidratada',
      forma_farmaceutica: 'Cápsula',
      laboratorio_pais: 'Laboratorio XYZ - Perú',
      registro_sanitario: 'EE-123456',
      nro_lote: 'LOT2024-002',
      via_administracion: 'Oral',
      dosis_frecuencia: '500mg cada 8 horas',
      fecha_inicio: '2024-01-12',
      fecha_fin: '2024-01-16',
      desaparecio_al_suspender: 'si',
    },
    {
      nombre_producto: 'Amoxicilina + Ácido clavulánico',
      ifa: 'Amoxicilina trihidratada + Clavulanato de potasio',
      forma_farmaceutica: 'Tableta',
      via_administracion: 'Oral',
      dosis_frecuencia: '875/125mg cada 12 horas',
      fecha_inicio: '2024-01-16',
    },
  ];

  test.each([
    ['two products', PRODUCTS],
    ['no product', []],
    ['only X', [{ nombre_producto: 'X' }]],
  ])('example 14: %s replace the products, and the other lists stay', async (_what, productos) => {
    const [one, two] = [await documentedCase(), await documentedCase()];
    const { body } = await change(one.id, { productos });
    expect(body.productos).toHaveLength(productos.length);
    expect(body.productos).toMatchObject(productos);
    expect(body).toMatchObject(untouched(one, 'productos'));
    const byGraphql = await changeByGraphql(rosa, 'updateCase', two.id, { productos });
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(body));
  });

  test('leaves alone what nobody may set and what has a route of its own', async () => {
    const made = (await makeCase(rosa, { eventos: [{ texto: 'Rash' }] })) as WireCase;
    const { status, body } = await change(made.id, { id: 9, version: 9, created_at: 'x', dup_of_id: 9, eventos: [] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...untouched(made), version: 1 });
  });

  test('example 16: refuses what is no integer, says where, and changes nothing', async () => {
    const made = await documentedCase();
    const before = await rowCounts(server);
    const { status, body } = await change(made.id, { paciente_edad: 'cuarenta', gravedad: 'Grave', productos: [] });
    expect(status).toBe(400);
    expect(body).toEqual(fault(['body', 'paciente_edad'], 'value is not a valid integer', 'type_error.integer'));
    expect(await readByRest(rosa, made.id)).toEqual(made);
    expect(await rowCounts(server)).toEqual(before);
  });

  test.each(['', '/full'])('example 16: does not find an unknown case (PUT /icsr/{id}%s)', async (suffix) => {
    const { status, body } = await rosa.rest('PUT', `/icsr/2147483647${suffix}`, { estado: 'Cerrado' });
    expect([status, body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
    await expect(changeByGraphql(rosa, 'updateCase', 2147483647, {})).rejects.toThrow('CASE_NOT_FOUND');
  });

  test.each(['', '/full'])('may not blank what a case needs (PUT /icsr/{id}%s)', async (suffix) => {
    const made = await documentedCase();
    const { status, body } = await rosa.rest('PUT', `/icsr/${made.id}${suffix}`, {
      reportante_nombre: null,
      paciente_sexo: '  ',
    });
    expect(status).toBe(400);
    const detail = (name: string) =>
      fault(['body', name], 'none is not an allowed value', 'type_error.none.not_allowed').detail;
    expect(body.detail).toEqual(
      expect.arrayContaining([...(detail('reportante_nombre') as []), ...(detail('paciente_sexo') as [])]),
    );
    expect(body.detail).toHaveLength(2);
    expect(await readByRest(rosa, made.id)).toEqual(made);
  });

  test('checks a period against the date that the case already has', async () => {
    const made = await documentedCase();
    const { status, body } = await change(made.id, { fecha_fin_evento: '2024-01-14' });
    expect(status).toBe(400);
    expect(body.detail).toMatchObject([{ loc: ['body', 'fecha_fin_evento'] }]);
    expect(await readByRest(rosa, made.id)).toEqual(made);
  });

  test('is not for those who only read', async () => {
    const made = await documentedCase();
    for (const suffix of ['', '/full']) {
      const { status, body } = await (
        await server.as('lucha')
      ).rest('PUT', `/icsr/${made.id}${suffix}`, { estado: 'x' });
      expect([status, body]).toEqual([403, { detail: 'Permission denied: icsr:update required' }]);
    }
    expect(await readByRest(rosa, made.id)).toEqual(made);
  });
});

describe('PUT /icsr/{id}/full', () => {
  const { estado: _estado, concomitantes: _concomitants, ...form } = DOCUMENTED_CASE;
  const FORM = { ...form, estado: 'Cerrado', concomitantes: [], seguimientos: [] };

  test('example 15: replaces the three lists with those of the form', async () => {
    const [one, two] = [await documentedCase(), await documentedCase()];
    const { status, body } = await rosa.rest<WireCase>('PUT', `/icsr/${one.id}/full`, FORM);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...FORM, version: 2, concomitantes: [], seguimientos: [] });
    expect(body.productos).toHaveLength(1);
    expect(await readByGraphql(rosa, one.id)).toEqual(body);
    const byGraphql = await changeByGraphql(rosa, 'replaceCase', two.id, FORM);
    expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(body));
  });

  test('keeps fields that are left out, events too, and empties the lists that are', async () => {
    const made = (await makeCase(rosa, {
      ...DOCUMENTED_CASE,
      seguimientos: [{ numero: 1 }],
      eventos: [{ texto: 'Rash' }],
    })) as WireCase;
    const { body } = await rosa.rest<WireCase>('PUT', `/icsr/${made.id}/full`, { gravedad: 'Grave' });
    expect(body).toMatchObject(untouched(made, 'gravedad', 'productos', 'concomitantes', 'seguimientos'));
    expect(body).toMatchObject({ gravedad: 'Grave', productos: [], concomitantes: [], seguimientos: [] });
  });
});

describe('If-Match', () => {
  test.each(['', '/full'])(
    'lets the present version through and refuses an older one (PUT /icsr/{id}%s)',
    async (suffix) => {
      const made = await documentedCase();
      const path = `/icsr/${made.id}${suffix}`;
      const first = await rosa.rest<WireCase>('PUT', path, { gravedad: 'Grave' }, { 'if-match': '"1"' });
      expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
      const before = await rowCounts(server);
      const stale = await rosa.rest('PUT', path, { gravedad: 'Leve', productos: [] }, { 'if-match': '"1"' });
      expect([stale.status, stale.body]).toEqual([412, { detail: 'El caso fue modificado por otro usuario' }]);
      expect(await readByRest(rosa, made.id)).toEqual(first.body);
      expect(await rowCounts(server)).toEqual(before);
    },
  );

  test('takes the ETag of any answer as it came', async () => {
    const made = await documentedCase();
    const { headers } = await rosa.rest('GET', `/icsr/${made.id}`);
    expect((await change(made.id, { gravedad: 'Grave' }, { 'if-match': headers.get('etag')! })).status).toBe(200);
  });

  test.each(['"0"', '"7"', 'basura', '"1e0"', '""'])('of %s is never the present version', async (tag) => {
    const made = await documentedCase();
    expect((await change(made.id, { gravedad: 'Grave' }, { 'if-match': tag })).status).toBe(412);
    expect(await readByRest(rosa, made.id)).toEqual(made);
  });

  test('left out, or a star, lets the last writer win', async () => {
    const made = await documentedCase();
    await change(made.id, { gravedad: 'Grave' });
    expect((await change(made.id, { gravedad: 'Leve' })).status).toBe(200);
    expect((await change(made.id, { gravedad: 'Moderada' }, { 'if-match': '*' })).status).toBe(200);
    expect(await readByRest(rosa, made.id)).toMatchObject({ gravedad: 'Moderada', version: 4 });
  });

  test.each([
    ['PUT', '/eventos', { eventos: [] }],
    ['PUT', '/meddra', { eventos: [] }],
  ])('is heeded by %s /icsr/{id}%s as well', async (method, suffix, body) => {
    const { id } = await makeCase(rosa, { ...LEAST_CASE, eventos: [{ texto: 'Rash' }] });
    await change(id, { gravedad: 'Grave' });
    const { status } = await rosa.rest(method, `/icsr/${id}${suffix}`, body, { 'if-match': '"1"' });
    expect(status).toBe(412);
    expect((await readByRest(rosa, id)).eventos).toHaveLength(1);
  });

  test('is heeded by a change of one event, which lets the present version through', async () => {
    const { id, eventos } = await makeCase(rosa, { ...LEAST_CASE, eventos: [{ texto: 'Rash' }] });
    await change(id, { gravedad: 'Grave' });
    const path = `/icsr/${id}/eventos/${(eventos as { id: number }[])[0]!.id}`;
    const statuses: number[] = [];
    for (const tag of ['"1"', '"2"', '"2"'])
      statuses.push((await rosa.rest('PUT', path, { gravedad: tag }, { 'if-match': tag })).status);
    expect(statuses).toEqual([412, 200, 412]);
    expect(await readByRest(rosa, id)).toMatchObject({ version: 3, eventos: [{ gravedad: '"2"' }] });
  });
});
