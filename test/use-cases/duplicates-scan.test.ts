import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateCases } from '../../src/storage/seed/generate.js';
import { beginScan, listClusters, stepScan } from '../../src/use-cases/duplicate/scan.js';
import type { RequestContext } from '../../src/use-cases/use-case.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { finish, run, settingsBeside } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const scanning = () => run(['duplicates', 'scan'], settingsBeside(server));

/** Runs `vigia duplicates scan` to its end. */
const scan = (...words: string[]) => finish(['duplicates', 'scan', ...words], settingsBeside(server));

/** A scan that has told of its first cases. */
async function underWay() {
  const child = scanning();
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/: \d+ of \d+ cases/.test(text)) resolve();
    });
    void ended.then((code) => reject(new Error(`It ended by itself, with ${code}: ${text}`)));
  });
  return { child, ended, said: () => text };
}

/** The same without a process of its own. Gives the clusters. */
async function scanHere() {
  const permissions = new Set(['icsr:read' as const, 'icsr:update' as const]);
  const actor = { id: 0, username: 'system@vigia', email: null, roles: [], permissions };
  const context: RequestContext = { house: server.house, actor, requestId: 'test', ip: null };
  await beginScan(context);
  while ((await stepScan(context)).phase !== 'done');
  return listClusters(context);
}

const LONG = { timeout: 240_000 };

const CASE = {
  paciente_iniciales: 'JRMQ',
  paciente_edad: 45,
  paciente_sexo: 'M',
  paciente_dni: '40123456',
  paciente_fecha_nacimiento: '1978-04-09',
  reportante_nombre: 'Dr. Óscar Tapia Neyra',
  reportante_email: 'otapia@example.pe',
  producto_sospechoso: 'Moxaqantu 500 mg (amoxicilina)',
  descripcion_evento:
    'Urticaria generalizada y prurito intenso tres días después de iniciar amoxicilina por faringitis.',
  fecha_inicio_evento: '2024-03-11',
};

/** The same event of the same patient, told by somebody else, more completely and with day and month exchanged. */
const COMPLETE = {
  ...CASE,
  paciente_iniciales: 'jrm',
  paciente_fecha_nacimiento: '1978-09-04',
  reportante_nombre: 'Lic. Nélida Rojas',
  reportante_email: 'nrojas@example.pe',
  reportante_ocupacion: 'Enfermera',
  tipo_notificacion: 'Inicial',
  ea_desenlace: 'Recuperado',
  descripcion_evento: 'Ronchas en todo el cuerpo al tercer día del antibiótico.',
  productos: [
    {
      nombre_producto: 'Amoxicilina 500 mg',
      ifa: 'Amoxicilina',
      dosis_frecuencia: '500 mg cada 8 horas',
      fecha_inicio: '2024-03-08',
      motivo_prescripcion: 'Faringitis',
    },
  ],
};

const STRANGER = {
  ...CASE,
  paciente_iniciales: 'CVPL',
  paciente_dni: '41526378',
  paciente_edad: 34,
  paciente_fecha_nacimiento: '1990-02-14',
  fecha_inicio_evento: '2023-10-02',
};

describe('vigia duplicates scan', LONG, () => {
  test('says so when nothing is suspected', async () => {
    await makeCase(rosa, STRANGER);
    expect(await scan()).toMatchObject({ code: 0, out: 'No duplicates are suspected.\n' });
  });

  test('lists clusters with the most complete case as the proposed master, and leaves decided ones out', async () => {
    const first = await makeCase(rosa, CASE);
    const second = await makeCase(rosa, COMPLETE);
    const { code, out } = await scan('--json');
    expect(code).toBe(3);
    const [cluster, ...others] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(others).toEqual([]);
    expect(cluster).toMatchObject({ master: second.id, members: [first.id, second.id] });
    expect(cluster!.probability).toBeGreaterThan(0.9);

    await server.query('update icsr set dup_of_id = $2 where id = $1', [first.id, second.id]);
    expect(await scanHere()).toEqual([]);
    await server.query('update icsr set dup_of_id = null where id = $1', [first.id]);
  });

  test('goes on where it was killed, and finds what it would have found', async () => {
    await generateCases(server.house.database, 500);
    const { child, ended } = await underWay();
    child.kill('SIGKILL');
    await ended;
    const { code, out, error } = await scan('--json');
    expect(error).toContain('Going on with the scan');
    expect(code).toBe(3);
    const found = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const again = (await scanHere()).map(({ master, members, least }) => ({ master, members, probability: least }));
    expect(found).toEqual(again);
  });

  test('stops when it is asked to, and says how to go on', async () => {
    const { child, ended, said } = await underWay();
    child.kill('SIGINT');
    expect(await ended).toBe(4);
    expect(said()).toContain('the next scan goes on from here');
    const [row] = await server.query<{ phase: string }>('select phase from duplicate_scan');
    expect(row?.phase).not.toBe('done');
  });

  test('tells of a wrong word how it is used', async () => {
    const { error } = await finish(['duplicates', 'find'], settingsBeside(server));
    expect(error).toContain('vigia duplicates scan');
  });
});

describe('what is kept for it', LONG, () => {
  test('nothing of a patient or a reporter can be read from it, and what is kept of a case goes with it', async () => {
    const { id } = await makeCase(rosa, { ...CASE, paciente_dni: 'HC 77665544' });
    await scanHere();
    const kept = await server.query<{ row: string }>(
      `select row_to_json(x)::text as row from (select * from duplicate_value) x
       union all select row_to_json(x)::text from (select * from duplicate_field) x
       union all select row_to_json(x)::text from (select * from duplicate_case) x
       union all select row_to_json(x)::text from (select * from duplicate_key) x`,
    );
    const all = kept.map(({ row }) => row).join('\n');
    for (const word of ['JRMQ', 'HC', 'otapia', 'tapia', 'amoxicilina']) expect(all).not.toContain(word);
    const keys = () => server.query('select from duplicate_key where icsr_id = $1', [id]);
    expect(await keys()).not.toHaveLength(0);
    await server.query('delete from icsr where id = $1', [id]);
    expect(await keys()).toHaveLength(0);
  });

  test('values that fewer than three cases share are not counted', async () => {
    const [row] = await server.query<{ least: number; fields: number }>(
      'select (select min(cases) from duplicate_value) as least, (select count(*)::int from duplicate_field) as fields',
    );
    expect(row).toMatchObject({ least: 3, fields: 13 });
  });
});
