import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './rounds.mjs';
import { timed, WARM } from './timed.mjs';

const ALONE = 'DOCX to PDF';
const AIM_RATIO = 15;
const AIM_PER_SECOND = 25;
export const LANES = [1, 2, 4];
/** A new LibreOffice takes more than a second: a round of it is so many documents, however short the round. */
const LEGACY_LEAST = 3;
const SIGNER = {
  nombre: 'Ana Prueba',
  cargo: 'Farmacovigilancia',
  company: null,
  celular: null,
  emailAlt: null,
  website: null,
};

/** Documents without a server: by each engine, and filled first, against the legacy method. */
export async function benchPrinting(options, data, ids, engines, legacy) {
  const contenders = await contendersOf(options, data, ids, engines);
  const [{ filled }] = contenders;
  if (legacy)
    contenders.push({
      what: ALONE,
      by: 'legacy',
      least: LEGACY_LEAST,
      print: (place) => legacy(filled[place % filled.length]),
    });
  try {
    await checkSameText(contenders);
    return linesOf(await inRounds(contenders, options));
  } finally {
    for (const { close } of contenders) await close?.();
  }
}

async function contendersOf({ root }, data, ids, engines) {
  const ours = (file) => import(pathToFileURL(path.join(root, 'dist', file)).href);
  const { createExporter } = await ours('exports/index.js');
  const { createChromiumEngine } = await ours('exports/pdf/chromium.js');
  const { createLibreOfficeEngine } = await ours('exports/pdf/libreoffice.js');
  const { readCase } = await ours('storage/cases.js');
  const create = { chromium: createChromiumEngine, libreoffice: createLibreOfficeEngine };
  const cacheDirectory = path.join(data.folder, 'cache');
  const settings = { templateDirectory: path.join(root, 'templates', 'documents'), cacheDirectory, width: 2 };
  const records = await Promise.all(ids.map((id) => readCase(data.query, id)));
  const filler = createExporter({ ...settings, engine: 'none' });
  const filled = await Promise.all(
    records.map(async (record) => (await filler.docx(record, SIGNER, new Date())).bytes),
  );
  return engines.flatMap((by) => {
    const engine = create[by](settings);
    const exporter = createExporter({ ...settings, engine: by });
    const convert = (place) => engine.convert(filled[place % filled.length], new AbortController().signal);
    const whole = async (place) => (await exporter.pdf(records[place % records.length], SIGNER, new Date())).bytes;
    return [
      { what: ALONE, by, filled, print: convert, close: engine.close },
      { what: 'filled and printed', by, print: whole, close: exporter.close },
    ];
  });
}

/** The words of a PDF without its layout. */
function wordsOf(pdf) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-bench-'));
  try {
    const file = path.join(folder, 'document.pdf');
    writeFileSync(file, pdf);
    return execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', file, '-'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    }).split(/\s+/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every way gives the words of every other; where cells break them is the engine's business. */
async function checkSameText(contenders) {
  const printed = [];
  for (const { what, by, print } of contenders)
    printed.push({ name: `${what} by ${by}`, words: wordsOf(await print(0)) });
  for (const one of printed) {
    const whole = one.words.join('');
    for (const other of printed) {
      const lost = [...new Set(other.words)].filter((word) => !whole.includes(word));
      if (lost.length > 0) throw new Error(`${one.name} lacks words of ${other.name}: ${lost.slice(0, 20).join(' ')}`);
    }
  }
}

/** Each contender in turn, some rounds each, at each width. */
async function inRounds(contenders, { seconds, rounds, quick }) {
  const measured = [];
  for (const { print, least } of contenders) if (!least) await timed(print, { lanes: 2, seconds: 0, least: WARM });
  for (const lanes of quick ? LANES.slice(0, 2) : LANES) {
    const lines = contenders.map(({ what, by }) => ({ what, by, lanes, runs: [] }));
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, { print, least = 1 }] of contenders.entries()) {
        lines[place].runs.push(await timed(print, { lanes, seconds, least: Math.max(least, lanes) }));
      }
    }
    measured.push(...lines);
  }
  return measured;
}

function summary(runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
}

function linesOf(measured) {
  return measured.map(({ runs, ...line }) => {
    const floor = measured.find(({ by, lanes }) => by === 'legacy' && lanes === line.lanes);
    const own = { ...line, ...summary(runs) };
    if (!floor || line.by === 'legacy') return own;
    const ratio = median(runs.map(({ p50 }, round) => floor.runs[round].p50 / p50));
    const aimed = judged({ ...own, ratio });
    return { ...aimed, cpuRatio: summary(floor.runs).cpuMs / own.cpuMs };
  });
}

/** One at a time it is the time that counts, two at a time the number. */
function judged(line) {
  if (line.lanes === 1) return { ...line, aimText: `≥ ${AIM_RATIO} times as fast`, met: line.ratio >= AIM_RATIO };
  if (line.lanes === 2) return { ...line, aimText: `≥ ${AIM_PER_SECOND}/s`, met: line.perSecond >= AIM_PER_SECOND };
  return line;
}
