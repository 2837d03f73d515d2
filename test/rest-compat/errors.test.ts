import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { fault, readByGraphql, readByRest, rowCounts } from './golden.js';
import { type Before, beforeRefusals } from './refusal.js';

let server: TestServer;
let rosa: Client;
let before: Before;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
beforeEach(async () => void (before = await beforeRefusals(server, rosa)));
afterAll(() => server.close());

const TYPE = {
  integer: ['value is not a valid integer', 'type_error.integer'],
  float: ['value is not a valid float', 'type_error.float'],
  text: ['str type expected', 'type_error.str'],
  date: ['invalid date format', 'value_error.date'],
  future: ['date is in the future', 'value_error.date'],
  bool: ['value could not be parsed to a boolean', 'type_error.bool'],
  list: ['value is not a valid list', 'type_error.list'],
  dict: ['value is not a valid dict', 'type_error.dict'],
  missing: ['field required', 'value_error.missing'],
  none: ['none is not an allowed value', 'type_error.none.not_allowed'],
  long: ['ensure this value has at most 255 characters', 'value_error.any_str.max_length'],
  longer: ['ensure this value has at most 100000 characters', 'value_error.any_str.max_length'],
  rows: ['ensure this value has at most 200 items', 'value_error.list.max_items'],
  atMost150: ['ensure this value is less than or equal to 150', 'value_error.number.not_le'],
  atMost700: ['ensure this value is less than or equal to 700', 'value_error.number.not_le'],
  atLeast0: ['ensure this value is greater than or equal to 0', 'value_error.number.not_ge'],
  above0: ['ensure this value is greater than 0', 'value_error.number.not_gt'],
} as const;

