import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupOf } from '../support/alike.js';
import type { Client } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
let sole: Client;

beforeAll(async () => {
  server = await startServer();
  [rosa, sole] = await Promise.all([server.as('rosa'), server.as('sole')]);
});
afterAll(() => server.close());

const check = async (id: number) =>
  (await rosa.rest<{ matches: { id: number }[]; override?: string }>('GET', `/icsr/${id}/duplicates`)).body;
const decide = (id: number, body: unknown, headers?: Record<string, string>, client = rosa) =>
  client.rest('PUT', `/icsr/${id}/dup`, body, headers);
const group = () => groupOf(rosa);

describe('a decision', () => {
  test('example 28: is answered, shown with the check, and taken back', async () => {
    const make = group();
    const { id: master } = await make();
    const { id, version } = await make();
    const undecided = await check(id);
    const { status, body, headers } = await decide(id, { final: 'duplicado', picked_id: master });
    expect([status, body]).toEqual([200, { ok: true, dup_override: 'duplicado', dup_of_id: master }]);
    expect(headers.get('etag')).toBe(`"${version + 1}"`);
    const manual = { status: 'dup', label: `Duplicado de #${master}`, color: 'danger' };
    expect(await check(id)).toEqual({ ...undecided, ...manual, override: 'duplicado', dup_of_id: master });
    expect((await rosa.rest('GET', `/icsr/${id}`)).body).toMatchObject({
      version: version + 1,
      dup_override: 'duplicado',
      dup_of_id: master,
    });
    const only = { status: 'unique', label: 'Único (manual)', color: 'success' };
    expect((await decide(id, { final: 'unico', picked_id: master })).body).toMatchObject({
      dup_override: 'unico',
      dup_of_id: null,
    });
    expect(await check(id)).toEqual({ ...undecided, ...only, override: 'unico', dup_of_id: null });
    expect((await decide(id, { final: null })).body).toEqual({ ok: true, dup_override: null, dup_of_id: null });
    expect(await check(id)).toEqual(undecided);
  });

  test('hides a duplicate behind its master', async () => {
    const make = group();
    const { id: master } = await make();
    const { id: copy } = await make();
    const { id } = await make();
    expect((await check(id)).matches.map((match) => match.id)).toEqual([master, copy]);
    await decide(copy, { final: 'duplicado', picked_id: master });
    expect((await check(id)).matches.map((match) => match.id)).toEqual([master]);
    expect((await check(copy)).matches.map((match) => match.id)).toEqual([master, id]);
    await decide(copy, { final: 'unico' });
    expect((await check(id)).matches.map((match) => match.id)).toEqual([master, copy]);
  });

  test('needs a master that is another case and no duplicate', async () => {
    const make = group();
    const [{ id }, { id: master }, { id: copy }] = [await make(), await make(), await make()];
    await decide(copy, { final: 'duplicado', picked_id: master });
    const told = async (body: unknown) => {
      const { status, body: answer } = await decide(id, body);
      return [status, answer.detail];
    };
    expect(await told({ final: 'duplicado' })).toEqual([400, 'picked_id es requerido cuando final es duplicado']);
    for (const wrong of [id, 999_999, copy, 0, -3, 3_000_000_000])
      expect(await told({ final: 'duplicado', picked_id: wrong })).toEqual([400, 'picked_id no válido']);
    const place = (name: string) => [400, [expect.objectContaining({ loc: ['body', name] })]];
    expect(await told({ final: 'duplicado', picked_id: 'x' })).toEqual(place('picked_id'));
    for (const wrong of [{ final: 'otro' }, { final: 'Duplicado', picked_id: master }, { final: 3 }, {}])
      expect(await told(wrong)).toEqual(place('final'));
    expect((await check(id)).override).toBeUndefined();
  });

  test('is refused of a case that is the master of others, which are named', async () => {
    const make = group();
    const [{ id: copy }, { id: master }, { id: other }] = [await make(), await make(), await make()];
    await decide(copy, { final: 'duplicado', picked_id: master });
    const { status, body } = await decide(master, { final: 'duplicado', picked_id: other });
    expect([status, body]).toEqual([
      409,
      { detail: `Este ICSR es el maestro de otros (#${copy}): decida primero sobre ellos` },
    ]);
    expect((await decide(master, { final: 'unico' })).status).toBe(200);
  });

  test('is a change like any other: with its version, its place in the log, and who may', async () => {
    const make = group();
    const [{ id, version }, { id: master }] = [await make(), await make()];
    expect((await decide(id, { final: 'unico' }, {}, sole)).status).toBe(403);
    expect((await decide(id, { final: 'unico' }, { 'if-match': `"${version + 1}"` })).status).toBe(412);
    expect((await decide(id, { final: 'duplicado', picked_id: master }, { 'if-match': `"${version}"` })).status).toBe(
      200,
    );
    expect((await decide(id, { final: 'duplicado', picked_id: master })).headers.get('etag')).toBe(`"${version + 1}"`);
    expect((await decide(999_999, { final: null })).status).toBe(404);
    const entries = await server.query<{ who: string; changes: Record<string, unknown> }>(
      `select who, changes from audit_log where icsr_id = $1 and changes ? 'dup_of_id' and action = 'ICSR_UPDATE'`,
      [id],
    );
    expect(entries).toMatchObject([
      { who: 'rosa@example.pe', changes: { dup_override: { after: 'duplicado' }, dup_of_id: { after: master } } },
    ]);
  });

  test('is made through GraphQL too, and answers the case', async () => {
    const make = group();
    const [{ id }, { id: master }] = [await make(), await make()];
    const document = `mutation ($id: ID!, $decision: DuplicateDecision, $masterId: ID) {
      decideDuplicate(caseId: $id, decision: $decision, masterId: $masterId) {
        id dupOverride dupOfId duplicates { status label override dupOfId } } }`;
    const said = (decision: string | null, masterId?: number) => rosa.ask(document, { id, decision, masterId });
    expect(await said('DUPLICADO', master)).toEqual({
      decideDuplicate: {
        id: String(id),
        dupOverride: 'duplicado',
        dupOfId: master,
        duplicates: { status: 'DUP', label: `Duplicado de #${master}`, override: 'DUPLICADO', dupOfId: String(master) },
      },
    });
    expect(await said(null)).toMatchObject({ decideDuplicate: { dupOverride: null, duplicates: { override: null } } });
    const { errors } = await rosa.graphql(document, { id, decision: 'DUPLICADO' });
    expect(errors).toMatchObject([{ extensions: { code: 'DUPLICATE_MASTER_MISSING' } }]);
  });

  test('keeps the master: nobody may delete it by any door, until nothing points to it', async () => {
    const make = group();
    const [{ id }, { id: master }] = [await make(), await make()];
    await decide(id, { final: 'duplicado', picked_id: master });
    const password = { password: PASSWORD };
    const conflict = 'No se puede eliminar por otras restricciones. Considera soft-delete o ON DELETE CASCADE.';
    for (const [method, path] of [
      ['DELETE', `/icsr/${master}`],
      ['POST', `/icsr/${master}:delete`],
    ] as const) {
      const { status, body } = await rosa.rest(method, path, password);
      expect([status, body.detail]).toEqual([409, conflict]);
    }
    const deletion = 'mutation ($id: ID!, $password: String!) { deleteCase(id: $id, password: $password) { ok } }';
    const { errors } = await rosa.graphql(deletion, { id: master, ...password });
    expect(errors).toMatchObject([{ extensions: { code: 'CASE_IN_USE' } }]);
    await decide(id, { final: null });
    expect((await rosa.rest('DELETE', `/icsr/${master}`, password)).status).toBe(200);
    expect((await check(id)).matches).toEqual([]);
  });
});
