import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD } from '../support/server.js';
import { type Pair, startPair } from './pair.js';

let pair: Pair;
beforeAll(async () => void (pair = await startPair()));
afterAll(() => pair.end());

/** They are quick by themselves; on a machine that does other things too they are not. */
vi.setConfig({ testTimeout: 120_000 });

const cases = async (count: number) => {
  const made = await Promise.all(Array.from({ length: count }, () => makeCase(pair.admins[0])));
  return made.map(({ id }) => id);
};
const decide = async (client: Client, id: number, master: number | null) => {
  const body = master === null ? { final: null } : { final: 'duplicado', picked_id: master };
  return (await client.rest('PUT', `/icsr/${id}/dup`, body)).status;
};
const pointers = async (ids: readonly number[]) => {
  const rows = await pair.query<{ id: number; master: number }>(
    'select id, dup_of_id as master from icsr where dup_of_id is not null and id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, master }) => [id, master]));
};
const [HERE, THERE] = [0, 1] as const;

test('of two people who make two cases each the master of the other, at two servers, one is told', async () => {
  for (let round = 0; round < 15; round += 1) {
    const [one, other] = (await cases(2)) as [number, number];
    const told = await Promise.all([decide(pair.admins[HERE], one, other), decide(pair.admins[THERE], other, one)]);
    expect(told.toSorted()).toEqual([200, expect.toSatisfy((status) => status === 400 || status === 409)]);
    expect((await pointers([one, other])).size).toBe(1);
  }
});

test('of two people who make a chain of three cases between them, one is told', async () => {
  for (let round = 0; round < 15; round += 1) {
    const [one, middle, last] = (await cases(3)) as [number, number, number];
    const told = await Promise.all([decide(pair.admins[HERE], one, middle), decide(pair.admins[THERE], middle, last)]);
    expect(told.filter((status) => status === 200)).toHaveLength(1);
    expect((await pointers([one, middle])).size).toBe(1);
  }
});

test('a case that is deleted while it becomes a master is either gone or stays as the master', async () => {
  for (let round = 0; round < 15; round += 1) {
    const [copy, master] = (await cases(2)) as [number, number];
    const [decided, deleted] = await Promise.all([
      decide(pair.admins[HERE], copy, master),
      pair.admins[THERE].rest('DELETE', `/icsr/${master}`, { password: PASSWORD }),
    ]);
    expect([
      [200, 409],
      [400, 200],
    ]).toContainEqual([decided, deleted.status]);
    expect((await pointers([copy])).get(copy)).toBe(decided === 200 ? master : undefined);
  }
});

test('two hundred decisions on eight cases, at two servers at once, leave neither chain nor cycle', async () => {
  const ids = await cases(8);
  const random = (place: number, most: number) => Math.imul(place + 7, 0x9e3779b1) % most;
  const decisions = Array.from({ length: 200 }, (_, place) => {
    const id = ids[Math.abs(random(place, ids.length))]!;
    const master = place % 3 === 0 ? null : ids[Math.abs(random(place * 31, ids.length))]!;
    return decide(pair.admins[place % 2 === 0 ? HERE : THERE], id, master);
  });
  const told = await Promise.all(decisions);
  expect(told.every((status) => [200, 400, 409].includes(status))).toBe(true);
  expect(told).toContain(200);
  expect(told).toContain(400);
  const found = await pointers(ids);
  for (const master of found.values()) expect(found.has(master)).toBe(false);
  const [{ broken }] = (await pair.query<{ broken: number }>(
    'select count(*)::int as broken from icsr where (dup_override is not distinct from $1) <> (dup_of_id is not null)',
    ['duplicado'],
  )) as [{ broken: number }];
  expect(broken).toBe(0);
});
