import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { fault, readByRest, rowCounts, type WireCase } from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const DELETE = `mutation ($id: ID!, $password: String!) { deleteCase(id: $id, password: $password) { ok deletedId } }`;
const CHILDREN = [
  'icsr_eventos',
  'icsr_productos',
  'icsr_concomitantes',
  'icsr_seguimientos',
  'followup_messages',
  'icsr_detail_snapshots',
];

/** A case with all six kinds of children, of which five messages and three snapshots. */
async function fullCase(): Promise<WireCase> {
  const made = (await makeCase(rosa, {
    ...DOCUMENTED_CASE,
    seguimientos: [{ numero: 1, comentarios: 'Llamada' }],
    eventos: [{ texto: 'Rash' }],
  })) as WireCase;
  await server.query('delete from icsr_detail_snapshots where icsr_id = $1', [made.id]);
  await server.query(
    `insert into followup_messages (icsr_id, channel, direction, body)
     select $1, 'email', 'out', 'Mensaje ' || n from generate_series(1, 5) n`,
    [made.id],
  );
  await server.query(
    `insert into icsr_detail_snapshots (icsr_id, case_version, reason, content)
     select $1, 1, 'prueba', '{}' from generate_series(1, 3)`,
    [made.id],
  );
  return made;
}

async function childrenOf(id: number): Promise<Record<string, number>> {
  const counts = CHILDREN.map((table) => `(select count(*)::int from ${table} where icsr_id = ${id}) as ${table}`);
  return (await server.query<Record<string, number>>(`select ${counts.join(', ')}`))[0]!;
}

const NO_CHILDREN = Object.fromEntries(CHILDREN.map((table) => [table, 0]));

