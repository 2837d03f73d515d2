import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askForMissingData } from '../../src/use-cases/followup/ask.js';
import { PERMISSIONS, type Permission } from '../../src/domain/permissions.js';
import { startWorker } from '../../src/jobs/worker.js';
import { type MailServer, startMailServer, until } from '../channels/mail-server.js';
import { clientFor, type Client } from '../support/client.js';
import { mailSettings } from '../support/mail.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { finish } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';

const EMAIL = 'garcia@hospital.com';

let mail: MailServer;
let server: TestServer;
let second: TestServer;
let rosa: Client;
const workers: Awaited<ReturnType<typeof startWorker>>[] = [];

beforeAll(async () => {
  mail = await startMailServer();
  const settings = { ...mailSettings(mail), AUTO_FOLLOWUP_ENABLED: 'true', AUTO_FOLLOWUP_DELAY_HOURS: '24' };
  server = await startServer(settings);
  second = await startServer(settings, server);
  workers.push(await startWorker(server.house), await startWorker(second.house));
  rosa = await server.as('rosa');
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await second.close();
  await server.close();
  await mail.close();
});
afterEach(() => void (mail.arrived.length = 0));

const messagesOf = (id: number) =>
  server.query<Record<string, unknown>>('select * from followup_messages where icsr_id = $1 order by id', [id]);
const change = (client: Client, id: number, fields: object) => client.rest('PUT', `/icsr/${id}`, fields);

/** Nothing is noted any more and nothing is on its way. */
const quiet = () =>
  until(async () => {
    const [waiting] = await server.query<{ count: number }>(
      `select (select count(*) from followup_due)::int + (select count(*) from followup_outbox where state <> 'closed')::int as count`,
    );
    return waiting!.count === 0;
  });

describe('A case that lacks data', () => {
  test('has its reporter asked once, by a mail that lists what is missing', async () => {
    const { id, numero } = await makeCase(rosa, { reportante_email: EMAIL, paciente_peso: 61 });
    await until(() => mail.arrived.length === 1);
    const [{ recipients, mail: sent }] = mail.arrived as [(typeof mail.arrived)[0]];
    expect(recipients).toEqual([EMAIL]);
    expect(sent.subject).toBe(`[VIGIA] Seguimiento ICSR #${String(numero)}`);
    expect(sent.headers.get('auto-submitted')).toBe('auto-generated');
    expect(sent.text!.match(/^- .*$/gm)).toEqual([
      '- Fecha de nacimiento',
      '- Fecha de inicio de la reacción',
      '- Desenlace',
      '- Lote (Ibuprofeno 400mg)',
      '- Dosis y frecuencia (Ibuprofeno 400mg)',
      '- Vía de administración (Ibuprofeno 400mg)',
    ]);
    await quiet();
    const expected = { direction: 'out', channel: 'email', automatic: true, status: 'sent', created_by: null };
    expect(await messagesOf(id)).toMatchObject([expected]);
    await until(async () => (await rosa.rest<{ estado: string }>('GET', `/icsr/${id}`)).body.estado === 'En progreso');
  });

  test('is asked for once in the delay, also when it is changed on two servers at once', async () => {
    const { id } = await makeCase(rosa, { reportante_email: EMAIL });
    const there = clientFor(second.address, rosa.token);
    const changes = Array.from({ length: 10 }, (_, place) =>
      change(place % 2 ? there : rosa, id, { comentarios_adicionales: `Cambio ${place}` }),
    );
    const system = { house: second.house, requestId: 'test', ip: null, actor: systemActor() };
    await Promise.all([...changes, askForMissingData(system), askForMissingData({ ...system, house: server.house })]);
    await quiet();
    expect(await messagesOf(id)).toHaveLength(1);
  });

  test('is asked for again after the delay, and no more once it is complete', async () => {
    const { id } = await makeCase(rosa, { ...DOCUMENTED_CASE, paciente_peso: null });
    await until(() => mail.arrived.length === 1);
    await quiet();
    const later = `update followup_messages set created_at = created_at - interval '25 hours' where icsr_id = $1`;
    await server.query(later, [id]);
    await change(rosa, id, { comentarios_adicionales: 'Se llamó al reportante' });
    await until(() => mail.arrived.length === 2);
    await quiet();
    await server.query(later, [id]);
    await change(rosa, id, { paciente_peso: 72.5 });
    await quiet();
    expect(await messagesOf(id)).toHaveLength(2);
  });

  test.each([
    ['has no e-mail', { reportante_telefono: '987654321' }],
    ['is closed', { reportante_email: EMAIL, estado: 'Cerrado' }],
    ['lacks nothing', DOCUMENTED_CASE],
  ])('is not asked for when it %s', async (_why, fields) => {
    const { id } = await makeCase(rosa, fields);
    await quiet();
    expect(await messagesOf(id)).toEqual([]);
  });

  test('shows what it lacks in GraphQL, whatever else is asked of it', async () => {
    const { id } = await makeCase(rosa, {
      ...DOCUMENTED_CASE,
      paciente_peso: null,
      productos: [{ nombre_producto: 'X' }],
    });
    const answer = await rosa.ask<{ case: object }>(
      `query ($id: ID!) { case(id: $id) { missingData { name label place products } } }`,
      { id },
    );
    expect(answer.case).toEqual({
      missingData: [
        { name: 'paciente_peso', label: 'Peso (kg)', place: 'CASE', products: [] },
        { name: 'nro_lote', label: 'Lote', place: 'PRODUCT', products: ['X'] },
        { name: 'dosis_frecuencia', label: 'Dosis y frecuencia', place: 'PRODUCT', products: ['X'] },
        { name: 'via_administracion', label: 'Vía de administración', place: 'PRODUCT', products: ['X'] },
      ],
    });
  });
});

function systemActor() {
  const permissions = new Set(Object.keys(PERMISSIONS) as Permission[]);
  return { id: 0, username: null, email: 'system@vigia', roles: [], permissions };
}

describe('What the mail asks', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-texts-'));
  const file = path.join(folder, 'missing-data.txt');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('stops the start when it asks for a field that there is not', async () => {
    await expect(startServer({ REQUIRED_FIELDS: 'nro_lote,peso' })).rejects.toThrow(
      'REQUIRED_FIELDS: there is no field peso',
    );
  });

  test('is in words of one’s own, where there are some', async () => {
    writeFileSync(file, 'Hola:\n* {{ datos }}\n');
    const own = await startServer({ MESSAGE_TEMPLATE_DIR: folder });
    expect(
      own.house.texts.missingData({ numero: '7', reportante: 'A', producto: 'X', datos: ['Lote', 'Peso'] }),
    ).toEqual({
      subject: '',
      text: 'Hola:\n* Lote\n* Peso\n',
    });
    await own.close();
  });

  test('stops the start when those cannot be used, by file and line, and `template lint` says the same', async () => {
    writeFileSync(file, 'Hola {{ nombre }}:\n\n{{ datos }\n');
    const faults = [
      `${file}, línea 1: no existe el campo {{ nombre }}; hay: numero, reportante, producto, datos`,
      `${file}, línea 3: las llaves de un campo no están completas: {{ campo }}`,
      `${file}: falta el campo {{ datos }}`,
    ];
    await expect(startServer({ MESSAGE_TEMPLATE_DIR: folder })).rejects.toThrow(faults.join('\n  '));
    const { code, out } = await finish(['template', 'lint', file], {});
    expect(code).toBe(1);
    expect(out).toBe(`${faults.map((fault) => `ERROR  ${fault}`).join('\n')}\n${file} NO se puede usar.\n`);
  });
});
