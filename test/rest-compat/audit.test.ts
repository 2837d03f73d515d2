import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { statementsOf } from '../graphql/statements.js';
import { type Client, clientFor } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { fault } from './golden.js';

let server: TestServer;
let rosa: Client;
let quela: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  quela = await server.as('quela');
});
afterAll(() => server.close());

const EXPORT = '/api/v1/security/audit/export';
const HEADER = 'fecha,usuario,accion,detalle,ip,modulo';

/** The cells of a CSV text, as a spreadsheet reads them. */
function table(text: string): string[][] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, cell, end] of cells) {
    rows.at(-1)!.push(cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

const exported = async (query = '', client = quela) => {
  const answer = await client.rest<Buffer>('GET', `/security/audit/export${query}`);
  return { ...answer, rows: table(answer.body.toString()) };
};

/** Entries as only the database writes them: of one person, with some text as the value of a field. */
async function entries(who: string, count: number, value: string, at = '2020-01-01'): Promise<void> {
  await server.query(
    `insert into audit_log (chain, place, at, who, action, table_name, icsr_id, changes, hash)
     select -1, coalesce((select max(place) from audit_log where chain = -1), 0) + n, $3::timestamptz, $1, 'ICSR_UPDATE',
       'icsr', null, jsonb_build_object('n', jsonb_build_object('after', n), 'gravedad', jsonb_build_object('after', $4::text)), ''
     from generate_series(1, $2::int) n`,
    [who, count, at, value],
  );
}

test('example 42: who changed the severity of a case, as the legacy contract shows it', async () => {
  const account = { email: 'maria.garcia@example.pe', username: 'maria.garcia', roles: ['qf'], password: PASSWORD };
  await createAccount(server.query, account);
  const { body: token } = await server.nobody.rest<{ access_token: string }>('POST', '/auth/login', {
    username: 'maria.garcia',
    password: PASSWORD,
  });
  const maria = clientFor(server.address, token.access_token);
  const { id } = await makeCase(maria, { gravedad: 'Leve' });
  await maria.rest('PUT', `/icsr/${id}`, { gravedad: 'Grave' });
  await makeCase(rosa);

  const query = 'query=icsr&user=maria.garcia&from=2025-03-01&limit=50';
  const { status, body } = await quela.rest('GET', `/security/audit?${query}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    total: 2,
    items: [
      {
        who_email: 'maria.garcia@example.pe',
        action: 'ICSR_UPDATE',
        module: 'icsr',
        detail: 'gravedad Leve → Grave',
        ip: '127.0.0.1',
        ua: null,
        extra: { icsr_id: id, cambios: { gravedad: { before: 'Leve', after: 'Grave' } } },
      },
      { action: 'ICSR_CREATE', extra: { icsr_id: id } },
    ],
  });

  const { rows } = await exported(`?${query}`);
  const [first] = (body as { items: { created_at: string }[] }).items;
  expect(rows).toHaveLength(3);
  expect(rows[1]).toEqual([
    first!.created_at,
    'maria.garcia@example.pe',
    'ICSR_UPDATE',
    'gravedad Leve → Grave',
    '127.0.0.1',
    'icsr',
  ]);
});

describe('the audit log as a table', () => {
  test('is a download with the documented header, its cells between quotes', async () => {
    await entries('comillas', 1, 'dice "no", y\r\notra línea; ñ 😀');
    const { status, headers, body } = await exported('?user=comillas');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="auditoria.csv"');
    expect(body.toString()).toMatch(
      /^fecha,usuario,accion,detalle,ip,modulo\r\n"[^"]+Z","comillas","ICSR_UPDATE","[^]*","","icsr"\r\n$/,
    );
    const [, [, , , detail]] = table(body.toString()) as [string[], string[]];
    expect(detail).toContain('dice "no", y\r\notra línea; ñ 😀');
  });

  test('has its header alone where nothing fits', async () => {
    expect((await exported('?user=nadie-con-este-nombre')).body.toString()).toBe(`${HEADER}\r\n`);
  });

  test.each(['=1+1', '+1', '-1', '@SUMA(A1)', '\tx', '\rx', '=HYPERLINK("http://x","y")'])(
    'is no formula of a spreadsheet where a cell begins as "%s"',
    async (who) => {
      await entries(who, 1, 'x', '2001-01-01');
      const { rows, body } = await exported('?from=2001-01-01&to=2001-01-01');
      expect(rows.map(([, person]) => person)).toContain(`'${who}`);
      expect(body.toString()).not.toMatch(/(^|,)"?[=+\-@\t\r](?!\n)/m);
    },
  );

  test('takes the filters of the list, and gives what the list gives', async () => {
    const { id } = await makeCase(rosa, { gravedad: 'Leve' });
    await rosa.rest('PUT', `/icsr/${id}`, { gravedad: 'Moderada', comentarios_adicionales: 'aguja-en-el-pajar' });
    await entries('filtros', 2, 'antes', '2019-05-01T12:00:00Z');
    await entries('filtros', 3, 'después', '2019-06-01T12:00:00Z');
    for (const query of [
      'query=aguja-en-el-pajar',
      'user=filtros',
      'user=FILTROS&query=despu%C3%A9s',
      'action=ICSR_CREATE',
      'user=filtros&from=2019-05-02',
      'user=filtros&to=2019-05-31',
      'from=2019-05-01&to=2019-06-01',
    ]) {
      const { body } = await quela.rest<{ items: Record<string, string>[]; total: number }>(
        'GET',
        `/security/audit?${query}&limit=10000`,
      );
      const listed = body.items.map((item) =>
        [item.created_at, item.who_email, item.action, item.detail, item.ip, item.module].map((cell) => cell ?? ''),
      );
      const { rows } = await exported(`?${query}`);
      expect(listed.length, query).toBeGreaterThan(0);
      expect(rows.slice(1), query).toEqual(listed);
    }
  });

  test('refuses a day that is none, and whoever may not read the log', async () => {
    const { status, body } = await quela.rest('GET', '/security/audit/export?from=ayer&to=2026-02-30');
    const [wrong, other] = ['from', 'to'].map((name) =>
      fault(['query', name], 'invalid date format', 'value_error.date'),
    );
    expect([status, body]).toEqual([400, { detail: [wrong!.detail, other!.detail].flat() }]);
    expect(await rosa.rest('GET', '/security/audit/export')).toMatchObject({
      status: 403,
      body: { detail: 'Permission denied: audit:read required' },
    });
    expect((await server.nobody.rest('GET', '/security/audit/export')).status).toBe(401);
  });

  test('that cannot be read is an error, not an empty table', async () => {
    const broken = await startServer();
    try {
      const person = await broken.as('quela');
      await broken.query('alter table audit_log rename to audit_log_gone');
      const { status, body } = await person.rest('GET', '/security/audit/export');
      expect([status, body]).toEqual([500, { detail: 'Error interno' }]);
    } finally {
      await broken.close();
    }
  });
});

describe('a log of 50,000 entries', () => {
  const MANY = 50_000;
  beforeAll(() => entries('muchas', MANY, 'x'.repeat(400)));

  test('comes whole, each entry once, newest first', async () => {
    const { rows } = await exported('?user=muchas');
    expect(rows).toHaveLength(MANY + 1);
    const places = rows.slice(1).map(([, , , detail]) => Number(/(?:^|; )n ∅ → (\d+)/.exec(detail!)?.[1]));
    expect(places).toEqual(Array.from({ length: MANY }, (_, place) => MANY - place));
  });

  /** A client that takes the beginning of the answer and then nothing more. */
  const stalled = (client = quela, address = server.address) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = { agent: false as const, headers: { authorization: `Bearer ${client.token}` } };
      get(`${address}${EXPORT}?user=muchas`, options, (answer) => {
        // Cut off in the end, by us or by the server.
        answer.on('error', () => undefined);
        answer.once('data', (chunk: Buffer) => {
          answer.pause();
          expect(chunk.toString()).toMatch(/^fecha,usuario/);
          resolve(answer);
        });
      }).on('error', reject);
    });

  test('is read only as fast as it is taken, and no further once nobody takes it', async () => {
    const statements = await statementsOf(server, async () => {
      const reader = await stalled();
      await sleep(1500);
      reader.destroy();
    });
    const all = MANY / 500;
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThan(all * 0.9);
    await sleep(200);
    expect(await statementsOf(server, () => sleep(300))).toEqual([]);
  });

  test('holds no connection while slow readers take it, so that others are served', async () => {
    const readers = await Promise.all(Array.from({ length: 12 }, () => stalled()));
    const { pool } = server.house.database;
    await vi.waitFor(() => expect(pool.totalCount - pool.idleCount).toBe(0), 20_000);
    expect((await rosa.rest('GET', '/icsr')).status).toBe(200);
    for (const reader of readers) reader.destroy();
  });

  test('that nobody takes does not keep a server from stopping', async () => {
    const beside = await startServer({}, server);
    const reader = await stalled(await beside.as('tito'), beside.address);
    const begun = performance.now();
    await beside.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    reader.destroy();
  });

  test('may grow meanwhile: what comes later is not in it', async () => {
    const response = await fetch(`${server.address}${EXPORT}?user=muchas`, {
      headers: { authorization: `Bearer ${quela.token}` },
    });
    await entries('muchas', 500, 'tarde', '2030-01-01');
    const answer = { rows: table(await response.text()) };
    expect(answer.rows.filter(([, , , detail]) => detail!.includes('tarde'))).toEqual([]);
    expect(answer.rows).toHaveLength(MANY + 1);
  });
});
