import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { send } from '../load.mjs';
import { startVigia } from '../vigia.mjs';
import { dataSet } from './data-set.mjs';
import { qualityAt, topOne } from './quality.mjs';

const CASES = 3000;
const AT_ONCE = 8;
const DOCUMENT = `query ($id: ID!) { duplicates(caseId: $id) { matches { id score probability } suspected { id score probability } } }`;

/** The same once through the doors: cases created over REST in the order in which they came, asked about over GraphQL. */
export async function throughTheServer(options) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-bench-'));
  const server = await startVigia(options, { folder });
  try {
    const cases = dataSet({ world: 'main', size: options.quick ? 400 : CASES, seed: 7 });
    const places = new Map();
    const ids = [];
    for (const [place, { facts }] of cases.entries()) {
      const { id } = await send(server, { method: 'POST', path: '/api/v1/icsr', body: bodyOf(facts) });
      places.set(Number(id), place);
      ids.push(id);
    }
    const { scored, contract } = await ask(server, ids, places);
    const line = (by, from, pairs) => ({
      what: 'main, full, by the doors',
      by,
      from,
      ...worstToo(qualityAt(pairs, cases, from)),
      topOne: topOne(pairs, cases),
    });
    return [
      line('documented score', 0.45, contract),
      line('documented score', 0.8, contract),
      line('probability', 0.5, scored),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const worstToo = (quality) => ({ ...quality, worstRecall: quality.recall, worstPrecision: quality.precision });

async function ask(server, ids, places) {
  const [scored, contract] = [new Map(), new Map()];
  const waiting = [...ids];
  const asker = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const { data } = await send(server, {
        method: 'POST',
        path: '/graphql',
        body: { query: DOCUMENT, variables: { id } },
      });
      const { matches, suspected } = data.duplicates;
      for (const match of [...matches, ...suspected]) keep(scored, places, id, match.id, match.probability);
      for (const match of matches) keep(contract, places, id, match.id, match.score);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return { scored: [...scored.values()], contract: [...contract.values()] };
}

function keep(pairs, places, one, other, score) {
  const [a, b] = [places.get(Number(one)), places.get(Number(other))].sort((x, y) => x - y);
  pairs.set(`${a} ${b}`, { a, b, score });
}

/** A case as a REST consumer sends it. */
function bodyOf(facts) {
  const { products, events, ...own } = facts;
  return wire({
    ...own,
    productos: products.map((product) => wire(product)),
    eventos: events.map((event) => wire(event)),
  });
}

const wire = (row) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
