import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { numbers } from './chance.mjs';
import { openData } from './data.mjs';
import { load, send } from './load.mjs';
import { graphql, ROWS } from './operations.mjs';
import { startVigia } from './vigia.mjs';

const AIM_MS = 50;
const AIM_GROWTH = 1.5;
/** Below this nobody can tell 1.5 times as long. */
const GROWTH_FROM_MS = 5;
const AIM_SIZE = 1_000_000;
const CONNECTIONS = [1, 4];
const WARM_SECONDS = 1;
const FIELDS = 'id numero pacienteIniciales productoSospechoso fechaInicioEvento estado gravedad';
const DOCUMENT = `query Search($search: String) { cases(search: $search, first: ${ROWS}) { nodes { ${FIELDS} } } }`;

/** Searches through GraphQL at growing sizes of the database; each size compared with the first one. */
export async function benchSearch(options) {
  const { KNOWN_WORDS } = await import(
    pathToFileURL(path.join(options.root, 'dist/storage/seed/generate-words.js')).href
  );
  const lines = [];
  for (const size of options.sizes) lines.push(...(await atSize(options, size, KNOWN_WORDS)));
  return lines.map((line) => judged(line, lines));
}

async function atSize(options, size, known) {
  const data = await openData(options.root, size);
  const server = await startVigia(options, data);
  try {
    const lines = [];
    for (const { what, words, rows } of await searchesIn(data, known)) {
      const requests = words.map((search) => graphql(DOCUMENT, { search }));
      for (const request of requests.slice(0, 8)) await check(server, request, rows);
      for (const connections of CONNECTIONS) {
        lines.push({ what, size, connections, ...(await timed(server, requests, options, connections, data)) });
      }
    }
    return lines;
  } finally {
    await server.stop();
    await data.stop();
  }
}

async function timed(server, requests, { seconds }, connections, data) {
  try {
    await load(server, requests, { seconds: WARM_SECONDS, connections }, data);
    const { perSecond, p50, p99 } = await load(server, requests, { seconds, connections }, data);
    return { median: perSecond, p50, p99 };
  } catch (error) {
    return { p99: Number.POSITIVE_INFINITY, remark: error.message };
  }
}

/** What to look for, and how many rows the first page must have: from, to. */
async function searchesIn(data, { common, pair, rare, absent }) {
  const found = await data.query('select numero from icsr where id = any($1)', [numbers(data.size, 200, 3)]);
  return [
    { what: 'a rare word', words: rare.words, rows: [1, ROWS] },
    { what: 'a common word', words: common.words, rows: [ROWS, ROWS] },
    { what: 'two common words', words: pair.words, rows: [ROWS, ROWS] },
    { what: 'a case number', words: found.map(({ numero }) => numero), rows: [1, 1] },
    { what: 'no word', words: [null], rows: [ROWS, ROWS] },
    { what: 'a word that is nowhere', words: absent.words, rows: [0, 0] },
  ];
}

async function check(server, request, [least, most]) {
  const { data } = await send(server, request);
  const { length } = data.cases.nodes;
  const { search } = request.body.variables;
  if (length < least || length > most) throw new Error(`A search for ${search} gave ${length} cases`);
}

function judged(line, lines) {
  const first = lines.find(({ what, connections }) => what === line.what && connections === line.connections);
  if (first === line) return line;
  const growth = line.p99 / first.p99;
  const fits = line.p99 <= AIM_MS && (growth <= AIM_GROWTH || line.p99 <= GROWTH_FROM_MS);
  const met = line.size === AIM_SIZE ? fits : undefined;
  return {
    ...line,
    growth: Number.isFinite(growth) ? growth : undefined,
    aimText: `p99 ≤ ${AIM_MS} ms, growth ≤ ${AIM_GROWTH}`,
    met,
  };
}
