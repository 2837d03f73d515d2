import { load } from './load.mjs';

const WARM_SECONDS = 3;
const PAUSE_MS = 200;

/**
 * Loads several servers in turn, some rounds each, so that what the machine does beside falls on all of them alike. Gives the
 * measurements of each server by its name.
 */
export async function inRounds(contenders, { seconds, rounds, connections }, data) {
  const measured = Object.fromEntries(contenders.map(({ server }) => [server.name, []]));
  for (const { server, requests } of contenders) {
    await load(server, requests, { seconds: Math.min(WARM_SECONDS, 2 * seconds), connections }, data);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { server, requests } of contenders) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      measured[server.name].push(await load(server, requests, { seconds, connections }, data));
    }
  }
  return measured;
}

/** One server's rounds as a line of the table. */
export function summary(runs) {
  const best = runs.reduce((one, other) => (other.perSecond > one.perSecond ? other : one));
  const middle = (pick) => median(runs.map(pick));
  return {
    best: best.perSecond,
    median: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    nodeUs: middle(({ nodeUs }) => nodeUs),
    postgresUs: middle(({ postgresUs }) => postgresUs),
  };
}

/** How many times as fast ours was as the other: the median of the rounds, each against the same round. */
export function ratio(ours, other) {
  return median(ours.map(({ perSecond }, round) => perSecond / other[round].perSecond));
}

/** How much more CPU the other took for a request, PostgreSQL's included: moves less than time on a busy machine. */
export function cpuRatio(ours, other) {
  const cost = ({ nodeUs, postgresUs }) => nodeUs + postgresUs;
  return cost(summary(other)) / cost(summary(ours));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
