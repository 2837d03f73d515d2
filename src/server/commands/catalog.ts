import { MultiBar, Presets } from 'cli-progress';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { cleaned } from '../../domain/validation.js';
import { type RefusedRow, upsertCatalogProducts } from '../../use-cases/catalog/upsert.js';
import type { RequestContext } from '../../use-cases/use-case.js';
import type { OpenHouse } from '../house.js';
import { type CsvProduct, readCatalogCsv } from './catalog-csv.js';
import { type Command, operatorContext, withHouse } from './command.js';

const ROWS_OF_A_BATCH = 1000;

/** `catalog load`: exit code 0 when every line is in, 3 when some were refused. Loading a file again changes nothing. */
export const catalogCommand: Command = {
  usage: 'load <file.csv>',
  about: 'Add or change products of the catalogue by their registration',
  async run([verb, file]) {
    if (verb !== 'load' || !file) {
      console.error('vigia catalog load <file.csv>');
      return 2;
    }
    return withHouse((house) => load(house, file));
  },
};

interface Counts {
  created: number;
  updated: number;
  skipped: number;
  refused: number;
}

interface Progress {
  /** Something that went wrong. */
  tell(text: string): void;
  at(bytes: number, counts: Counts): void;
  whole(counts: Counts): void;
  end(): void;
}

async function load(house: OpenHouse, file: string): Promise<number> {
  const { size } = await stat(file);
  const counts: Counts = { created: 0, updated: 0, skipped: 0, refused: 0 };
  const progress = process.stderr.isTTY ? progressBar(size) : progressLines();
  const stream = createReadStream(file);
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  try {
    const products = readCatalogCsv(lines, (columns) => progress.tell(`columns left out: ${columns.join(', ')}`));
    const batch = new Batch(house, counts, (text) => progress.tell(text));
    for await (const product of products) {
      if (await batch.add(product)) progress.at(stream.bytesRead, counts);
    }
    await batch.save();
    progress.whole(counts);
  } finally {
    progress.end();
    lines.close();
    stream.destroy();
  }
  console.log(sentence(counts));
  return counts.refused === 0 ? 0 : 3;
}

function sentence({ created, updated, skipped, refused }: Counts): string {
  return `${created} created, ${updated} updated, ${skipped} unchanged, ${refused} refused.`;
}

/** Lines on their way into the database, a transaction for each thousand. */
class Batch {
  private waiting: { line: number; product: Record<string, unknown> }[] = [];
  private readonly context: RequestContext;
  /** Registrations of the batches before: a second line with the same one would undo the first. */
  private readonly loaded = new Set<unknown>();

  constructor(
    house: OpenHouse,
    private readonly counts: Counts,
    private readonly tell: (text: string) => void,
  ) {
    this.context = operatorContext(house, 'catalog:write', 'catalog load');
  }

  /** True when it filled up and was saved. */
  async add(read: CsvProduct): Promise<boolean> {
    if ('fault' in read) this.refuse(read.line, null, read.fault);
    else if (this.loaded.has(read.product.numeroRegistro)) {
      this.refuse(read.line, String(read.product.numeroRegistro), 'numero_registro está repetido en el archivo');
    } else this.waiting.push(read);
    if (this.waiting.length < ROWS_OF_A_BATCH) return false;
    await this.save();
    return true;
  }

  async save(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const products = batch.map(({ product }) => product);
    const { created, updated, skipped, errors } = await upsertCatalogProducts(this.context, { products });
    this.counts.created += created;
    this.counts.updated += updated;
    this.counts.skipped += skipped;
    const refused = new Set(errors.map(({ index }: RefusedRow) => index));
    for (const { index, numeroRegistro, error } of errors) this.refuse(batch[index]!.line, numeroRegistro, error);
    products.forEach((product, index) => {
      if (!refused.has(index)) this.loaded.add(product.numeroRegistro);
    });
  }

  private refuse(line: number, registration: string | null, why: string): void {
    this.counts.refused += 1;
    this.tell(`line ${line}${registration ? ` (${registration})` : ''}: ${why}`);
  }
}

function progressBar(bytes: number): Progress {
  const format = '{bar} {percentage}% | {lines} lines, {refused} refused';
  const bars = new MultiBar({ format, barsize: 24, hideCursor: true, linewrap: null }, Presets.shades_classic);
  const bar = bars.create(bytes, 0, { lines: 0, refused: 0 });
  const at = (done: number, { created, updated, skipped, refused }: Counts) =>
    bar.update(done, { lines: created + updated + skipped + refused, refused });
  return {
    tell: (text) => bars.log(`${cleaned(text)}\n`),
    at,
    whole: (counts) => at(bytes, counts),
    end() {
      // What was told since the last drawing would else be lost.
      bars.update();
      bars.stop();
    },
  };
}

function progressLines(): Progress {
  return {
    tell: (text) => console.error(cleaned(text)),
    at: (_done, counts) => console.log(`… ${sentence(counts)}`),
    whole: () => undefined,
    end: () => undefined,
  };
}
