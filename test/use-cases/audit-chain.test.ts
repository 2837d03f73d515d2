import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { finish, settingsBeside } from '../support/program.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

interface Fault {
  chain: number;
  place: number;
  problem: string;
}

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const TWO_PROCESSES_MS = 90_000;
type Statement = readonly [sql: string, ...parameters: unknown[]];
const FAULTS = 'select chain, place::int, problem from audit_verify() order by chain, place';
const faults = () => server.query<Fault>(FAULTS);

/** The faults that are found after what nobody but the owner of the database machine can do. It is undone again. */
async function faultsAfter(...statements: Statement[]): Promise<Fault[]> {
  const client = await server.house.database.pool.connect();
  try {
    await client.query('begin');
    await client.query('alter table audit_log disable trigger all');
    for (const [sql, ...parameters] of statements) await client.query(sql, parameters);
    return (await client.query<Fault>(FAULTS)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** The same for good. */
async function tamper(sql: string, ...parameters: unknown[]): Promise<void> {
  await server.query('alter table audit_log disable trigger all');
  await server.query(sql, parameters);
  await server.query('alter table audit_log enable trigger all');
}

/** A case whose chain has three entries. */
async function threeEntries(): Promise<number> {
  const { id } = await makeCase(rosa);
  for (const gravedad of ['Leve', 'Grave']) await rosa.rest('PUT', `/icsr/${id}`, { gravedad });
  return id;
}

describe('the log only grows', () => {
  test.each([
    'update audit_log set who = $$otra$$',
    'update audit_log set who = who where false',
    'delete from audit_log',
    'truncate audit_log',
    'truncate audit_log cascade',
    'delete from audit_chain',
    'truncate audit_chain',
  ])('%s is refused', async (sql) => {
    await makeCase(rosa);
    const count = () => server.query('select count(*) from audit_log');
    const before = await count();
    await expect(server.query(sql)).rejects.toMatchObject({ code: '42501' });
    expect(await count()).toEqual(before);
  });
});

describe('the chain is whole', () => {
  test('after changes of every kind', async () => {
    const { id } = await makeCase(rosa, { ...DOCUMENTED_CASE, eventos: [{ texto: 'Ñ 日本 😀 "comillas" \\' }] });
    await rosa.rest('PUT', `/icsr/${id}`, { productos: [], paciente_peso: 1e-7, descripcion_evento: 'línea\nlínea' });
    await rosa.rest('GET', `/icsr/${id}/export/modelo-b.docx`);
    await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
    expect(await faults()).toEqual([]);
    const [row] = await server.query<{ entries: number }>(
      'select count(*)::int as entries from audit_log where icsr_id = $1',
      [id],
    );
    expect(row!.entries).toBeGreaterThan(3);
  });

  test('after twenty people change one case at once, and each change is in it', async () => {
    const { id } = await makeCase(rosa);
    const edits = Array.from({ length: 20 }, (_, n) =>
      rosa.rest('PUT', `/icsr/${id}`, { establecimiento: `Hospital ${n}` }),
    );
    expect((await Promise.all(edits)).map(({ status }) => status)).toEqual(edits.map(() => 200));
    expect((await rosa.rest('GET', `/icsr/${id}`)).body).toMatchObject({ version: 21 });
    expect(await faults()).toEqual([]);
    const rows = await server.query<{ place: number; after: string; before: string | null }>(
      `select place::int, changes #>> '{establecimiento,after}' as after, changes #>> '{establecimiento,before}' as before
       from audit_log where icsr_id = $1 and changes ? 'establecimiento' order by place`,
      [id],
    );
    expect(new Set(rows.map(({ after }) => after)).size).toBe(20);
    expect(rows.slice(1).map(({ before }) => before)).toEqual(rows.slice(0, -1).map(({ after }) => after));
  });

  test('in every time zone and whatever the style of dates', async () => {
    await threeEntries();
    const client = await server.house.database.pool.connect();
    try {
      await client.query(
        `set timezone = 'Asia/Tokyo'; set datestyle = 'German, DMY'; set extra_float_digits = 0; set bytea_output = 'escape'`,
      );
      expect((await client.query('select * from audit_verify()')).rows).toEqual([]);
    } finally {
      client.release(true);
    }
  });
});

describe('tampering is found', () => {
  test.each([
    ['who', `who = 'otra@example.pe'`],
    ['what', `changes = '{"gravedad":{"before":"Leve","after":"Moderada"}}'`],
    ['when', `at = at - interval '1 microsecond'`],
    ['why', `reason = 'otro motivo'`],
    ['the action', `action = 'ICSR_VIEW'`],
    ['the request', `request_id = null`],
    ['the address', `ip = '10.0.0.1'`],
    ['the person', `actor_id = 99`],
    ['the row', `row_id = 99`],
  ])('where an entry was changed: %s', async (_what, change) => {
    const id = await threeEntries();
    const found = await faultsAfter([`update audit_log set ${change} where icsr_id = $1 and place = 2`, id]);
    expect(found).toEqual([{ chain: id, place: 2, problem: 'the entry was changed' }]);
  });

  test('where an entry was changed and its own hash made to fit', async () => {
    const id = await threeEntries();
    const fit = `update audit_log l set hash = audit_digest((select hash from audit_log p where p.chain = l.chain and p.place = 1), l)
      where icsr_id = $1 and place = 2`;
    const found = await faultsAfter(
      [`update audit_log set who = 'otra' where icsr_id = $1 and place = 2`, id],
      [fit, id],
    );
    expect(found).toEqual([{ chain: id, place: 3, problem: 'the entry was changed' }]);
  });

  test('where an entry in the middle was taken out', async () => {
    const id = await threeEntries();
    const found = await faultsAfter(['delete from audit_log where icsr_id = $1 and place = 2', id]);
    expect(found).toContainEqual({ chain: id, place: 3, problem: 'an entry is missing before this one' });
    expect(new Set(found.map(({ chain }) => chain))).toEqual(new Set([id]));
  });

  test.each([
    ['the end was cut off', 'place = 3'],
    ['all the entries of a case were taken out', 'true'],
  ])('where %s', async (_what, which) => {
    const id = await threeEntries();
    const found = await faultsAfter([`delete from audit_log where icsr_id = $1 and ${which}`, id]);
    expect(found).toEqual([{ chain: id, place: 3, problem: 'the end of the chain was cut off or added to' }]);
  });

  test('where an entry was put in at the end', async () => {
    const id = await threeEntries();
    const entry = `insert into audit_log (chain, place, at, who, action, icsr_id, changes, hash)
      values ($1, 4, now(), 'rosa@example.pe', 'ICSR_UPDATE', $1, '{}', sha256('x'))`;
    expect((await faultsAfter([entry, id])).map(({ chain }) => chain)).toContain(id);
  });

  test('and every case that was left alone is not blamed', async () => {
    const ids = [await threeEntries(), await threeEntries(), await threeEntries()];
    const found = await faultsAfter([`update audit_log set who = 'otra' where icsr_id = $1 and place = 1`, ids[1]]);
    expect(new Set(found.map(({ chain }) => chain))).toEqual(new Set([ids[1]]));
  });

  test(
    'and told by GraphQL, and by `vigia audit verify` with its exit code',
    async () => {
      const id = await threeEntries();
      const quela = await server.as('quela');
      const ask = () => quela.ask('{ auditVerification { whole entries faults { chain place problem } } }');
      expect(await ask()).toMatchObject({ auditVerification: { whole: true, faults: [] } });
      expect(await verify(server)).toMatchObject({ code: 0, out: expect.stringMatching(/^Whole: \d+ entries\.\n$/) });
      await tamper(`update audit_log set who = 'otra' where icsr_id = $1 and place = 2`, id);
      const found = [{ chain: id, place: 2, problem: 'the entry was changed' }];
      expect(await ask()).toMatchObject({ auditVerification: { whole: false, faults: found } });
      expect(await verify(server)).toMatchObject({
        code: 3,
        out: expect.stringMatching(/^BROKEN: 1 faults in \d+ entries/),
        error: `Case ${id}, entry 2: the entry was changed\n`,
      });
    },
    TWO_PROCESSES_MS,
  );
});

const verify = (server: TestServer) => finish(['audit', 'verify'], settingsBeside(server));
