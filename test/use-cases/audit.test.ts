import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

interface Entry {
  id: number;
  who: string;
  actorId: number | null;
  action: string;
  table: string;
  rowId: number;
  caseId: number | null;
  changes: Record<string, { before?: unknown; after?: unknown }>;
  reason: string | null;
  requestId: string;
  ip: string;
  at: Date;
}

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

function entriesOf(caseId: number): Promise<Entry[]> {
  return server.query<Entry>(
    `select id::int, who, actor_id as "actorId", action, table_name as "table", row_id as "rowId", icsr_id as "caseId", changes,
      reason, request_id as "requestId", ip, at from audit_log where icsr_id = $1 order by id`,
    [caseId],
  );
}

/** What was written about a case meanwhile. */
async function written(caseId: number, work: () => Promise<unknown>): Promise<Entry[]> {
  const before = (await entriesOf(caseId)).length;
  await work();
  return (await entriesOf(caseId)).slice(before);
}

const UPDATE = `mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, input: $input) { version } }`;
const DELETE = `mutation ($id: ID!, $password: String!, $reason: String) { deleteCase(id: $id, password: $password, reason: $reason) { ok } }`;

describe('every change is written down', () => {
  test('with who, what, the values before and after, the request, the address and the reason', async () => {
    const { id } = await makeCase(rosa, { gravedad: 'Leve' });
    const [{ id: rosaId }] = (await server.query<{ id: number }>(`select id from users where username = 'rosa'`)) as [
      { id: number },
    ];
    const headers = { 'x-request-id': 'req-42', 'x-change-reason': encodeURIComponent('Corrección de la gravedad: ñ') };
    const entries = await written(id, () =>
      rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave', paciente_peso: 60.5 }, headers),
    );
    expect(entries).toMatchObject([
      {
        who: 'rosa@example.pe',
        actorId: rosaId,
        action: 'ICSR_UPDATE',
        table: 'icsr',
        rowId: id,
        changes: { gravedad: { before: 'Leve', after: 'Grave' }, paciente_peso: { after: 60.5 } },
        reason: 'Corrección de la gravedad: ñ',
        requestId: 'req-42',
        ip: '127.0.0.1',
      },
    ]);
    expect(Object.keys(entries[0]!.changes).toSorted()).toEqual(['gravedad', 'paciente_peso']);
    expect(Math.abs(entries[0]!.at.getTime() - Date.now())).toBeLessThan(10_000);
  });

  test('over GraphQL too, with its header', async () => {
    const { id } = await makeCase(rosa);
    const headers = { 'x-request-id': 'gql-1', 'x-change-reason': 'Llamada del médico' };
    headers['x-change-reason'] = encodeURIComponent(headers['x-change-reason']);
    const entries = await written(id, () => rosa.graphql(UPDATE, { id, input: { pacienteDni: '1' } }, headers));
    expect(entries).toMatchObject([
      { requestId: 'gql-1', reason: 'Llamada del médico', changes: { paciente_dni: { after: '1' } } },
    ]);
  });

  test('a value that is taken away, with what it was', async () => {
    const { id } = await makeCase(rosa, { paciente_dni: '123' });
    const [entry] = await written(id, () => rosa.rest('PUT', `/icsr/${id}`, { paciente_dni: null }));
    expect(entry!.changes).toEqual({ paciente_dni: { before: '123' } });
  });

  test('a change of state, under a name of its own', async () => {
    const { id } = await makeCase(rosa);
    const [entry] = await written(id, () => rosa.rest('PUT', `/icsr/${id}`, { estado: 'Cerrado' }));
    expect(entry).toMatchObject({
      action: 'ICSR_STATUS_CHANGE',
      changes: { estado: { before: 'Pendiente', after: 'Cerrado' } },
    });
  });

  test('a new case with each of its rows', async () => {
    const { id } = await makeCase(rosa, DOCUMENTED_CASE);
    const entries = await entriesOf(id);
    const text = JSON.stringify(entries);
    expect(entries.filter(({ action }) => action === 'ICSR_CREATE')).toMatchObject([
      { table: 'icsr', rowId: id, changes: { paciente_dni: { after: '12345678' }, paciente_peso: { after: 72.5 } } },
    ]);
    for (const value of ['LOT2024-001', 'EE-123456', 'Paracetamol', '500mg PRN']) expect(text).toContain(value);
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test('a row that goes and one that comes', async () => {
    const { id } = await makeCase(rosa, { productos: [{ nombre_producto: 'Viejo' }] });
    const entries = await written(id, () =>
      rosa.rest('PUT', `/icsr/${id}`, { productos: [{ nombre_producto: 'Nuevo' }] }),
    );
    const names = entries
      .filter(({ table }) => table === 'icsr_productos')
      .map(({ changes }) => changes.nombre_producto);
    expect(names).toEqual([{ before: 'Viejo' }, { after: 'Nuevo' }]);
  });

  test('one event, field by field', async () => {
    const { id, eventos } = await makeCase(rosa, { eventos: [{ texto: 'Rash', gravedad: 'Leve' }] });
    const [{ id: event }] = eventos as [{ id: number }];
    const entries = await written(id, () => rosa.rest('PUT', `/icsr/${id}/eventos/${event}`, { gravedad: 'Grave' }));
    expect(entries).toMatchObject([
      { table: 'icsr_eventos', rowId: event, changes: { gravedad: { before: 'Leve', after: 'Grave' } } },
    ]);
    expect(Object.keys(entries[0]!.changes)).toEqual(['gravedad']);
  });

  test('a document, by its hash', async () => {
    const { id } = await makeCase(rosa);
    const entries = await written(id, () => rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`));
    expect(entries).toMatchObject([
      { action: 'ICSR_EXPORT', changes: { sha256: { after: expect.stringMatching(/^[0-9a-f]{64}$/) } } },
    ]);
  });

  test('a new password, without the password', async () => {
    const lucha = await server.as('lucha');
    await lucha.rest('POST', '/auth/change-password', { current_password: PASSWORD, new_password: 'otra clave larga' });
    const sql = `select who, changes from audit_log where table_name = 'users' and action = 'USERS_UPDATE'`;
    const entries = await server.query<{ who: string; changes: object }>(sql);
    expect(entries).toMatchObject([{ who: 'lucha@example.pe' }]);
    expect(Object.keys(entries[0]!.changes)).toEqual(['token_generation']);
    const everything = await server.query<{ text: string }>('select changes::text as text from audit_log');
    expect(everything.filter(({ text }) => /argon2|clave larga/.test(text))).toEqual([]);
  });

  test('a deleted case, whole, with its rows and the reason', async () => {
    const made = await makeCase(rosa, {
      ...DOCUMENTED_CASE,
      numero: 'BORRAR-1',
      eventos: [{ texto: 'Rash' }, { texto: 'Fiebre' }],
    });
    const reason = 'Registrado dos veces';
    const entries = await written(made.id, () => rosa.ask(DELETE, { id: made.id, password: PASSWORD, reason }));
    expect(entries).toMatchObject([
      { action: 'ICSR_DELETE', table: 'icsr', rowId: made.id, reason, who: 'rosa@example.pe' },
    ]);
    const kept = Object.fromEntries(Object.entries(entries[0]!.changes).map(([name, { before }]) => [name, before]));
    const { productos, concomitantes, ...fields } = DOCUMENTED_CASE;
    expect(kept).toMatchObject({
      ...fields,
      numero: 'BORRAR-1',
      icsr_eventos: [{ texto: 'Rash' }, { texto: 'Fiebre' }],
    });
    expect(kept.icsr_productos).toMatchObject(productos);
    expect(kept.icsr_concomitantes).toMatchObject(concomitantes);
  });

  test('a deleted case, with when it was made and how often it was changed', async () => {
    const { id } = await makeCase(rosa);
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Leve' });
    const [entry] = await written(id, () => rosa.ask(DELETE, { id, password: PASSWORD }));
    expect(entry!.changes).toMatchObject({ version: { before: 2 }, created_at: { before: expect.any(String) } });
  });

  test('a deletion whose reason is in the header', async () => {
    const { id } = await makeCase(rosa);
    const headers = { 'x-change-reason': 'A pedido del notificador' };
    const [entry] = await written(id, () => rosa.graphql(DELETE, { id, password: PASSWORD }, headers));
    expect(entry).toMatchObject({ action: 'ICSR_DELETE', reason: 'A pedido del notificador' });
  });
});

describe('what did not happen is not written down', () => {
  test('a change of nothing: no entry, and the version stays', async () => {
    const made = await makeCase(rosa, DOCUMENTED_CASE);
    const { productos: _p, concomitantes: _c, ...fields } = DOCUMENTED_CASE;
    let answer: unknown;
    const entries = await written(made.id, async () => {
      answer = (await rosa.rest('PUT', `/icsr/${made.id}`, { ...fields, paciente_peso: '72.50', inventado: 1 })).body;
    });
    expect(entries).toEqual([]);
    expect(answer).toMatchObject({ version: 1, updated_at: made.updated_at });
  });

  test('a complete form sent back as it was: no entry, and the version stays', async () => {
    const made = await makeCase(rosa, DOCUMENTED_CASE);
    const entries = await written(made.id, () => rosa.rest('PUT', `/icsr/${made.id}/full`, made));
    expect(entries).toEqual([]);
    expect((await rosa.rest('GET', `/icsr/${made.id}`)).body).toMatchObject({ version: 1 });
  });

  test('a change that was refused', async () => {
    const { id } = await makeCase(rosa);
    const { numero } = await makeCase(rosa);
    const entries = await written(id, async () => {
      await rosa.rest('PUT', `/icsr/${id}`, { numero });
      await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Leve' }, { 'if-match': '"9"' });
      await rosa.rest('DELETE', `/icsr/${id}`, { password: 'no es la clave' });
    });
    expect(entries).toEqual([]);
  });

  test('what a caller says of herself in x-actor and x-audit', async () => {
    const { id } = await makeCase(rosa);
    const headers = { 'x-actor': 'otra@example.pe', 'x-audit': '0' };
    const entries = await written(id, () => rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Leve' }, headers));
    expect(entries).toMatchObject([{ who: 'rosa@example.pe' }]);
  });
});

test('a change that cannot be written down does not happen', async () => {
  const broken = await startServer();
  const person = await broken.as('rosa');
  const { id } = await makeCase(person, { gravedad: 'Leve' });
  await broken.query('alter table audit_log add constraint full_disk check (false) not valid');
  expect((await person.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' })).status).toBe(500);
  expect((await person.rest('GET', `/icsr/${id}`)).body).toMatchObject({ gravedad: 'Leve', version: 1 });
  await broken.close();
});

test('quela reads who changed a case, newest first, page by page', async () => {
  const quela = await server.as('quela');
  const { id } = await makeCase(rosa);
  for (const gravedad of ['Leve', 'Grave', 'Moderada']) await rosa.rest('PUT', `/icsr/${id}`, { gravedad });
  const document = `query ($id: ID!, $after: String) { auditTrail(filter: { caseId: $id }, first: 3, after: $after) {
    nodes { action who changes { field before after } } totalCount { value } pageInfo { hasNextPage endCursor } } }`;
  const first = (await quela.ask(document, { id })).auditTrail as { nodes: object[]; pageInfo: { endCursor: string } };
  expect(first).toMatchObject({ totalCount: { value: 4 }, pageInfo: { hasNextPage: true } });
  expect(first.nodes[0]).toEqual({
    action: 'ICSR_UPDATE',
    who: 'rosa@example.pe',
    changes: [{ field: 'gravedad', before: 'Grave', after: 'Moderada' }],
  });
  const rest = (await quela.ask(document, { id, after: first.pageInfo.endCursor })).auditTrail;
  expect(rest).toMatchObject({ nodes: [{ action: 'ICSR_CREATE' }], pageInfo: { hasNextPage: false } });
  const { errors } = await rosa.graphql(document, { id });
  expect(errors).toMatchObject([{ extensions: { code: 'PERMISSION_DENIED' } }]);
});
