/** Two cases that may be one, and how likely that is. */
export interface Pair {
  a: number;
  b: number;
  probability: number;
}

export interface Cluster {
  /** Ids, the smallest first. */
  members: number[];
  /** Probability of the least likely pair inside. */
  least: number;
}

/**
 * Groups cases so that each pair inside a group is among those given (complete linkage): a chain of look-alikes does not make
 * strangers one case. The likeliest pairs come together first; of two that are as likely, the older cases.
 */
export function completeLinkage(pairs: readonly Pair[]): Cluster[] {
  const likely = new Map(pairs.map(({ a, b, probability }) => [nameOf(a, b), probability]));
  const clusters = new Map<number, Cluster>();
  const clusterOf = (id: number) => clusters.get(id) ?? { members: [id], least: 1 };
  for (const { a, b } of pairs.toSorted(likeliestFirst)) {
    const [one, other] = [clusterOf(a), clusterOf(b)];
    if (one === other) continue;
    const least = leastBetween(one.members, other.members, likely);
    if (least === undefined) continue;
    const members = [...one.members, ...other.members].sort((x, y) => x - y);
    const both = { members, least: Math.min(one.least, other.least, least) };
    for (const id of members) clusters.set(id, both);
  }
  return [...new Set(clusters.values())].sort((x, y) => x.members[0]! - y.members[0]!);
}

/** Probability of the least likely pair between two groups; none when one pair is not suspected. */
function leastBetween(
  some: readonly number[],
  others: readonly number[],
  likely: ReadonlyMap<string, number>,
): number | undefined {
  let least = 1;
  for (const a of some) {
    for (const b of others) {
      const probability = likely.get(nameOf(a, b));
      if (probability === undefined) return undefined;
      least = Math.min(least, probability);
    }
  }
  return least;
}

const nameOf = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);

function likeliestFirst(x: Pair, y: Pair): number {
  const [first, second] = [Math.min(x.a, x.b), Math.min(y.a, y.b)];
  return y.probability - x.probability || first - second || x.a + x.b - y.a - y.b;
}
