import { memoryOfTree } from './cpu.mjs';
import { onCopy } from './data.mjs';
import { hugeCase, usualCase } from './forms.mjs';
import { legacyMethod } from './legacy.mjs';
import { send } from './load.mjs';
import { benchPrinting, LANES } from './printing.mjs';
import { median } from './rounds.mjs';
import { timed, WARM } from './timed.mjs';
import { startVigia } from './vigia.mjs';

const DIFFERENT = 20;
const HUGE_TIMES = 3;
const MEMORY_LOOKS = 10;

const AIMS = { perSecond: 20, previewMs: 10, hugeMs: 2000, growth: 1.15 };

/** Documents by each engine: alone, filled and printed in one process, and through HTTP; against a new LibreOffice for each. */
export async function benchDocuments(options, data) {
  const legacy = legacyMethod();
  if (!legacy) console.log('No soffice on this machine: LibreOffice and the legacy method are left out');
  const engines = ['chromium', ...(legacy ? ['libreoffice'] : [])];
  return onCopy(data, async () => {
    const lines = [];
    const made = await makeCases(options, data);
    lines.push(...(await benchPrinting(options, data, made.usual, engines, legacy)));
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
        ...(isJudged && { aimText: `≥ ${AIMS.perSecond}/s`, met: line.perSecond >= AIMS.perSecond }),
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