describe('example 17: the summary before a delete', () => {
  test('counts messages and snapshots', async () => {
    const { id } = await fullCase();
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/delete-summary`);
    expect([status, body]).toEqual([200, { followups: 5, snapshots: 3 }]);
    const { deleteSummary } = await rosa.ask(
      'query ($id: ID!) { deleteSummary(caseId: $id) { followups snapshots } }',
      { id },
    );
    expect(deleteSummary).toEqual(body);
  });

  test('of an unknown case is not found, and nobody may not ask', async () => {
    const { status, body } = await rosa.rest('GET', '/icsr/2147483647/delete-summary');
    expect([status, body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
    expect((await server.nobody.rest('GET', '/icsr/1/delete-summary')).status).toBe(401);
  });
});

describe('example 18: deleting', () => {
  const doors: [string, (id: number, password: string) => Promise<{ status: number; body: unknown }>][] = [
    ['DELETE /icsr/{id}', (id, password) => rosa.rest('DELETE', `/icsr/${id}`, { password })],
    ['POST /icsr/{id}:delete', (id, password) => rosa.rest('POST', `/icsr/${id}:delete`, { password })],
  ];

  test.each(doors)(
    '%s with the right password takes the case and all its children, and the log keeps them',
    async (_door, remove) => {
      const { id } = await fullCase();
      const { status, body } = await remove(id, PASSWORD);
      expect([status, body]).toEqual([200, { ok: true, deleted_id: id }]);
      expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(404);
      expect(await childrenOf(id)).toEqual(NO_CHILDREN);
      await accountedFor(id);
      expect(await remove(id, PASSWORD)).toMatchObject({ status: 404, body: { detail: 'ICSR no encontrado' } });
    },
  );

  test('GraphQL does the same', async () => {
    const { id } = await fullCase();
    const { deleteCase } = await rosa.ask(DELETE, { id, password: PASSWORD });
    expect(deleteCase).toEqual({ ok: true, deletedId: String(id) });
    expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(404);
    expect(await childrenOf(id)).toEqual(NO_CHILDREN);
    await accountedFor(id);
  });

  async function accountedFor(id: number): Promise<void> {
    const [entry] = await server.query<{ who: string; changes: Record<string, { before: unknown }> }>(
      `select who, changes from audit_log where icsr_id = $1 and action = 'ICSR_DELETE'`,
      [id],
    );
    expect(entry!.who).toBe('rosa@example.pe');
    expect(entry!.changes.descripcion_evento!.before).toBe(DOCUMENTED_CASE.descripcion_evento);
    expect(entry!.changes.icsr_productos!.before).toMatchObject([{ nombre_producto: 'Amoxicilina' }]);
    expect(entry!.changes.icsr_eventos!.before).toMatchObject([{ texto: 'Rash' }]);
    expect(entry!.changes.followup_messages!.before).toHaveLength(5);
  }

  test.each(doors)('%s with a wrong password deletes nothing', async (_door, remove) => {
    const made = await fullCase();
    const before = await rowCounts(server);
    const { status, body } = await remove(made.id, 'otra clave larga');
    expect([status, body]).toEqual([401, { detail: 'Credenciales inválidas' }]);
    const { errors } = await rosa.graphql(DELETE, { id: made.id, password: 'otra clave larga' });
    expect(errors![0]!.extensions.code).toBe('WRONG_CREDENTIALS');
    expect(await rowCounts(server)).toEqual(before);
    expect(await readByRest(rosa, made.id)).toEqual(made);
    await remove(2147483647, PASSWORD);
  });

  test.each(doors)('%s of the master of a duplicate is a conflict and deletes nothing', async (_door, remove) => {
    const [master, copy] = [await fullCase(), await fullCase()];
    await server.query('update icsr set dup_of_id = $1 where id = $2', [master.id, copy.id]);
    const [counts, children] = [await rowCounts(server), await childrenOf(master.id)];
    const { status, body } = await remove(master.id, PASSWORD);
    const detail = 'No se puede eliminar por otras restricciones. Considera soft-delete o ON DELETE CASCADE.';
    expect([status, body]).toEqual([409, { detail }]);
    const { errors } = await rosa.graphql(DELETE, { id: master.id, password: PASSWORD });
    expect(errors![0]!.extensions.code).toBe('CASE_IN_USE');
    expect(await childrenOf(master.id)).toEqual(children);
    expect(await rowCounts(server)).toEqual(counts);
    expect((await remove(copy.id, PASSWORD)).status).toBe(200);
    expect((await remove(master.id, PASSWORD)).status).toBe(200);
  });

  test.each([
    ['no body', undefined],
    ['an empty object', {}],
    ['no password', { password: null }],
    ['a list', []],
  ])('with %s is refused', async (_what, sent) => {
    const { id } = await makeCase(rosa);
    for (const [method, path] of [
      ['DELETE', `/icsr/${id}`],
      ['POST', `/icsr/${id}:delete`],
    ] as const) {
      const { status, body } = await rosa.rest(method, path, sent);
      expect([status, body]).toEqual([400, fault(['body', 'password'], 'field required', 'value_error.missing')]);
    }
    expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(200);
  });

  test.each(['quique', 'quela', 'tito', 'lucha', 'sole'] as const)('is not for %s', async (name) => {
    const { id } = await makeCase(rosa);
    const person = await server.as(name);
    const { status, body } = await person.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
    expect([status, body]).toEqual([403, { detail: 'Permission denied: icsr:delete required' }]);
    expect((await person.rest('POST', `/icsr/${id}:delete`, { password: PASSWORD })).status).toBe(403);
    expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(200);
  });

  test('ana, an administrator, may', async () => {
    const { id } = await makeCase(rosa);
    expect((await (await server.as('ana')).rest('DELETE', `/icsr/${id}`, { password: PASSWORD })).status).toBe(200);
  });

  test('ten wrong passwords shut the door to the right one too, and they count when they race', async () => {
    const { id } = await makeCase(rosa);
    const ana = await server.as('ana');
    const guesses = Array.from({ length: 25 }, () => ana.rest('DELETE', `/icsr/${id}`, { password: 'adivinanza' }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    const right = await ana.rest('POST', `/icsr/${id}:delete`, { password: PASSWORD });
    expect(right.status).toBe(429);
    expect(right.body.detail).toMatch(/^Demasiados intentos/);
    expect((await rosa.rest('GET', `/icsr/${id}`)).status).toBe(200);
  });
});
