import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.js';
import { until } from '../channels/mail-server.js';
import { statementsOf } from '../graphql/statements.js';
import { groupOf } from '../support/alike.js';
import type { Client } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
let worker: { stop(): Promise<void> } | undefined;

beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await worker?.stop();
  await server.close();
});

interface Shown {
  status: string;
  score: number;
  bestId: string | null;
  checkedAt: string | null;
  label: string;
}

const LIST = `query ($ids: [ID!]) { cases(filter: { ids: $ids }, orderBy: { field: ID, direction: ASC }) {
  nodes { id duplicates { status score bestId checkedAt label } } } }`;

async function shown(...ids: number[]): Promise<Shown[]> {
  const { cases } = await rosa.ask<{ cases: { nodes: { duplicates: Shown }[] } }>(LIST, { ids });
  return cases.nodes.map(({ duplicates }) => duplicates);
}

const jobsLeft = async () =>
  (await server.query(`select from graphile_worker.jobs where task_identifier = 'duplicate.keep'`)).length;
/** Lets the worker do what waits. */
const settled = async () => {
  worker ??= await startWorker(server.house);
  await until(async () => (await jobsLeft()) === 0, 60_000);
};
const announced = async (id: number) =>
  (await server.query(`select from announcement where kind = 'CHECKED' and subject_id = $1`, [id])).length;

describe('a list of cases', () => {
  test('shows what is found at that moment of cases that nobody has checked yet', async () => {
    const make = groupOf(rosa);
    const [{ id }, { id: other }] = [await make(), await make()];
    const expected = { status: 'DUP', score: 1, label: 'Duplicado probable', checkedAt: null };
    expect(await shown(id, other)).toEqual([
      { ...expected, bestId: String(other) },
      { ...expected, bestId: String(id) },
    ]);
  });

  test('shows what was kept, and reads it with the cases in one statement', async () => {
    const make = groupOf(rosa);
    const [{ id }, { id: other }] = [await make(), await make({ paciente_iniciales: 'otras' })];
    await settled();
    let answer: Shown[] = [];
    const statements = await statementsOf(server, async () => void (answer = await shown(id, other)));
    const expected = { status: 'DUP', score: 0.9, label: 'Duplicado probable', checkedAt: expect.any(String) };
    expect(answer).toEqual([
      { ...expected, bestId: String(other) },
      { ...expected, bestId: String(id) },
    ]);
    expect(statements).toHaveLength(1);
  });

  test('shows matches as they are now, whatever was kept', async () => {
    const make = groupOf(rosa);
    const [{ id }, { id: other }] = [await make(), await make()];
    await settled();
    await server.query('update duplicate_check set score = 7 where icsr_id = $1', [id]);
    const document = LIST.replace('label', 'label matches { id score }');
    const { cases } = await rosa.ask<{ cases: { nodes: unknown[] } }>(document, { ids: [id] });
    expect(cases.nodes).toMatchObject([
      { duplicates: { score: 1, checkedAt: null, matches: [{ id: String(other) }] } },
    ]);
    expect(await rosa.ask('query ($id: ID!) { case(id: $id) { duplicates { score } } }', { id })).toEqual({
      case: { duplicates: { score: 1 } },
    });
  });
});

describe('what is kept of a case', () => {
  test('follows its changes and those of the other case', async () => {
    const make = groupOf(rosa);
    const [{ id }, { id: other }] = [await make(), await make()];
    await settled();
    await rosa.rest('PUT', `/icsr/${other}`, { paciente_fecha_nacimiento: null, descripcion_evento: 'otra cosa' });
    await settled();
    expect((await shown(id, other)).map(({ score }) => score)).toEqual([0.6, 0.6]);
    await rosa.rest('PUT', `/icsr/${id}`, { productos: [{ nombre_producto: 'x' }], producto_sospechoso: 'y' });
    await settled();
    expect((await shown(id, other)).map(({ score }) => score)).toEqual([0.4, 0.4]);
  });

  test('follows a better match that comes later, and forgets one that is deleted', async () => {
    const make = groupOf(rosa);
    const [{ id }, { id: worse }] = [await make(), await make({ paciente_fecha_nacimiento: null })];
    await settled();
    expect(await shown(id)).toMatchObject([{ score: 0.85, bestId: String(worse) }]);
    const { id: better } = await make();
    await settled();
    expect(await shown(id, worse)).toMatchObject([
      { score: 1, bestId: String(better) },
      { score: 0.85, bestId: String(id) },
    ]);
    await rosa.rest('DELETE', `/icsr/${better}`, { password: PASSWORD });
    await settled();
    expect(await shown(id)).toMatchObject([{ score: 0.85, bestId: String(worse) }]);
  });

  test('follows decisions: a duplicate is nobody’s best match', async () => {
    const make = groupOf(rosa);
    const [{ id: master }, { id: copy }] = [await make(), await make()];
    await settled();
    await rosa.rest('PUT', `/icsr/${copy}/dup`, { final: 'duplicado', picked_id: master });
    await settled();
    expect(await shown(master, copy)).toMatchObject([
      { status: 'UNIQUE', score: 0, bestId: null },
      { status: 'DUP', label: `Duplicado de #${master}`, score: 1 },
    ]);
    await rosa.rest('PUT', `/icsr/${copy}/dup`, { final: null });
    await settled();
    expect(await shown(master)).toMatchObject([{ status: 'DUP', score: 1, bestId: String(copy) }]);
  });

  test('is announced when lists show something else, and not when they show the same', async () => {
    const make = groupOf(rosa);
    const { id, version } = await make();
    await settled();
    expect(await announced(id)).toBe(1);
    await rosa.rest('PUT', `/icsr/${id}`, { estado: 'Cerrado' });
    expect(await jobsLeft()).toBe(0);
    await rosa.rest('PUT', `/icsr/${id}`, { descripcion_evento: 'otra cosa' });
    await settled();
    expect(await announced(id)).toBe(1);
    const { id: other } = await make();
    await settled();
    expect([await announced(id), await announced(other)]).toEqual([2, 1]);
    expect((await rosa.rest('GET', `/icsr/${id}`)).body.version).toBe(version + 2);
  });
});

test('one job waits for a case, however often it changes', async () => {
  await worker?.stop();
  worker = undefined;
  const { id } = await groupOf(rosa)();
  for (const descripcion_evento of ['una', 'otra', 'otra más'])
    await rosa.rest('PUT', `/icsr/${id}`, { descripcion_evento });
  expect(await jobsLeft()).toBe(1);
});
