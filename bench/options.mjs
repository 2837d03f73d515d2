import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const BENCHES = ['reads', 'create', 'search', 'documents', 'live', 'duplicates', 'duplicates-quality'];

const USAGE = `npm run bench -- [options]

  --only reads,create,search,documents,live,duplicates,duplicates-quality
                              these benches only
  --size 100000               cases in the database
  --sizes 100000,1000000      sizes to search at, and to look for duplicates; default: --size and ten times as many
  --seconds 4                 length of one timed round
  --rounds 3                  timed rounds of each server, in turn
  --quick                     5,000 cases, two rounds of a second: to see that everything works
  --save                      write the table to bench/results/<date>.md
  --of <folder>               measure another checkout of VIGIA than this one
  --profile                   write CPU profiles of our server to bench/.data/profiles (costs some speed)`;

const FLAGS = {
  only: { type: 'string' },
  size: { type: 'string' },
  sizes: { type: 'string' },
  seconds: { type: 'string' },
  rounds: { type: 'string' },
  of: { type: 'string' },
  quick: { type: 'boolean' },
  save: { type: 'boolean' },
  profile: { type: 'boolean' },
  help: { type: 'boolean' },
};

/** What is to be measured, and for how long. Ends the program on a wrong option. */
export function readOptions() {
  try {
    const { values } = parseArgs({ options: FLAGS });
    if (values.help) return leave(USAGE, 0);
    return settled(values);
  } catch (error) {
    return leave(`${error.message}\n\n${USAGE}`, 2);
  }
}

function settled({ quick = false, save = false, profile = false, ...values }) {
  const size = wholeNumber('size', values.size ?? (quick ? 5000 : 100_000));
  const sizes = values.sizes?.split(',').map((text) => wholeNumber('sizes', text));
  const only = values.only?.split(',') ?? BENCHES;
  const unknown = only.find((name) => !BENCHES.includes(name));
  if (unknown) throw new Error(`There is no bench ${unknown}`);
  return {
    only,
    size,
    sizes: sizes ?? [size, size * (quick ? 2 : 10)],
    seconds: wholeNumber('seconds', values.seconds ?? (quick ? 1 : 4)),
    rounds: wholeNumber('rounds', values.rounds ?? (quick ? 2 : 3)),
    quick,
    save,
    profile,
    root: path.resolve(values.of ?? fileURLToPath(new URL('..', import.meta.url))),
  };
}

function wholeNumber(name, given) {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number above 0`);
  return number;
}

function leave(text, code) {
  console.log(text);
  process.exit(code);
}
