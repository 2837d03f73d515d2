import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Announcements } from '../../src/storage/announcements.js';
import { type Feed, heard } from '../../src/storage/heard.js';
import { CALL, call } from '../../src/storage/notify.js';
import { readLastEventId } from '../../src/storage/places.js';
import { startServer, type TestServer } from '../support/server.js';

const WRITERS = 4;
const READERS = 3;
const KILL = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'vigia-listen' and datname = current_database()`;

let server: TestServer;
let processes: Announcements[];
let writers: pg.Client[];
let number = 0;
beforeAll(async () => {
  server = await startServer();
  processes = [0, 1].map(() => new Announcements(server.house.database, () => undefined));
  for (const one of processes) await one.start();
  writers = Array.from({ length: WRITERS }, () => new pg.Client(server.house.database.connection));
  for (const one of writers) await one.connect();
});
afterAll(async () => {
  for (const one of processes) await one.close();
  for (const one of writers) await one.end();
  await server.close();
});

/** Somebody who comes and goes, at whichever process, with the last event seen. */
class Reader {
  readonly seen: number[] = [];
  private feed: Feed<number> | undefined;
  private reading: Promise<void> = Promise.resolve();

  constructor(private eventId: string) {}

  async come(to: Announcements): Promise<void> {
    await this.go();
    const feed = await heard(to, {
      after: this.eventId,
      fits: ({ topic }) => topic === 'case',
      turn: async ({ id }) => id,
    });
    this.feed = feed;
    this.reading = (async () => {
      for await (const { event, item } of feed) {
        this.seen.push(item);
        this.eventId = event.eventId;
      }
    })();
  }

  async go(): Promise<void> {
    await this.feed?.return();
    await this.reading;
  }
}

type Step = { does: 'write' | 'commit' | 'undo' | 'call' | 'come' | 'go' | 'cut'; who: number; where: number };

const steps = fc.array(
  fc.record({
    does: fc.oneof(
      { weight: 6, arbitrary: fc.constant('write' as const) },
      { weight: 4, arbitrary: fc.constant('commit' as const) },
      { weight: 1, arbitrary: fc.constantFrom('undo' as const, 'cut' as const) },
      { weight: 3, arbitrary: fc.constantFrom('call' as const, 'come' as const, 'go' as const) },
    ),
    who: fc.nat(11),
    where: fc.nat(1),
  }),
  { minLength: 5, maxLength: 40 },
);

/** Carries out the steps, ends what is open, and gives what was committed and what each reader has seen. */
async function carriedOut(all: readonly Step[]): Promise<{ committed: Set<number>; seen: number[][] }> {
  await call(server.query);
  const from = await readLastEventId(server.query);
  const readers = Array.from({ length: READERS }, () => new Reader(from));
  const open: number[][] = Array.from({ length: WRITERS }, () => []);
  const committed = new Set<number>();
  const end = async (place: number, how: 'commit' | 'rollback') => {
    if (open[place]!.length > 0) await writers[place]!.query(how);
    if (how === 'commit') for (const one of open[place]!) committed.add(one);
    open[place] = [];
  };
  const write = async (place: number) => {
    if (open[place]!.length === 0) await writers[place]!.query('begin');
    open[place]!.push((number += 1));
    await writers[place]!.query(`insert into announcement (topic, subject_id, kind) values ('case', $1, 'UPDATED')`, [
      number,
    ]);
  };
  for (const { does, who, where } of all) {
    const writer = who % WRITERS;
    const reader = readers[who % READERS]!;
    if (does === 'write') await write(writer);
    if (does === 'commit') await end(writer, 'commit');
    if (does === 'undo') await end(writer, 'rollback');
    if (does === 'call') processes[where]!.call();
    if (does === 'come') await reader.come(processes[where]!);
    if (does === 'go') await reader.go();
    if (does === 'cut') await server.query(KILL);
  }
  for (let place = 0; place < WRITERS; place += 1) await end(place, 'commit');
  await server.query(CALL);
  for (const [place, reader] of readers.entries()) await reader.come(processes[place % 2]!);
  const isTold = () =>
    expect(Math.min(...readers.map(({ seen }) => seen.length))).toBeGreaterThanOrEqual(committed.size);
  await vi.waitFor(isTold, { timeout: 15_000, interval: 10 });
  for (const reader of readers) await reader.go();
  return { committed, seen: readers.map(({ seen }) => seen) };
}

test('whatever is committed or undone, and whoever comes and goes, is seen once by each, and by all in one order', async () => {
  const law = fc.asyncProperty(steps, async (all) => {
    const { committed, seen } = await carriedOut(all);
    expect(new Set(seen[0])).toEqual(committed);
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(seen[0]).toHaveLength(committed.size);
  });
  await fc.assert(law, { numRuns: 40, interruptAfterTimeLimit: 45_000 });
});

test('places follow the order of commits: a lower one is never seen later', async () => {
  const last: number[] = [];
  const stop = processes[0]!.on(({ place }) => void last.push(place));
  await Promise.all(
    writers.map(async (writer, place) => {
      for (let n = 0; n < 60; n += 1) {
        await writer.query('begin');
        await writer.query(`insert into announcement (topic, subject_id, kind) values ('case', $1, 'UPDATED')`, [n]);
        if (place === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        await writer.query('commit');
        await writer.query(CALL);
      }
    }),
  );
  await vi.waitFor(() => expect(last).toHaveLength(60 * WRITERS), 10_000);
  expect(last).toEqual(last.toSorted((a, b) => a - b));
  expect(new Set(last).size).toBe(last.length);
  stop();
});
