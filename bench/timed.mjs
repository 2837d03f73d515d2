import { cpuOf, cpuOfEnded, treeOf } from './cpu.mjs';

/** Documents before anything is timed. */
export const WARM = 10;

/** So many at once for some seconds. CPU is that of this process, of all below it, or of the server and all below that. */
export async function timed(print, { lanes, seconds, least = 1, pid = process.pid }) {
  const took = [];
  const before = new Map(treeOf(pid).map((one) => [one, cpuOf(one)]));
  const endedBefore = cpuOfEnded();
  const start = performance.now();
  let place = 0;
  const lane = async () => {
    while (place < least || performance.now() - start < seconds * 1000) {
      const began = performance.now();
      await print(place++);
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const ms = performance.now() - start;
  const live = treeOf(pid).reduce((sum, one) => sum + cpuOf(one) - (before.get(one) ?? 0), 0);
  const ended = pid === process.pid ? cpuOfEnded() - endedBefore : 0;
  took.sort((one, other) => one - other);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(share * took.length))];
  return {
    perSecond: (took.length / ms) * 1000,
    p50: at(0.5),
    p99: at(0.99),
    cpuMs: (live + ended) / took.length / 1000,
  };
}
