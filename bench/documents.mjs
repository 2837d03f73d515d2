import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuOf, cpuOfEnded, memoryOfTree, treeOf } from './cpu.mjs';
import { onCopy } from './data.mjs';
import { hugeCase, usualCase } from './forms.mjs';
import { legacyMethod } from './legacy.mjs';
import { send } from './load.mjs';
import { median } from './rounds.mjs';
import { startVigia } from './vigia.mjs';

const DIFFERENT = 20;
const LANES = [1, 2, 4];
const WARM = 10;
/** A new LibreOffice takes more than a second: a round of it is so many documents, however short the round. */
const LEGACY_LEAST = 3;
const HUGE_TIMES = 3;
const MEMORY_LOOKS = 10;

const AIMS = { ratio: 15, perSecond: 25, perSecondWhole: 20, previewMs: 10, hugeMs: 2000, growth: 1.15 };

/** Documents by each engine: alone, filled and printed in one process, and through HTTP; against a new LibreOffice for each. */
export async function benchDocuments(options, data) {
  const legacy = legacyMethod();
  if (!legacy) console.log('No soffice on this machine: LibreOffice and the legacy method are left out');
  const engines = ['chromium', ...(legacy ? ['libreoffice'] : [])];
  return onCopy(data, async () => {
    const lines = [];
    const made = await makeCases(options, data);
    lines.push(...(await inProcess(options, data, made, engines, legacy)));
    for (const engine of engines) lines.push(...(await overHttp(options, data, made, engine)));
    return lines;
  });
}

/** The cases whose forms are printed: usual ones, and a huge one. */
async function makeCases(options, data) {
  const server = await startVigia(options, data, { env: { EXPORT_PDF_ENGINE: 'none' } });
  try {
    const create = async (body) => (await send(server, { method: 'POST', path: '/api/v1/icsr', body })).id;
    const usual = [];
    for (let place = 0; place < DIFFERENT; place += 1) usual.push(await create(usualCase(place)));
    return { usual, huge: await create(hugeCase()) };
  } finally {
    await server.stop();
  }
}

