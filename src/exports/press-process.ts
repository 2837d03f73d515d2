import { readFileSync } from 'node:fs';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { Order, Outcome } from './press.js';

/**
 * The process that sets pages with typst, started by `press.ts` with the template and the fonts as arguments. It is apart
 * because typst, when it panics, ends the whole process that it runs in.
 */
const [templateFile = '', ...fontFiles] = process.argv.slice(2);
const template = readFileSync(templateFile, 'utf8');
const fontBlobs = fontFiles.map((file) => readFileSync(file));
// Nothing can lie below a file: there is nothing that a template could read.
const typst = NodeCompiler.create({ workspace: templateFile, fontArgs: [{ fontBlobs }] });

process.on('message', (order: Order) => process.send!(outcomeOf(order)));
process.send!('ready');

function outcomeOf({ data, seconds }: Order): Outcome {
  try {
    return { pdf: print(data, seconds) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

/** The data goes in as JSON, which the template takes for text: nothing in it is ever read as markup. */
function print(data: string, seconds: number): Buffer {
  const made = typst.compile({ mainFileContent: template, inputs: { caso: data } });
  // typst remembers what it worked out for earlier sheets, and would do so for ever.
  typst.evictCache(SHEETS_REMEMBERED);
  if (made.result) return typst.pdf(made.result, { creationTimestamp: seconds });
  const faults: { message: string }[] = made.takeError()?.shortDiagnostics ?? [];
  throw new Error(faults.map(({ message }) => message).join('; '));
}

const SHEETS_REMEMBERED = 10;
