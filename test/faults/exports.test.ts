import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAccount } from '../../src/storage/seed/accounts.js';
import type { Query } from '../../src/storage/query.js';
import { docxText } from '../exports/tools.js';
import { type Client, clientFor } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { copyOfTemplate, PASSWORD } from '../support/server.js';
import { placeOf } from '../support/stores.js';
import { addressOf } from '../support/program.js';
import { type Pair, startPair } from './pair.js';
import { serve, type ServerProcess } from './process.js';

vi.setConfig({ testTimeout: 120_000 });

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Row {
  id: number;
  sha256: string;
  signer_name: string;
  created_by: string;
  file_name: string;
  url: string;
}

/** Every document that is written down of a case, newest first. */
const rowsOf = async (client: Client, id: number) =>
  (await client.rest<{ items: Row[] }>('GET', `/icsr/${id}/exports`)).body.items;

/** The hashes of what the links of these rows open. */
const opened = (address: string, rows: readonly Row[]) =>
  Promise.all(rows.map(async ({ url }) => sha256Of(Buffer.from(await (await fetch(address + url)).arrayBuffer()))));

const hashAt = async (folder: string, place: string) => sha256Of(await readFile(path.join(folder, place)));
const pointerOf = ({ file_name }: Row) => `storage/icsr_exports/${file_name}`;

describe('two people who export one case 40 times at once, at two servers and by both doors', () => {
  const PEOPLE = { rosa: 'Rosa Quispe Huamán', quique: 'Enrique Núñez Ñaupari' };
  type Name = keyof typeof PEOPLE;
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair();
    for (const [username, fullName] of Object.entries(PEOPLE)) {
      const account = { username, fullName, email: `${username}@example.pe`, roles: ['qf'], password: PASSWORD };
      await createAccount(pair.query as Query, account);
    }
  });
  afterAll(() => pair.end());

  const enter = async (username: Name, at: 0 | 1): Promise<Client> => {
    const { address } = pair.servers[at];
    const { body } = await clientFor(address).rest('POST', '/auth/login', { username, password: PASSWORD });
    return clientFor(address, (body as { access_token: string }).access_token);
  };

  const EXPORT = 'mutation ($id: ID!) { exportCase(caseId: $id, kind: DIGEMID) { sha256 url signerName createdBy } }';

  /** One export: what its maker holds in hand afterwards. */
  async function make(client: Client, at: 0 | 1, door: 'REST' | 'GraphQL', id: number): Promise<Buffer> {
    if (door === 'REST') {
      const { status, body } = await client.rest<Buffer>('GET', `/icsr/${id}/export/digemid`);
      expect(status).toBe(200);
      return body;
    }
    const { exportCase } = await client.ask<{ exportCase: { url: string } }>(EXPORT, { id });
    return Buffer.from(await (await fetch(pair.servers[at].address + exportCase.url)).arrayBuffer());
  }

  test('get their own signature each time, and bytes, row and signer belong together', async () => {
    const { id } = await makeCase(pair.admins[0]);
    const names = Object.keys(PEOPLE) as Name[];
    const crowd = await Promise.all(
      names.flatMap((name) => ([0, 1] as const).map(async (at) => ({ name, at, client: await enter(name, at) }))),
    );
    const made = await Promise.all(
      Array.from({ length: 40 }, async (_, place) => {
        const { name, at, client } = crowd[place % 4]!;
        return { name, bytes: await make(client, at, place % 8 < 4 ? 'REST' : 'GraphQL', id) };
      }),
    );
    const rows = await rowsOf(pair.admins[0], id);
    expect(rows).toHaveLength(40);
    for (const { name, bytes } of made) {
      const other = names.find((one) => one !== name)!;
      const text = docxText(bytes);
      expect([text.includes(PEOPLE[name]), text.includes(PEOPLE[other])]).toEqual([true, false]);
      const own = rows.filter(({ sha256 }) => sha256 === sha256Of(bytes));
      expect(new Set(own.map((row) => `${row.signer_name}, ${row.created_by}`))).toEqual(
        new Set([`${PEOPLE[name]}, ${PEOPLE[name]}`]),
      );
    }
    // All of it can be read, at either server, and the documented name leads to the newest.
    for (const { address } of pair.servers) {
      expect(await opened(address, rows)).toEqual(rows.map(({ sha256 }) => sha256));
    }
    expect(await hashAt(pair.folder, pointerOf(rows[0]!))).toBe(rows[0]!.sha256);
    const [{ count }] = (await pair.query<{ count: number }>(
      `select count(*)::int from export_files f join icsr_detail_snapshots s on s.id = f.snapshot_id
       where f.icsr_id = $1 and s.reason like '%' || f.sha256`,
      [id],
    )) as [never];
    expect(count).toBe(40);
    expect(pair.servers.map(({ output }) => output()).join()).not.toMatch(/"level":50|put in order later/);
  });

  test('while the case is deleted: nothing of it is left, and whoever was late is told that there is no case', async () => {
    const { id } = await makeCase(pair.admins[0]);
    const client = await enter('rosa', 1);
    const statuses: number[] = [];
    const exporter = async () => {
      do {
        statuses.push((await client.rest('GET', `/icsr/${id}/export/modelo-b.docx`)).status);
      } while (statuses.at(-1) === 200);
    };
    const exporting = Promise.all(Array.from({ length: 6 }, exporter));
    while (statuses.length < 3) await sleep(5);
    expect((await pair.admins[0].rest('DELETE', `/icsr/${id}`, { password: PASSWORD })).status).toBe(200);
    await exporting;
    expect(new Set(statuses)).toEqual(new Set([200, 404]));
    const names = await readdir(path.join(pair.folder, 'storage/icsr_exports'));
    expect(names.filter((name) => name.includes(`ICSR_${id}_`))).toEqual([]);
  });
});

