import { type Client as Reader, createClient } from 'graphql-ws';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { makeCase } from '../support/make.js';
import { type Pair, startPair } from './pair.js';

const QUERY = 'subscription ($after: ID) { caseChanged(after: $after) { caseId kind version } }';
const TOLD_MS = 30_000;

let pair: Pair;
const closing: (() => unknown)[] = [];
beforeAll(async () => void (pair = await startPair()));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => pair.end());

interface Follower {
  seen: string[];
  again: number;
  /** Cuts the connection, as a bad network does. */
  cut(): void;
}

const webSocketAt = (place: number) => `${pair.servers[place % 2]!.address.replace(/^http/, 'ws')}/graphql`;

/** As docs/graphql.md has it: comes back after the last event seen, at the next address. */
function follower(place: number, from: string): Follower {
  let socket: WebSocket | undefined;
  const state: Follower = { seen: [], again: 0, cut: () => socket?.terminate() };
  let after = from;
  const client: Reader = createClient({
    url: () => webSocketAt(place + state.again),
    webSocketImpl: WebSocket,
    connectionParams: () => ({ authorization: `Bearer ${pair.admins[place % 2]!.token}` }),
    retryAttempts: Infinity,
    retryWait: () => sleep(Math.random() * 200),
    shouldRetry: () => true,
    on: {
      opened: (opened) => void (socket = opened as WebSocket),
      closed: () => {
        socket = undefined;
        state.again += 1;
      },
    },
  });
  const variables = {
    get after() {
      return after;
    },
  };
  client.subscribe<{ caseChanged: { caseId: string; kind: string; version: number } }>(
    { query: QUERY, variables },
    {
      next({ data, extensions }) {
        after = (extensions as { eventId: string }).eventId;
        const { caseId, kind, version } = data!.caseChanged;
        // When duplicates are looked for, in the background, is another matter.
        if (kind !== 'CHECKED') state.seen.push(`${caseId} ${kind} ${version}`);
      },
      error: (error) => void state.seen.push(`failed: ${JSON.stringify(error)}`),
      complete: () => undefined,
    },
  );
  closing.push(() => client.dispose());
  return state;
}

async function lastEventId(at: 0 | 1 = 1): Promise<string> {
  const { data } = await pair.admins[at].graphql<{ lastEventId: string }>('{ lastEventId }');
  return data!.lastEventId;
}

/** What was announced of cases since, in the order of its places. */
async function announcedAfter(eventId: string): Promise<string[]> {
  const rows = await pair.query<{ told: string }>(
    `select concat_ws(' ', subject_id, kind, version) as told from announcement where topic = 'case' and kind <> 'CHECKED' and place > $1
     order by place`,
    [Number.parseInt(eventId, 36)],
  );
  return rows.map(({ told }) => told);
}

async function allSaw(followers: readonly Follower[], from: string): Promise<void> {
  await sleep(100);
  const expected = await announcedAfter(from);
  const least = () => Math.min(...followers.map(({ seen }) => seen.length));
  await vi.waitFor(() => expect(least()).toBeGreaterThanOrEqual(expected.length), { timeout: TOLD_MS, interval: 50 });
  await sleep(300);
  for (const { seen } of followers) expect(seen).toEqual(expected);
}

test('a storm of lost connections, again and again: everybody is told everything once, in one order', async () => {
  const from = await lastEventId();
  const followers = Array.from({ length: 16 }, (_, place) => follower(place, from));
  for (let round = 0; round < 5; round += 1) {
    const making = Array.from({ length: 12 }, (_, place) => makeCase(pair.admins[place % 2 === 0 ? 0 : 1]));
    await sleep(20 + 30 * round);
    for (const one of followers) one.cut();
    await Promise.all(making);
  }
  await allSaw(followers, from);
  expect(followers[0]!.seen).toHaveLength(60);
  expect(followers.reduce((sum, { again }) => sum + again, 0)).toBeGreaterThan(30);
});

test('readers that do not read are cut before they fill the memory, and hold nobody up', async () => {
  const { id } = await makeCase(pair.admins[0], { descripcion_evento: 'ñ'.repeat(90_000) });
  // Not before the server has heard of the creation, which would be told as well.
  await pair.query('select announcement_call()');
  const from = await vi.waitFor(async () => {
    const last = await lastEventId(0);
    expect(await announcedAfter(last)).toEqual([]);
    return last;
  }, TOLD_MS);
  const deaf = await Promise.all(Array.from({ length: 10 }, () => deafReader(0)));
  const other = follower(0, from);
  const before = memoryOf(pair.servers[0].child.pid!);
  const events = 400;
  for (let n = 1; n <= events; n += 1) {
    await pair.query(`insert into announcement (topic, subject_id, kind, version) values ('case', $1, 'UPDATED', $2)`, [
      id,
      n,
    ]);
    await pair.query('select announcement_call()');
    await vi.waitFor(() => expect(other.seen).toHaveLength(n), { timeout: 5000, interval: 5 });
  }
  // All that was said to them would be ten times 72 megabytes.
  expect(memoryOf(pair.servers[0].child.pid!) - before).toBeLessThan(200_000_000);
  for (const one of deaf) expect(await one.rest()).toBeLessThan(30_000_000);
});

test('a server that is killed: those who were there are told everything once at the other', async () => {
  const from = await lastEventId();
  const followers = Array.from({ length: 16 }, (_, place) => follower(place, from));
  await makeCase(pair.admins[0]);
  await vi.waitFor(() => expect(Math.min(...followers.map(({ seen }) => seen.length))).toBe(1), TOLD_MS);
  const making = Array.from({ length: 40 }, async (_, place) => {
    await sleep(place * 15);
    // What is asked of the one that dies may fail, and may have been done all the same.
    await makeCase(pair.admins[place % 2 === 0 ? 0 : 1]).catch(() => undefined);
  });
  await sleep(250);
  await pair.kill(0);
  await Promise.all(making);
  await pair.query('select announcement_call()');
  await allSaw(followers, from);
  expect(followers[0]!.seen.length).toBeGreaterThan(20);
});

/** Subscribes to whole narratives and then reads no more, until it is asked how much there was. Resolves with the bytes, once it was cut. */
async function deafReader(at: 0 | 1): Promise<{ rest(): Promise<number> }> {
  const { hostname, port } = new URL(pair.servers[at].address);
  const socket = connect(Number(port), hostname);
  closing.push(() => socket.destroy());
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  say(socket, { type: 'connection_init', payload: { authorization: `Bearer ${pair.admins[at].token}` } });
  await vi.waitFor(() => expect(String(socket.read() ?? '')).toContain('connection_ack'), TOLD_MS);
  say(socket, {
    id: '1',
    type: 'subscribe',
    payload: { query: 'subscription { caseChanged { case { descripcionEvento } } }' },
  });
  const rest = async () => {
    let bytes = 0;
    socket.on('data', ({ length }) => void (bytes += length));
    await new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    return bytes;
  };
  return { rest };
}

/** One masked frame; a mask of zeros changes nothing. */
function say(socket: Socket, message: object): void {
  const payload = Buffer.from(JSON.stringify(message));
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  socket.write(Buffer.concat([head, payload]));
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}
