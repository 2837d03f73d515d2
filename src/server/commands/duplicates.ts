import { MultiBar, Presets } from 'cli-progress';
import { CLUSTERS_MAX, beginScan, listClusters, stepScan } from '../../use-cases/duplicate/scan.js';
import type { RequestContext } from '../../use-cases/use-case.js';
import type { OpenHouse } from '../house.js';
import { type Command, withHouse } from './command.js';

const USAGE = 'scan [--json]';
/** Exit codes: clusters were found that a person should look at; the scan was stopped before its end. */
const FOUND = 3;
const STOPPED = 4;

/**
 * `duplicates scan`: exit code 0 when nothing is suspected, 3 when clusters are listed, 4 when it was stopped; running it again
 * goes on where it was.
 */
export const duplicatesCommand: Command = {
  usage: USAGE,
  about: 'Look through all cases for duplicates, and list those that belong together',
  async run([verb], { json }) {
    if (verb !== 'scan') {
      console.error(`vigia duplicates ${USAGE}`);
      return 2;
    }
    return withHouse((house, stop) => scan(house, stop, Boolean(json)));
  },
};

async function scan(house: OpenHouse, stop: Promise<void>, json: boolean): Promise<number> {
  const context = operatorContext(house);
  const { resumed, phase, done, cases, startedAt } = await beginScan(context);
  if (resumed) console.error(`Going on with the scan that began at ${startedAt}.`);
  const progress = process.stderr.isTTY ? progressBar(cases) : progressLines(cases);
  const finished = await goOn(context, stop, progress, PHASES.has(phase) ? done : 0).finally(() => progress.end());
  if (!finished) {
    console.error('Stopped. What was done is kept: the next scan goes on from here.');
    return STOPPED;
  }
  const listed = await list(context, json);
  if (!json) console.log(listed === 0 ? 'No duplicates are suspected.' : `${listed} clusters of suspected duplicates.`);
  return listed === 0 ? 0 : FOUND;
}

/** What goes through all cases one by one, and what it is called. */
const PHASES = new Map<string, string>([
  ['learn', 'reading'],
  ['compare', 'comparing'],
]);

/** False when it was stopped. */
async function goOn(
  context: RequestContext,
  stop: Promise<void>,
  progress: Progress,
  before: number,
): Promise<boolean> {
  const stopping = { yes: false };
  void stop.then(() => (stopping.yes = true));
  let done = before;
  for (;;) {
    if (stopping.yes) return false;
    const { phase, lastId, cases } = await stepScan(context);
    if (phase === 'done') return true;
    done = lastId === 0 ? 0 : done + cases;
    progress.at(PHASES.get(phase) ?? 'counting', done);
  }
}

async function list(context: RequestContext, json: boolean): Promise<number> {
  let listed = 0;
  for (let after = 0; ;) {
    const clusters = await listClusters(context, { after, rowsMax: CLUSTERS_MAX });
    for (const cluster of clusters) console.log(json ? jsonOf(cluster) : sentence(cluster));
    listed += clusters.length;
    if (clusters.length === 0) return listed;
    after = clusters.at(-1)!.place;
  }
}

type Listed = Awaited<ReturnType<typeof listClusters>>[number];

function sentence({ master, members, least }: Listed): string {
  const others = members.filter((id) => id !== master).map((id) => `#${id}`);
  return `#${master} ← ${others.join(', ')}  (${(100 * least).toFixed(least > 0.99 ? 1 : 0)} % or more)`;
}

function jsonOf({ master, members, least }: Listed): string {
  return JSON.stringify({ master, members, probability: least });
}

/** Whoever may run commands on this machine may look through the cases. */
function operatorContext(house: OpenHouse): RequestContext {
  const permissions = new Set(['icsr:read' as const, 'icsr:update' as const]);
  const actor = { id: 0, username: 'system@vigia', email: null, roles: [], permissions };
  return { house, actor, requestId: 'duplicates-scan', ip: null, reason: 'vigia duplicates scan' };
}

interface Progress {
  at(phase: string, cases: number): void;
  end(): void;
}

function progressBar(cases: number): Progress {
  const format = '{phase} {bar} {percentage}% | {value} of {total} cases';
  const bars = new MultiBar({ format, barsize: 24, hideCursor: true, linewrap: null }, Presets.shades_classic);
  const bar = bars.create(cases, 0, { phase: 'counting' });
  return { at: (phase, done) => bar.update(done, { phase }), end: () => bars.stop() };
}

const LINE_EVERY_MS = 5000;

function progressLines(cases: number): Progress {
  let told = Number.NEGATIVE_INFINITY;
  return {
    at(phase, done) {
      if (performance.now() - told < LINE_EVERY_MS) return;
      told = performance.now();
      console.error(`${phase}: ${done} of ${cases} cases`);
    },
    end: () => undefined,
  };
}