describe('a wrong value', () => {
  const rows = (count: number) => Array.from({ length: count }, () => ({ nombre_producto: 'A' }));
  const wrong: [string, keyof typeof TYPE, unknown, (string | number)[]?][] = [
    ['paciente_edad', 'integer', 'cuarenta'],
    ['paciente_edad', 'integer', 45.5],
    ['paciente_edad', 'integer', true],
    ['paciente_edad', 'integer', [45]],
    ['paciente_edad', 'integer', { a: 1 }],
    ['paciente_edad', 'integer', '1e1'],
    ['paciente_edad', 'atMost150', 151],
    ['paciente_edad', 'atLeast0', -1],
    ['paciente_edad', 'none', null],
    ['paciente_peso', 'float', 'mucho'],
    ['paciente_peso', 'float', '0x10'],
    ['paciente_peso', 'above0', 0],
    ['paciente_peso', 'atMost700', 700.1],
    ['paciente_iniciales', 'none', ' \n\t '],
    ['paciente_iniciales', 'none', '\u0000\u0007'],
    ['paciente_iniciales', 'text', ['JD']],
    ['paciente_iniciales', 'text', { toString: 'JD' }],
    ['paciente_iniciales', 'long', 'x'.repeat(256)],
    ['descripcion_evento', 'longer', 'x'.repeat(1_000_000)],
    ['descripcion_evento', 'longer', 'x'.repeat(100_001)],
    ['fecha_inicio_evento', 'date', '2024-02-30'],
    ['fecha_inicio_evento', 'date', '15/01/2024'],
    ['fecha_inicio_evento', 'date', 20240115],
    ['fecha_inicio_evento', 'date', '0000-00-00'],
    ['fecha_inicio_evento', 'date', '+012024-01-01'],
    ['paciente_fecha_nacimiento', 'future', '2999-01-01'],
    ['seg_contactar_paciente', 'bool', 'quizás'],
    ['seg_contactar_paciente', 'bool', 2],
    ['productos', 'list', { nombre_producto: 'A' }],
    ['productos', 'list', 'Amoxicilina'],
    ['productos', 'rows', rows(201)],
    ['concomitantes', 'rows', rows(201)],
    ['productos', 'dict', [rows(1)[0], 'Amoxicilina'], ['productos', 1]],
    ['productos', 'dict', [null], ['productos', 0]],
    ['productos', 'dict', [[]], ['productos', 0]],
    ['productos', 'missing', [{}], ['productos', 0, 'nombre_producto']],
    ['concomitantes', 'missing', [{ via: 'Oral' }], ['concomitantes', 0, 'nombre_producto']],
    ['seguimientos', 'integer', [{ numero: 'uno' }], ['seguimientos', 0, 'numero']],
    ['seguimientos', 'date', [{ fecha: 'ayer' }], ['seguimientos', 0, 'fecha']],
  ];

  test.each(wrong)(
    'of %s is refused as %s on create, PUT and PUT /full alike',
    async (name, type, value, place = [name]) => {
      const [msg, kind] = TYPE[type];
      for (const [method, path] of [
        ['POST', '/icsr'],
        ['PUT', `/icsr/${before.kept.id}`],
        ['PUT', `/icsr/${before.kept.id}/full`],
      ] as const) {
        const answer = await rosa.rest(method, path, { ...LEAST_CASE, [name]: value });
        expect(answer.body).toEqual(fault(['body', ...place], msg, kind));
        await before.expectRefused(answer, 400);
      }
    },
  );

  test('the largest allowed values are taken', async () => {
    const made = await makeCase(rosa, {
      paciente_edad: 150,
      paciente_peso: 700,
      paciente_dni: 'ñ'.repeat(255),
      descripcion_evento: 'á'.repeat(100_000),
      productos: rows(200),
    });
    expect((made.descripcion_evento as string).length).toBe(100_000);
    expect(made.productos).toHaveLength(200);
  });

  test('does not hide the others: one answer tells them all', async () => {
    const { status, body } = await rosa.rest<{ detail: { loc: unknown[] }[] }>('POST', '/icsr', {
      paciente_iniciales: 'JD',
      paciente_edad: 'x',
      paciente_peso: -1,
      fecha_inicio_evento: '2024-01-15',
      fecha_fin_evento: '2024-01-14',
      productos: [{ ifa: 'A' }, { nombre_producto: 'B', fecha_inicio: 'x' }],
      concomitantes: {},
      eventos: [{ meddra_pt_code: '1' }],
    });
    expect(status).toBe(400);
    expect(body.detail.map(({ loc }) => loc.join('.')).toSorted()).toEqual([
      'body.concomitantes',
      'body.descripcion_evento',
      'body.eventos.0.meddra_pt_code',
      'body.eventos.0.texto',
      'body.fecha_fin_evento',
      'body.paciente_edad',
      'body.paciente_peso',
      'body.paciente_sexo',
      'body.producto_sospechoso',
      'body.productos.0.nombre_producto',
      'body.productos.1.fecha_inicio',
      'body.reportante_nombre',
    ]);
  });
});

/** Every route that takes a case or a part of one. */
const ROUTES: [string, string][] = [
  ['POST', '/icsr'],
  ['PUT', '/icsr/CASE'],
  ['PUT', '/icsr/CASE/full'],
  ['PUT', '/icsr/CASE/eventos'],
  ['PUT', '/icsr/CASE/meddra'],
  ['PUT', '/icsr/CASE/eventos/EVENT'],
];
const addressOf = (path: string) =>
  path.replace('CASE', String(before.kept.id)).replace('EVENT', String(before.kept.eventos[0]!.id));

