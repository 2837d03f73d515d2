import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { truePairs } from './data-set.mjs';

/** The product's own functions. */
export async function loadProduct(root) {
  const load = (file) => import(pathToFileURL(path.join(root, 'dist/domain', file)).href);
  const parts = ['hit-miss.js', 'hit-miss/portrait.js', 'hit-miss/counting.js', 'hit-miss/blocks.js', 'duplicates.js'];
  return Object.assign({}, ...(await Promise.all(parts.map(load))));
}

/** Pairs compared by the model: those that share keys, as many of each case as the product looks at. Scored in `pairs`. */
export function scoreByModel(product, cases) {
  const portraits = cases.map(({ facts }) => product.portraitOf(facts));
  const frequencies = product.countedIn(portraits);
  const pairs = candidatePairs(product, portraits);
  const began = process.cpuUsage();
  const scored = pairs.map(([a, b]) => ({
    a,
    b,
    score: product.secondOpinion(portraits[a], portraits[b], frequencies).probability,
  }));
  const { user } = process.cpuUsage(began);
  return { scored, perSecond: (1e6 * pairs.length) / user, pairs: pairs.length };
}

function candidatePairs(product, portraits) {
  const { keysOf, lookupsOf, CASES_OF_A_KEY_MAX, CANDIDATES_MAX } = product;
  const places = new Map();
  portraits.forEach((portrait, place) => {
    for (const key of keysOf(portrait)) places.set(key, [...(places.get(key) ?? []), place]);
  });
  const pairs = new Map();
  portraits.forEach((portrait, place) => {
    const shared = new Map();
    for (const key of new Set(lookupsOf(portrait))) {
      const found = (places.get(key) ?? []).slice(-CASES_OF_A_KEY_MAX);
      for (const other of found) if (other !== place) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    const best = [...shared].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, CANDIDATES_MAX);
    for (const [other] of best) {
      const [a, b] = place < other ? [place, other] : [other, place];
      pairs.set(a * portraits.length + b, [a, b]);
    }
  });
  return [...pairs.values()];
}

const DAYS_OF_THE_WINDOW = 60;
const DAY_MS = 86_400_000;

/** Pairs that the documented check compares, as far as they can reach its limits: equal in initials, birth or event date. */
export function scoreByContract(product, cases) {
  const facts = cases.map((one, id) => ({ id, ...one.facts }));
  const traits = facts.map((one) => product.traitsOf(one));
  const days = facts.map((one) => Date.parse(one.fechaInicioEvento ?? one.fechaRecepcion ?? '2024-01-01') / DAY_MS);
  const pairs = new Map();
  for (const trait of ['iniciales', 'nacimiento', 'evento']) {
    for (const [value, group] of Map.groupBy(traits.keys(), (place) => traits[place][trait])) {
      if (value !== '') addWithin(pairs, group, days);
    }
  }
  const scored = [...pairs.values()].map(([a, b]) => ({
    a,
    b,
    score: product.compareCases(traits[a], traits[b]).score,
  }));
  return { scored };
}

function addWithin(pairs, group, days) {
  group.forEach((a, at) => {
    for (const b of group.slice(at + 1)) {
      if (Math.abs(days[a] - days[b]) <= DAYS_OF_THE_WINDOW) pairs.set(a * days.length + b, [a, b]);
    }
  });
}

/** Recall, precision and F1 of all pairs that reach a score. */
export function qualityAt(scored, cases, from) {
  const positive = truePairs(cases).length;
  const found = scored.filter(({ score }) => score >= from);
  const right = found.filter(({ a, b }) => cases[a].entity === cases[b].entity).length;
  const recall = positive > 0 ? right / positive : 1;
  const precision = found.length > 0 ? right / found.length : 1;
  return { recall, precision, f1: recall + precision > 0 ? (2 * recall * precision) / (recall + precision) : 0 };
}

/** Of the cases that have a duplicate, the share whose best match it is. */
export function topOne(scored, cases) {
  const best = new Map();
  for (const { a, b, score } of scored) {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      if (score > (best.get(one)?.score ?? 0)) best.set(one, { other, score });
    }
  }
  const repeated = [...new Set(truePairs(cases).flat())];
  const right = repeated.filter((place) => cases[best.get(place)?.other]?.entity === cases[place].entity);
  return right.length / repeated.length;
}

/** How many duplicates the probabilities promise for each one that there is among the pairs compared: 1 when they hold. */
export function promised(scored, cases) {
  const right = scored.filter(({ a, b }) => cases[a].entity === cases[b].entity).length;
  return scored.reduce((sum, { score }) => sum + score, 0) / right;
}
