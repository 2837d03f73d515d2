import { numbers } from './chance.mjs';
import { openData } from './data.mjs';
import { send } from './load.mjs';
import { startVigia } from './vigia.mjs';

const AIM_SIZE = 1_000_000;
const AIM_GROWTH = 2;
/** Below this nobody can tell twice as long. */
const GROWTH_FROM_MS = 10;
const BULK = 200;
const DIFFERENT = 300;
/** So many at the least, however long they take. */
const TIMED_MIN = 5;

/** Looking for duplicates over REST at growing sizes of the database; each size compared with the first one. */
export async function benchDuplicateSearch(options) {
  const lines = [];
  for (const size of options.sizes) lines.push(...(await atSize(options, size)));
  return lines.map((line) => judged(line, lines));
}

async function atSize(options, size) {
  const data = await openData(options.root, size);
  const server = await startVigia(options, data);
  try {
    const lines = [];
    for (const { what, aimMs, paths } of checksIn(size)) {
      const requests = paths.map((path) => ({ method: 'GET', path }));
      for (const request of requests.slice(0, 5)) await check(server, request);
      lines.push({ what, size, connections: 1, aimMs, ...(await timed(server, requests, options.seconds)) });
    }
    return lines;
  } finally {
    await server.stop();
    await data.stop();
  }
}

/** One request after the other, for some seconds. */
async function timed(server, requests, seconds) {
  const start = performance.now();
  const took = [];
  while (took.length < TIMED_MIN || performance.now() - start < seconds * 1000) {
    const begun = performance.now();
    await send(server, requests[took.length % requests.length]);
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.ceil(share * took.length) - 1];
  return { median: 1000 / at(0.5), p50: at(0.5), p99: at(0.99) };
}

/** One case after the other, a page of the newest cases, and as many from everywhere. */
function checksIn(size) {
  const path = (ids) => `/api/v1/icsr/duplicates?ids=${ids.join(',')}`;
  const pages = Array.from({ length: 5 }, (_, page) => page * BULK).filter((from) => from + BULK <= size);
  const page = (from) => Array.from({ length: BULK }, (_, place) => size - from - place);
  const anywhere = (seed) => [...new Set(numbers(size, BULK * 2, seed))].slice(0, BULK);
  return [
    {
      what: 'duplicates of a case',
      aimMs: 50,
      paths: numbers(size, DIFFERENT, 7).map((id) => `/api/v1/icsr/${id}/duplicates`),
    },
    { what: `duplicates of ${BULK} cases of a page`, aimMs: 1000, paths: pages.map((from) => path(page(from))) },
    {
      what: `duplicates of ${BULK} cases from anywhere`,
      aimMs: 1000,
      paths: [3, 5, 11].map((seed) => path(anywhere(seed))),
    },
  ];
}

/** Generated cases are so alike that each has some to show. */
async function check(server, request) {
  const answer = await send(server, request);
  const checks = 'matches' in answer ? [answer] : Object.values(answer);
  if (checks.length === 0 || checks.some(({ matches }) => matches.length === 0))
    throw new Error(`${request.path.slice(0, 60)} gave nothing`);
}

function judged(line, lines) {
  const first = lines.find(({ what }) => what === line.what);
  const growth = first === line ? undefined : line.p99 / first.p99;
  const fits = line.p99 <= line.aimMs && (growth === undefined || growth <= AIM_GROWTH || line.p99 <= GROWTH_FROM_MS);
  return {
    ...line,
    growth,
    met: line.size === AIM_SIZE ? fits : undefined,
    aimText: line.size === AIM_SIZE ? `p99 ≤ ${line.aimMs} ms, growth ≤ ${AIM_GROWTH}` : '',
  };
}
