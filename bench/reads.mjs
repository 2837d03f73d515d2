import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { numbers } from './chance.mjs';
import { refuseDifference, refuseMissing } from './equal.mjs';
import { send } from './load.mjs';
import { DOCUMENTS, graphql, ROWS } from './operations.mjs';
import { DATA, startProcess } from './processes.mjs';
import { cpuRatio, inRounds, ratio, summary } from './rounds.mjs';
import { recordSql, startVigia } from './vigia.mjs';

const DIFFERENT = 200;
const CHECKED = 60;
const OFFSET_MAX = 480;
const PAGE_OF_CURSORS = 200;
const FLOOR = 'floor';
/** Latencies this near to each other are the same. */
const NOISE = 1.05;

const PEERS = [
  { name: 'postgraphile', dialect: 'postgraphile' },
  { name: 'mercurius', dialect: 'plain' },
  { name: 'yoga', dialect: 'plain' },
];

/** How much faster than each server ours is to be; the floor may be faster by the half. */
const AIMS = {
  one: { postgraphile: 2.5, mercurius: 2, [FLOOR]: 1 / 1.5 },
  list: { postgraphile: 3, mercurius: 1.5, [FLOOR]: 1 / 1.5 },
  'REST one': { [FLOOR]: 1 / 1.5 },
  'REST page': { [FLOOR]: 1 / 1.5 },
};

/** Reads of a case and of pages, ours against the peers and against the floor. */
export async function benchReads(options, data) {
  const ids = numbers(data.size, DIFFERENT, 1);
  const offsets = numbers(Math.min(OFFSET_MAX, data.size - ROWS), DIFFERENT, 2);
  const floorFile = await recordFloor(options, data, ids, offsets);
  const servers = [];
  try {
    const vigia = await startVigia(options, data);
    servers.push(vigia);
    for (const { name } of PEERS) servers.push(await startPeer(name, data));
    servers.push(await startPeer(FLOOR, data, { BENCH_FLOOR_FILE: floorFile }));
    const requests = Object.fromEntries(
      await Promise.all(servers.map(async (server) => [server.name, await requestsOf(server, ids, offsets)])),
    );
    const lines = [];
    for (const operation of Object.keys(AIMS)) {
      const contenders = servers
        .filter(({ name }) => requests[name][operation])
        .map((server) => ({ server, requests: requests[server.name][operation] }));
      await check(operation, contenders);
      lines.push(...linesOf(operation, await inRounds(contenders, options, data)));
    }
    return lines;
  } finally {
    for (const server of servers) await server.stop();
  }
}

export function startPeer(name, data, env = {}, file = name) {
  const script = path.join(import.meta.dirname, 'peers', `${file}.mjs`);
  return startProcess(name, [script], { env: { BENCH_CONNECTION: JSON.stringify(data.connection), ...env } });
}

async function recordFloor(options, data, ids, offsets) {
  const keys = Object.keys(AIMS);
  const recorded = await recordSql(
    options,
    data,
    async (server) => Object.values(await requestsOf(server, ids, offsets)).flat(),
    send,
  );
  const entries = recorded.map((statements, place) => [
    floorPath(keys[Math.floor(place / DIFFERENT)], place % DIFFERENT),
    statements,
  ]);
  const file = path.join(DATA, 'floor.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  return file;
}

const floorPath = (operation, place) => `/${operation.replace(' ', '-')}/${place}`;

/** The requests of every operation that a server takes part in, in the same order for all of them. */
async function requestsOf(server, ids, offsets) {
  if (server.name === FLOOR) {
    const all = Object.keys(AIMS).map((operation) => [
      operation,
      ids.map((_, place) => ({ method: 'GET', path: floorPath(operation, place) })),
    ]);
    return Object.fromEntries(all);
  }
  const peer = PEERS.find(({ name }) => name === server.name);
  if (peer) {
    return {
      one: ids.map((id) => graphql(DOCUMENTS.one[peer.dialect], { id })),
      list: offsets.map((offset) => graphql(DOCUMENTS.list[peer.dialect], { offset })),
    };
  }
  const cursors = await cursorsOf(server);
  return {
    one: ids.map((id) => graphql(DOCUMENTS.one.vigia, { id: String(id) })),
    list: offsets.map((offset) => graphql(DOCUMENTS.list.vigia, { after: cursors[offset - 1] })),
    'REST one': ids.map((id) => ({ method: 'GET', path: `/api/v1/icsr/${id}` })),
    'REST page': offsets.map((offset) => ({
      method: 'GET',
      path: `/api/v1/icsr?page=${1 + Math.floor(offset / ROWS)}`,
    })),
  };
}

/** The cursor of each of the newest cases: what stands before the page at an offset. */
async function cursorsOf(server) {
  const document = `query($after: String) { cases(first: ${PAGE_OF_CURSORS}, after: $after) { edges { cursor } } }`;
  const cursors = [];
  while (cursors.length < OFFSET_MAX) {
    const { data } = await send(server, graphql(document, { after: cursors.at(-1) }));
    if (data.cases.edges.length === 0) break;
    cursors.push(...data.cases.edges.map(({ cursor }) => cursor));
  }
  return cursors;
}

async function check(operation, contenders) {
  for (let place = 0; place < CHECKED; place += 1) {
    const what = `${operation}, request ${place}`;
    const answers = await Promise.all(
      contenders.map(async ({ server, requests }) => [server.name, await send(server, requests[place])]),
    );
    const [[, ours], ...others] = answers;
    const shown = ours.data ?? ours.items ?? ours;
    for (const [name, answer] of others) {
      if (name === FLOOR) refuseMissing(what, withoutPaging(shown), answer);
      else refuseDifference(what, ['vigia', shown], [name, answer.data]);
    }
  }
}

/** What the database itself answered; the rest of a connection is worked out from it. */
function withoutPaging(shown) {
  return shown.cases?.nodes ?? shown;
}

function linesOf(operation, measured) {
  return Object.entries(measured).map(([name, runs]) => {
    const line = { what: operation, server: name, ...summary(runs) };
    if (name === 'vigia') return line;
    const aim = AIMS[operation][name];
    const p99Worse = name !== FLOOR && summary(measured.vigia).p99 > line.p99 * NOISE;
    const value = ratio(measured.vigia, runs);
    return {
      ...line,
      ratio: value,
      cpuRatio: cpuRatio(measured.vigia, runs),
      aim,
      met: aim && value >= aim && !p99Worse,
      remark: p99Worse ? 'p99 is worse' : '',
    };
  });
}
