import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  changeByGraphql,
  createByGraphql,
  readByGraphql,
  readByRest,
  type WireCase,
  withoutIdentity,
} from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  await catalogue('EE-123456', 'Laboratorio ABC S.A.', '2026-12-31');
  await catalogue('ng0099', 'Genéricos del Sur', null);
});
afterAll(() => server.close());

async function catalogue(registration: string, laboratory: string, expiry: string | null): Promise<void> {
  await server.query(
    'insert into products (producto, numero_registro, laboratorio_pais, fecha_venc_registro) values ($1, $1, $2, $3)',
    [registration, laboratory, expiry],
  );
}

const ENTRY = { laboratorio: 'Laboratorio ABC S.A.', rs_vencimiento: '2026-12-31' };
const EVENT = {
  texto: 'Rash eritematoso generalizado',
  tipo_notificacion: 'Inicial',
  fecha_inicio: '2024-01-15',
  fecha_fin: '2024-01-18',
  gravedad: 'No grave',
  causalidad: 'Probable',
  desenlace: 'Recuperado',
  meddra_pt_code: '10037844',
  meddra_pt_term: 'Rash',
};

test('example 11: the catalogue adds laboratory and expiry, and the map of registrations', async () => {
  const made = (await makeCase(rosa, { ...DOCUMENTED_CASE, eventos: [EVENT] })) as WireCase;
  const read = await readByRest(rosa, made.id);
  expect(read.rs_catalog_map).toEqual({ EE123456: ENTRY });
  expect(read.productos).toMatchObject([
    { ...ENTRY, laboratorio_pais: 'Laboratorio ABC - Perú', registro_sanitario: 'EE-123456' },
  ]);
  expect(read.eventos).toMatchObject([{ ...EVENT, icsr_id: made.id, is_from_narrative: true }]);
  expect(made).toEqual(read);
  expect(await readByGraphql(rosa, made.id)).toEqual(read);
});

test.each(['EE-123456', 'EE123456', 'ee 123456', 'Ee-12.34/56'])(
  '%s is the same registration',
  async (registration) => {
    const body = { ...LEAST_CASE, productos: [{ nombre_producto: 'A', registro_sanitario: registration }] };
    const made = (await makeCase(rosa, body)) as WireCase;
    expect(made.rs_catalog_map).toEqual({ EE123456: ENTRY });
    expect(made.productos).toMatchObject([{ ...ENTRY, registro_sanitario: registration }]);
    expect(withoutIdentity(await createByGraphql(rosa, body))).toEqual(withoutIdentity(made));
  },
);

test('each product has its own entry, a missing expiry is null, and the unknown ones have none', async () => {
  const { id } = await makeCase(rosa);
  const productos = [
    { nombre_producto: 'A', registro_sanitario: 'EE-123456' },
    { nombre_producto: 'B', registro_sanitario: 'NG-0099' },
    { nombre_producto: 'C', registro_sanitario: 'XX-1' },
    { nombre_producto: 'D', registro_sanitario: '---' },
    { nombre_producto: 'E' },
  ];
  const { body } = await rosa.rest<WireCase>('PUT', `/icsr/${id}`, { productos });
  expect(body.rs_catalog_map).toEqual({
    EE123456: ENTRY,
    NG0099: { laboratorio: 'Genéricos del Sur', rs_vencimiento: null },
  });
  expect(body.productos.map(({ laboratorio, rs_vencimiento }) => [laboratorio, rs_vencimiento])).toEqual([
    ['Laboratorio ABC S.A.', '2026-12-31'],
    ['Genéricos del Sur', null],
    [null, null],
    [null, null],
    [null, null],
  ]);
  const other = await makeCase(rosa);
  const byGraphql = await changeByGraphql(rosa, 'updateCase', other.id, { productos });
  expect(withoutIdentity(byGraphql)).toEqual(withoutIdentity(body));
});

test('what the catalogue says is read anew each time', async () => {
  const { id } = await makeCase(rosa, { productos: [{ nombre_producto: 'F', registro_sanitario: 'ZZ-1' }] });
  expect(await readByRest(rosa, id)).toMatchObject({ rs_catalog_map: {}, productos: [{ laboratorio: null }] });
  await catalogue('ZZ1', 'Nuevo', '2030-01-01');
  expect(await readByRest(rosa, id)).toMatchObject({
    rs_catalog_map: { ZZ1: { laboratorio: 'Nuevo', rs_vencimiento: '2030-01-01' } },
    productos: [{ laboratorio: 'Nuevo', rs_vencimiento: '2030-01-01' }],
  });
});

test('two catalogue rows that differ only in how the registration is written give one entry, the same in both places', async () => {
  await catalogue('DD-5', 'Primero', '2027-01-01');
  await catalogue('DD5', 'Segundo', '2028-01-01');
  const made = (await makeCase(rosa, {
    productos: [{ nombre_producto: 'G', registro_sanitario: 'dd 5' }],
  })) as WireCase;
  const [{ laboratorio, rs_vencimiento }] = made.productos as [WireCase['productos'][number]];
  expect(made.rs_catalog_map).toEqual({ DD5: { laboratorio, rs_vencimiento } });
});
