// npm run bench: measures VIGIA against what one would take instead. Starts and ends everything by itself.
import { loadavg } from 'node:os';
import { benchCreate } from './create.mjs';
import { openData } from './data.mjs';
import { benchDuplicates } from './duplicates/table.mjs';
import { benchDocuments } from './documents.mjs';
import { benchDuplicateSearch } from './duplicate-search.mjs';
import { prepare } from './install.mjs';
import { benchLive } from './live.mjs';
import { machineState } from './machine.mjs';
import { readOptions } from './options.mjs';
import { benchReads } from './reads.mjs';
import { reportOf, save } from './report.mjs';
import { benchSearch } from './search.mjs';

const LONGEST_MS = 60 * 60_000;

const options = readOptions();
setTimeout(() => fail(new Error('The bench was stopped after an hour')), LONGEST_MS).unref();
try {
  prepare(options.root);
  const report = await measure();
  console.log(`\n${report}`);
  if (options.save) console.log(`Kept in ${save(report)}`);
  process.exit(0);
} catch (error) {
  fail(error);
}

async function measure() {
  const { size, seconds, rounds } = options;
  const loadBefore = loadavg();
  const wanted = (name) => options.only.includes(name);
  const data = await openData(options.root, options.size);
  try {
    const lines = [
      ...(wanted('reads') ? await told('reads', benchReads(options, data)) : []),
      ...(wanted('create') ? await told('create', benchCreate(options, data)) : []),
    ];
    const searches = [
      ...(wanted('search') ? await told('search', benchSearch(options)) : []),
      ...(wanted('duplicates') ? await told('duplicates', benchDuplicateSearch(options)) : []),
    ];
    const documents = wanted('documents') ? await told('documents', benchDocuments(options, data)) : [];
    const lives = wanted('live') ? await told('live', benchLive(options, data)) : [];
    const duplicates = wanted('duplicates-quality') ? await told('duplicates', benchDuplicates(options)) : [];
    const state = [`${size} cases, each with 3 products and 3 events; ${rounds} rounds of ${seconds} s, in turn`];
    return reportOf({
      state: [...state, ...(await machineState(data, loadBefore))],
      lines,
      searches,
      documents,
      lives,
      duplicates,
    });
  } finally {
    await data.stop();
  }
}

async function told(name, work) {
  console.log(`Measuring ${name} …`);
  return work;
}

function fail(error) {
  console.error(error.stack ?? error.message);
  process.exit(1);
}
