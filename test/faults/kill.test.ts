import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, LEAST_CASE } from '../support/make.js';
import { processesOf, serve, type ServerProcess } from './process.js';
import { run } from '../support/program.js';

/** One folder for all: making a database is slow, and a server must find its way in what others left behind. */
const folder = mkdtempSync(path.join(tmpdir(), 'vigia-kill-'));
const servers: ServerProcess[] = [];
const STOP_MS = 5000;

afterEach(async () => {
  for (const { child, ended } of servers.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await killAll();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function started(): Promise<ServerProcess> {
  const server = await serve(folder);
  servers.push(server);
  return server;
}

/** Kills whatever works on the folder: the database too. */
async function killAll(): Promise<void> {
  for (const pid of processesOf(folder)) kill(pid);
  for (let tries = 0; processesOf(folder).length > 0 && tries < 200; tries += 1) await sleep(25);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}

const WRITERS = 6;
/** Twenty rows beside the case itself. */
const LARGE_CASE = {
  ...DOCUMENTED_CASE,
  productos: Array.from({ length: 8 }, (_, n) => ({ nombre_producto: `Producto ${n}` })),
  concomitantes: Array.from({ length: 6 }, (_, n) => ({ nombre_producto: `Concomitante ${n}` })),
  seguimientos: Array.from({ length: 3 }, (_, n) => ({ numero: n + 1, comentarios: 'Llamada' })),
  eventos: Array.from({ length: 3 }, (_, n) => ({ texto: `Evento ${n}` })),
};

/** How many cases there are. */
async function totalOf(admin: Client): Promise<number> {
  return (await admin.rest<{ total: number }>('GET', '/icsr?page_size=1')).body.total;
}

/** Writers that create cases until the server is gone. Gives the answers that they were given. */
async function writeUntilKilled(server: ServerProcess, casesBefore: number): Promise<{ id: number; numero: string }[]> {
  const admin = await server.admin();
  const answered: { id: number; numero: string }[] = [];
  const writer = async () => {
    for (;;) {
      const { status, body } = await admin.rest<{ id: number; numero: string }>('POST', '/icsr', LARGE_CASE);
      if (status === 201) answered.push({ id: body.id, numero: body.numero });
    }
  };
  const writers = Array.from({ length: WRITERS }, () => writer().catch(() => undefined));
  while (answered.length < casesBefore) await sleep(5);
  server.child.kill('SIGKILL');
  await Promise.all(writers);
  return answered;
}

interface Kept {
  id: number;
  numero: string;
  productos: unknown[];
  concomitantes: unknown[];
  seguimientos: unknown[];
  eventos: unknown[];
}

const KILLED_MS = 60_000;

test(
  'a server that is killed while cases are created has every case that it answered for, none of them half',
  async () => {
    const answered = await writeUntilKilled(await started(), 20);
    answered.push(...(await writeUntilKilled(await started(), 20)));
    // The second time as in a power cut: the database goes at the same moment.
    await killAll();

    const admin = await (await started()).admin();
    const { body } = await admin.rest<{ items: Kept[]; total: number }>('GET', '/icsr?page_size=200');
    const kept = new Map(body.items.map((one) => [one.id, one]));
    expect(answered.length).toBeGreaterThanOrEqual(40);
    expect(answered.filter(({ id, numero }) => kept.get(id)?.numero !== numero)).toEqual([]);
    expect(body.total).toBeLessThanOrEqual(answered.length + 2 * WRITERS);
    const rows = ({ productos, concomitantes, seguimientos, eventos }: Kept) =>
      [productos, concomitantes, seguimientos, eventos].map(({ length }) => length).join();
    expect(new Set(body.items.map(rows))).toEqual(new Set(['8,6,3,3']));
    expect(new Set(body.items.map(({ numero }) => numero)).size).toBe(body.items.length);

    const { auditVerification, auditTrail } = await admin.ask(
      '{ auditVerification { whole faults { chain place problem } } auditTrail(filter: { action: "ICSR_CREATE" }) { totalCount { value } } }',
    );
    expect(auditVerification).toEqual({ whole: true, faults: [] });
    expect(auditTrail).toEqual({ totalCount: { value: body.total } });
  },
  KILLED_MS,
);

describe('a server that is told to stop', () => {
  const stopped = async (server: ServerProcess, signal: 'SIGTERM' | 'SIGINT') => {
    server.child.kill(signal);
    return Promise.race([server.ended, sleep(STOP_MS, 'still running after five seconds')]);
  };

  test('ends cleanly, though connections are kept alive, and takes its database with it', async () => {
    const server = await started();
    expect((await fetch(`${server.address}/health`)).status).toBe(200);
    expect(processesOf(folder).length).toBeGreaterThan(0);
    expect(await stopped(server, 'SIGTERM')).toBe(0);
    expect(processesOf(folder)).toEqual([]);
    expect(server.output()).not.toMatch(/error|stopped:/i);
  });

  test('while it still starts, ends too, and leaves no database behind', async () => {
    const child = run(['serve'], { VIGIA_DATA_DIR: folder });
    const ended = once(child, 'exit');
    while (!processesOf(folder).some((pid) => pid !== child.pid)) await sleep(10);
    child.kill('SIGTERM');
    expect(await Promise.race([ended.then(() => 'ended'), sleep(2 * STOP_MS)])).toBe('ended');
    expect(processesOf(folder)).toEqual([]);
  });

  test('does not wait for a connection that never asked for anything', async () => {
    const server = await started();
    const silent = connect(Number(new URL(server.address).port), '127.0.0.1');
    await once(silent, 'connect');
    expect(await stopped(server, 'SIGTERM')).toBe(0);
    silent.destroy();
  });

  test('finishes the requests that it is busy with, and then ends', async () => {
    const server = await started();
    const admin = await server.admin();
    const before = await totalOf(admin);
    // One that was not taken on any more finds its connection closed, and goes elsewhere.
    const closed = { status: 0 };
    const creating = Array.from({ length: 5 }, () => admin.rest('POST', '/icsr', LARGE_CASE).catch(() => closed));
    await sleep(100);
    const code = stopped(server, 'SIGTERM');
    const statuses = (await Promise.all(creating)).map(({ status }) => status);
    expect(statuses.filter((status) => ![201, 503, 0].includes(status))).toEqual([]);
    const made = statuses.filter((status) => status === 201).length;
    expect(made).toBeGreaterThan(0);
    expect(await code).toBe(0);
    // What was taken on was answered: no case was made that nobody heard of.
    const again = await started();
    expect(await totalOf(await again.admin())).toBe(before + made);
    expect(await stopped(again, 'SIGTERM')).toBe(0);
  });

  test('sends its subscribers away, also one that no longer answers', async () => {
    const server = await started();
    const { token } = await server.admin();
    const sockets = [await subscribed(server, token!), await subscribed(server, token!)];
    const goodbye = new Promise((resolve) => sockets[0]!.once('close', resolve));
    // A laptop that was shut: the connection is there, but nobody answers.
    (sockets[1] as unknown as { _socket: { pause(): void } })._socket.pause();
    const code = await stopped(server, 'SIGTERM');
    for (const socket of sockets) socket.terminate();
    expect([code, await goodbye]).toEqual([0, 1001]);
    expect(processesOf(folder)).toEqual([]);
  });

  test('leaves the database to another process that still uses it', async () => {
    const [one, other] = await Promise.all([started(), started()]);
    expect(await stopped(one, 'SIGINT')).toBe(0);
    const admin = await other.admin();
    expect((await admin.rest('POST', '/icsr', LEAST_CASE)).status).toBe(201);
    expect(await stopped(other, 'SIGINT')).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  });
});

async function subscribed({ address }: ServerProcess, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const heard = new Promise<void>((resolve) => socket.once('message', () => resolve()));
  socket.once('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  });
  await heard;
  const payload = { query: 'subscription { caseChanged { caseId } }' };
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  await sleep(100);
  return socket;
}
