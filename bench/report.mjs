import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const number = (digits) => (value) => (value === undefined ? '' : value.toFixed(digits));
const latency = (value) => (Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : '');

const SERVER_COLUMNS = [
  ['', ({ what }) => what],
  ['server', ({ server }) => server],
  ['best/s', ({ best }) => number(0)(best)],
  ['median/s', ({ median }) => number(0)(median)],
  ['p50 ms', ({ p50 }) => latency(p50)],
  ['p99 ms', ({ p99 }) => latency(p99)],
  ['node µs', ({ nodeUs }) => number(0)(nodeUs)],
  ['pg µs', ({ postgresUs }) => number(0)(postgresUs)],
  ['ours ÷ it', ({ ratio }) => number(2)(ratio)],
  ['its CPU ÷ ours', ({ cpuRatio }) => number(2)(cpuRatio)],
  ['aim', ({ aim, aimText }) => aimText ?? (aim ? `≥ ${aim.toFixed(2)}` : '')],
  ['', verdict],
];

const SEARCH_COLUMNS = [
  ['search for', ({ what }) => what],
  ['cases', ({ size }) => String(size)],
  ['connections', ({ connections }) => String(connections)],
  ['per s', ({ median }) => number(0)(median)],
  ['p50 ms', ({ p50 }) => latency(p50)],
  ['p99 ms', ({ p99 }) => latency(p99)],
  ['growth', ({ growth }) => number(2)(growth)],
  ['aim', ({ aimText }) => aimText ?? ''],
  ['', verdict],
];

const DOCUMENT_COLUMNS = [
  ['document', ({ what }) => what],
  ['by', ({ by }) => by],
  ['at once', ({ lanes }) => String(lanes ?? '')],
  ['per s', ({ perSecond }) => number(1)(perSecond)],
  ['p50 ms', ({ p50 }) => latency(p50)],
  ['p99 ms', ({ p99 }) => latency(p99)],
  ['CPU ms', ({ cpuMs }) => number(0)(cpuMs)],
  ['times as fast', ({ ratio }) => number(1)(ratio)],
  ['its CPU ÷ ours', ({ cpuRatio }) => number(1)(cpuRatio)],
  ['aim', ({ aimText }) => aimText ?? ''],
  ['', verdict],
];

const LIVE_COLUMNS = [
  ['2,000 subscribers', ({ what }) => what],
  ['server', ({ server }) => server],
  ['deliveries/s', ({ perSecond }) => number(0)(perSecond)],
  ['p50 ms', ({ p50 }) => latency(p50)],
  ['p99 ms', ({ p99 }) => latency(p99)],
  ['node µs', ({ nodeUs }) => number(1)(nodeUs)],
  ['pg µs', ({ postgresUs }) => number(1)(postgresUs)],
  ['ours ÷ it', ({ ratio }) => number(2)(ratio)],
  ['its CPU ÷ ours', ({ cpuRatio }) => number(2)(cpuRatio)],
  ['aim', ({ aimText }) => aimText ?? ''],
  ['', verdict],
];

const DUPLICATE_COLUMNS = [
  ['cases', ({ what }) => what],
  ['by', ({ by }) => by],
  ['from', ({ from }) => number(2)(from)],
  ['recall', ({ recall }) => number(3)(recall)],
  ['worst', ({ worstRecall }) => number(3)(worstRecall)],
  ['precision', ({ precision }) => number(3)(precision)],
  ['worst', ({ worstPrecision }) => number(3)(worstPrecision)],
  ['F1', ({ f1 }) => number(3)(f1)],
  ['first of all', ({ topOne }) => number(3)(topOne)],
  ['promised ÷ true', ({ promised }) => number(2)(promised)],
  ['pairs/s', ({ perSecond }) => number(0)(perSecond)],
  ['aim', ({ aimText }) => aimText ?? ''],
  ['', verdict],
];

function verdict({ met, remark }) {
  const word = met === undefined ? '' : met ? 'met' : 'MISSED';
  return [word, remark].filter(Boolean).join(', ');
}

/** All tables, as Markdown. */
export function reportOf({ state, lines, searches, documents, lives, duplicates }) {
  const tables = [
    lines.length > 0 && table(SERVER_COLUMNS, lines),
    searches.length > 0 && table(SEARCH_COLUMNS, searches),
    documents.length > 0 && table(DOCUMENT_COLUMNS, documents),
    lives.length > 0 && table(LIVE_COLUMNS, lives),
    duplicates.length > 0 && table(DUPLICATE_COLUMNS, duplicates),
  ];
  return [...state.map((line) => `- ${line}`), ...tables.filter(Boolean).flatMap((text) => ['', text]), ''].join('\n');
}

/** Keeps a report under the day it was made on. */
export function save(report) {
  const day = new Date().toISOString().slice(0, 10);
  const file = path.join(import.meta.dirname, 'results', `${day}.md`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `# Benchmarks of ${day}\n\n${report}`);
  return file;
}

function table(columns, lines) {
  const cells = [columns.map(([title]) => title), ...lines.map((line) => columns.map(([, cell]) => cell(line)))];
  const widths = columns.map((_, place) => Math.max(3, ...cells.map((row) => row[place].length)));
  const rows = cells.map((row) => `| ${row.map((cell, place) => cell.padEnd(widths[place])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [rows[0], rule, ...rows.slice(1)].join('\n');
}
