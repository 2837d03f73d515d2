import { z } from 'zod';
import { completeLinkage, type Pair } from '../../domain/clusters.js';
import { completenessOf } from '../../domain/completeness.js';
import { secondOpinion, SUSPECTED_FROM } from '../../domain/hit-miss.js';
import { learnCases, readOlderCandidateIds } from '../../storage/duplicate-keys.js';
import * as scans from '../../storage/duplicate-scan.js';
import type { Query } from '../../storage/query.js';
import { readFrequencies, recountValues } from '../../storage/value-counts.js';
import { type PlainWorkRoom, reading, writing } from '../use-case.js';
import { knownOf, valuesToCount } from './opinions.js';

/** Begins a scan of all cases, or goes on with one that was stopped. */
export const beginScan = writing({
  name: 'duplicate.begin-scan',
  about: 'Begin a scan of all cases for duplicates, or go on with one that was stopped (command line)',
  permission: 'icsr:update',
  input: z.object({}),
  async run({ query, now }) {
    const scan = await scans.readScan(query, { locked: true });
    const resumed = scan !== undefined && scan.phase !== 'done';
    if (!resumed) await scans.beginScan(query, now);
    const { phase, lastId, cases, startedAt } = (await scans.readScan(query))!;
    const { done } = await scans.countCases(query, lastId);
    return { resumed, phase, done, cases, startedAt };
  },
});

export interface ScanProgress {
  phase: scans.ScanPhase;
  lastId: number;
  /** Cases that were dealt with in this step. */
  cases: number;
}

/**
 * Does the next piece of a scan, in one transaction: what was done is kept, so that a scan that is stopped at any moment goes on
 * where it was. Two who do it at once take turns.
 */
export const stepScan = writing({
  name: 'duplicate.step-scan',
  about: 'Do the next piece of a scan for duplicates (command line)',
  permission: 'icsr:update',
  input: z.object({}),
  async run(room): Promise<ScanProgress> {
    const scan = await scans.readScan(room.query, { locked: true });
    return scan ? STEPS[scan.phase](room, scan) : DONE;
  },
});

const CASES_OF_A_STEP = 200;
/** More than that are not put into clusters: whoever suspects so many has something else to mend first. */
const PAIRS_MAX = 1_000_000;

type Step = (room: PlainWorkRoom, scan: scans.Scan) => Promise<ScanProgress>;

const DONE: ScanProgress = { phase: 'done', lastId: 0, cases: 0 };

const STEPS: Readonly<Record<scans.ScanPhase, Step>> = {
  async count({ query, house }) {
    await recountValues(query, house.duplicateSecret);
    return moved(query, 'learn');
  },
  learn: (room, scan) =>
    eachCase(
      room,
      scan,
      'compare',
      async (ids) => void (await learnCases(room.query, room.house.duplicateSecret, ids)),
    ),
  compare: (room, scan) =>
    eachCase(room, scan, 'cluster', async (ids) => scans.keepPairs(room.query, await suspectedPairs(room, ids))),
  async cluster({ query, now }) {
    const clusters = completeLinkage(await scans.readPairs(query, PAIRS_MAX));
    await scans.keepClusters(query, await withMasters(query, clusters));
    await scans.moveScan(query, 'done', 0, now);
    return DONE;
  },
  done: async () => DONE,
};

async function moved(query: Query, phase: scans.ScanPhase, lastId = 0, cases = 0): Promise<ScanProgress> {
  await scans.moveScan(query, phase, lastId);
  return { phase, lastId, cases };
}

async function eachCase(
  { query }: PlainWorkRoom,
  { phase, lastId }: scans.Scan,
  next: scans.ScanPhase,
  work: (ids: number[]) => Promise<void>,
): Promise<ScanProgress> {
  const ids = await scans.nextCases(query, lastId, CASES_OF_A_STEP);
  if (ids.length === 0) return moved(query, next);
  await work(ids);
  return moved(query, phase, ids.at(-1)!, ids.length);
}

/** Pairs of these cases with older ones that the model suspects. */
async function suspectedPairs({ query, house }: PlainWorkRoom, ids: readonly number[]): Promise<Pair[]> {
  const subjects = await learnCases(query, house.duplicateSecret, ids);
  const found = await readOlderCandidateIds(query, house.duplicateSecret, subjects);
  const others = await knownOf(query, [...new Set([...found.values()].flat())]);
  const portraits = new Map(others.map(({ id, portrait }) => [id, portrait]));
  const frequencies = await readFrequencies(query, house.duplicateSecret, valuesToCount(subjects, others));
  return subjects.flatMap(({ id, portrait }) =>
    (found.get(id) ?? []).flatMap((other) => {
      const probability = portraits.has(other)
        ? secondOpinion(portrait, portraits.get(other)!, frequencies).probability
        : 0;
      return probability >= SUSPECTED_FROM ? [{ a: other, b: id, probability }] : [];
    }),
  );
}

const CASES_READ_AT_ONCE = 1000;

/** The most complete case of each cluster, and of those the oldest, is proposed as the master. */
async function withMasters(query: Query, clusters: ReturnType<typeof completeLinkage>) {
  const ids = clusters.flatMap(({ members }) => members);
  const complete = new Map<number, number>();
  for (let from = 0; from < ids.length; from += CASES_READ_AT_ONCE) {
    const cases = await scans.readDocumented(query, ids.slice(from, from + CASES_READ_AT_ONCE));
    for (const one of cases) complete.set(one.id, completenessOf(one));
  }
  const better = (a: number, b: number) => (complete.get(b) ?? 0) - (complete.get(a) ?? 0) || a - b;
  return clusters.map((cluster) => ({ ...cluster, master: cluster.members.toSorted(better)[0]! }));
}

export const CLUSTERS_MAX = 200;

/** The clusters that the last scan found, in the order of their oldest cases. */
export const listClusters = reading({
  name: 'duplicate.clusters',
  about: 'List the clusters of suspected duplicates that the last scan found',
  permission: 'icsr:read',
  input: z.object({
    after: z.number().int().min(0).default(0),
    rowsMax: z.number().int().min(1).max(CLUSTERS_MAX).default(CLUSTERS_MAX),
  }),
  run: ({ query }, { after, rowsMax }) => scans.readClusters(query, after, rowsMax),
});