describe.each(ROUTES)('a wrong body for %s %s', (method, path) => {
  const json = { 'content-type': 'application/json' };

  test.each([
    ['malformed JSON', '{"paciente_iniciales": "JD"', json],
    ['JSON with a comma too many', '{"estado": "x",}', json],
    ['an empty body said to be JSON', '', json],
    ['a list of cases', JSON.stringify([LEAST_CASE]), json],
    ['a text', '"Amoxicilina"', json],
    ['a number', '5', json],
    ['null', 'null', json],
    ['no body at all', undefined, {}],
    ['a prototype', '{"__proto__": {"estado": "x"}}', json],
    ['a prototype deep inside', '{"productos": [{"nombre_producto": "A", "__proto__": {"id": 1}}]}', json],
    ['a constructor', '{"constructor": {"prototype": {"estado": "x"}}}', json],
    ['JSON said to be text', JSON.stringify(LEAST_CASE), { 'content-type': 'text/plain' }],
    ['a thousand levels', '['.repeat(1000) + ']'.repeat(1000), json],
  ])('(%s) is refused and changes nothing', async (_what, body, headers) => {
    await before.expectRefused(await rosa.rest(method, addressOf(path), body, headers), 400, 415);
  });

  test.each(['application/xml', 'multipart/form-data; boundary=x', 'application/octet-stream', 'image/png', 'basura'])(
    '(%s) is of a type that is not supported',
    async (type) => {
      const headers = { 'content-type': type };
      await before.expectRefused(await rosa.rest(method, addressOf(path), JSON.stringify(LEAST_CASE), headers), 415);
    },
  );
});

describe('a body', () => {
  test('that is not JSON says where and why', async () => {
    const { status, body } = await rosa.rest('POST', '/icsr', '{ roto');
    expect([status, body]).toEqual([400, fault(['body'], 'invalid JSON', 'value_error.jsondecode')]);
  });

  test('with a harmless name like constructor is taken, and the name is ignored', async () => {
    const names = { constructor: 'x', toString: 'x', hasOwnProperty: 1, length: 5 };
    const body = await makeCase(rosa, { ...names, productos: [{ nombre_producto: 'A', ...names }] });
    expect(body.productos).toMatchObject([{ nombre_producto: 'A' }]);
    expect(Object.hasOwn(body, 'constructor')).toBe(false);
  });

  test('loses control characters and half characters, and says the same by both doors afterwards', async () => {
    const made = await makeCase(rosa, {
      paciente_iniciales: 'J\u0000D\u0007',
      gravedad: 'no\ud800 grave',
      paciente_dni: '😀\n1',
    });
    expect(made).toMatchObject({ paciente_iniciales: 'JD', gravedad: 'no\ufffd grave', paciente_dni: '😀\n1' });
    expect(await readByRest(rosa, made.id)).toEqual(made);
    expect(await readByGraphql(rosa, made.id)).toEqual(made);
  });

  test('over the limit is too large, whoever counts it', async () => {
    const large = JSON.stringify({ ...LEAST_CASE, descripcion_evento: 'x'.repeat(10_000_000) });
    for (const [method, path] of [
      ['POST', '/icsr'],
      ['PUT', `/icsr/${before.kept.id}`],
    ] as const) {
      await before.expectRefused(await rosa.rest(method, path, large), 413);
    }
    const graphql = await rosa.graphql(large);
    expect([graphql.status, graphql.errors![0]!.extensions.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  test('over the limit that comes in chunks, without saying its size, is too large as well', async () => {
    const chunk = 'x'.repeat(64 * 1024);
    const counts = await rowCounts(server);
    const text = await raw([
      'POST /api/v1/icsr HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `authorization: Bearer ${rosa.token}`,
      'transfer-encoding: chunked',
      '',
      ...Array.from({ length: 200 }, () => `${chunk.length.toString(16)}\r\n${chunk}`),
      '0\r\n\r\n',
    ]);
    expect(text.split('\r\n')[0]).toMatch(/413/);
    expect(await rowCounts(server)).toEqual(counts);
  });

  /** Says lines to the server as they are, and gives what it answered. */
  function raw(lines: string[]): Promise<string> {
    const { hostname, port } = new URL(server.address);
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(port), hostname);
      socket.on('data', (bytes) => {
        answer += bytes.toString();
        socket.destroy();
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
      socket.write(lines.join('\r\n'));
    });
  }
});