describe('a server that is killed in the middle of exports', () => {
  const WRITERS = 6;
  let folder: string;
  let pool: pg.Pool;
  let settings: Record<string, string>;
  let server: ServerProcess;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigia-killed-'));
    settings = { DATABASE_URL: addressOf(await copyOfTemplate()) };
    pool = new pg.Pool({ connectionString: settings.DATABASE_URL, max: 1 });
    server = await serve(folder, settings);
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await pool.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** Exports until the server is gone. Gives the hashes of the documents that were delivered. */
  async function exportUntilKilled(id: number, before: number): Promise<string[]> {
    const admin = await server.admin();
    const delivered: string[] = [];
    const writer = async () => {
      for (;;) {
        // A change before each, so that no two documents are the same.
        await admin.rest('PUT', `/icsr/${id}`, { descripcion_evento: `Cambio ${performance.now()}` });
        const { status, body } = await admin.rest<Buffer>('GET', `/icsr/${id}/export/modelo-b.docx`);
        if (status === 200) delivered.push(sha256Of(body));
      }
    };
    const writers = Array.from({ length: WRITERS }, () => writer().catch(() => undefined));
    while (delivered.length < before) await sleep(5);
    server.child.kill('SIGKILL');
    await Promise.all(writers);
    await server.ended;
    return delivered;
  }

  /** Every file in the store, by its hash. */
  const kept = async () => {
    const entries = await readdir(path.join(folder, 'files'), { recursive: true, withFileTypes: true });
    return entries.flatMap((entry) => (/^[0-9a-f]{64}$/.test(entry.name) ? [entry.name] : []));
  };

  test('has every document that it delivered, whole; names are right again with the next, and orphans go', async () => {
    const { id } = await makeCase(await server.admin());
    const delivered: string[] = [];
    for (let times = 0; times < 3; times += 1) {
      delivered.push(...(await exportUntilKilled(id, 12)));
      server = await serve(folder, settings);
    }
    const admin = await server.admin();
    const rows = await rowsOf(admin, id);
    const written = rows.map(({ sha256 }) => sha256);
    expect(delivered.length).toBeGreaterThanOrEqual(36);
    expect(delivered.filter((sha256) => !written.includes(sha256))).toEqual([]);
    expect(await opened(server.address, rows)).toEqual(written);
    expect(await Promise.all(written.map((sha256) => hashAt(folder, placeOf(sha256))))).toEqual(written);

    const next = (await admin.rest<Buffer>('GET', `/icsr/${id}/export/modelo-b.docx`)).body;
    const [newest] = await rowsOf(admin, id);
    expect([newest!.sha256, await hashAt(folder, pointerOf(newest!))]).toEqual([sha256Of(next), sha256Of(next)]);

    // Bytes that no row came to: an hour later they are gone. The hour is over.
    await pool.query('select from graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), now())');
    // Work that a killed server had begun and that another job does in its place is not tried again.
    const open = 'select count(*)::int from graphile_worker.jobs where attempts < max_attempts';
    const waiting = async () => (await pool.query<{ count: number }>(open)).rows[0]!.count;
    await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 60_000, interval: 100 });
    expect((await kept()).toSorted()).toEqual([...new Set([...written, newest!.sha256])].toSorted());
  });
});