async function inProcess(options, data, made, engines, legacy) {
  const ours = (file) => import(pathToFileURL(path.join(options.root, 'dist', file)).href);
  const { createExporter } = await ours('exports/index.js');
  const { createChromiumEngine } = await ours('exports/pdf/chromium.js');
  const { createLibreOfficeEngine } = await ours('exports/pdf/libreoffice.js');
  const { readCase } = await ours('storage/cases.js');
  const records = await Promise.all(made.usual.map((id) => readCase(data.query, id)));
  const signer = {
    nombre: 'Ana Prueba',
    cargo: 'Farmacovigilancia',
    company: null,
    celular: null,
    emailAlt: null,
    website: null,
  };
  const settings = {
    templateDirectory: path.join(options.root, 'templates', 'documents'),
    cacheDirectory: path.join(data.folder, 'cache'),
    width: 2,
  };
  const filler = createExporter({ ...settings, engine: 'none' });
  const filled = await Promise.all(
    records.map(async (record) => (await filler.docx(record, signer, new Date())).bytes),
  );
  const forever = new AbortController().signal;
  const create = { chromium: createChromiumEngine, libreoffice: createLibreOfficeEngine };
  const contenders = engines.flatMap((by) => {
    const engine = create[by](settings);
    const exporter = createExporter({ ...settings, engine: by });
    return [
      {
        what: 'DOCX to PDF',
        by,
        print: (place) => engine.convert(filled[place % DIFFERENT], forever),
        close: engine.close,
      },
      {
        what: 'filled and printed',
        by,
        print: async (place) => (await exporter.pdf(records[place % DIFFERENT], signer, new Date())).bytes,
        close: exporter.close,
      },
    ];
  });
  if (legacy)
    contenders.push({
      what: 'DOCX to PDF',
      by: 'legacy',
      least: LEGACY_LEAST,
      print: (place) => legacy(filled[place % DIFFERENT]),
    });
  try {
    await checkSameText(contenders);
    return linesOf(await inRounds(contenders, options));
  } finally {
    for (const { close } of contenders) await close?.();
  }
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

/** So many at once for some seconds. CPU is that of this process, of all below it, or of the server and all below that. */
async function timed(print, { lanes, seconds, least = 1, pid = process.pid }) {
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
  if (line.lanes === 1) return { ...line, aimText: `≥ ${AIMS.ratio} times as fast`, met: line.ratio >= AIMS.ratio };
  if (line.lanes === 2) return { ...line, aimText: `≥ ${AIMS.perSecond}/s`, met: line.perSecond >= AIMS.perSecond };
  return line;
}

/** The whole export as a user has it made: rights, case, document, signature where there is one, file, row, answer. */
async function overHttp(options, data, { usual, huge }, by) {
  const env = { EXPORT_PDF_ENGINE: by, EXPORT_PDF_TIMEOUT: '120' };
  const server = await startVigia(options, data, { env });
  try {
    const exported = (id) => fetchPdf(server, `/api/v1/icsr/${id}/export/modelo-b.pdf`);
    const print = (place) => exported(usual[place % DIFFERENT]);
    const lines = [];
    await timed(print, { lanes: 2, seconds: 0, least: WARM });
    for (const lanes of LANES) {
      const line = {
        what: 'export over HTTP',
        by,
        lanes,
        ...(await timed(print, { lanes, seconds: options.seconds * options.rounds, pid: server.pid })),
      };
      const isJudged = lanes === 2;
      lines.push({
        ...line,
        ...(isJudged && { aimText: `≥ ${AIMS.perSecondWhole}/s`, met: line.perSecond >= AIMS.perSecondWhole }),
      });
    }
    lines.push(
      await hugeDocument(by, () => exported(huge), server),
      ...(await lightPreview(server, usual)),
      await memory(options, server, by, print),
    );
    return lines;
  } finally {
    await server.stop();
  }
}

async function fetchPdf({ address, headers }, where) {
  const answer = await fetch(address + where, { headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200 || answer.headers.get('content-type') !== 'application/pdf')
    throw new Error(`${where}: ${answer.status} ${answer.headers.get('content-type')}`);
  return bytes;
}

async function hugeDocument(by, print, { pid }) {
  const line = {
    what: '100 kB and 200 rows',
    by,
    lanes: 1,
    ...(await timed(print, { lanes: 1, seconds: 0, least: HUGE_TIMES, pid })),
  };
  const isJudged = by === 'chromium';
  return { ...line, ...(isJudged && { aimText: `≤ ${AIMS.hugeMs} ms`, met: line.p50 <= AIMS.hugeMs }) };
}

/** Nothing where this server has no light preview. */
async function lightPreview(server, usual) {
  const where = (id) => `/api/v1/icsr/${id}/preview/pdf?source=light`;
  const { status } = await fetch(server.address + where(usual[0]), { headers: server.headers });
  if (status !== 200) return [];
  const print = (place) => fetchPdf(server, where(usual[place % DIFFERENT]));
  await timed(print, { lanes: 1, seconds: 0, least: WARM });
  const line = await timed(print, { lanes: 1, seconds: 2, pid: server.pid });
  return [
    {
      what: 'light preview',
      by: 'typst',
      lanes: 1,
      ...line,
      aimText: `p50 ≤ ${AIMS.previewMs} ms`,
      met: line.p50 <= AIMS.previewMs,
    },
  ];
}

/** Memory of the server and its engines while many documents are made: the last third against the one before. */
async function memory({ quick }, server, by, print) {
  const documents = quick ? 100 : 1000;
  const looks = [];
  for (let look = 0; look < MEMORY_LOOKS; look += 1) {
    await timed(print, { lanes: 2, seconds: 0, least: documents / MEMORY_LOOKS });
    looks.push(memoryOfTree(server.pid));
  }
  const [second, last] = [looks.slice(3, 6), looks.slice(6)].map(median);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
  return {
    what: `memory over ${documents} documents`,
    by,
    aimText: `last third ≤ ${AIMS.growth} of the second`,
    met: last / second <= AIMS.growth,
    remark: `${megabytes(looks[0])} → ${megabytes(second)} → ${megabytes(last)} MB`,
  };
}
