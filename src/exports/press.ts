import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLanes } from './lanes.js';

/**
 * Sets pages with typst, in a process of its own: texts exist at which typst 0.13 panics (a right-to-left override over
 * Latin letters), and that ends the whole process it runs in. Started when it is needed, and again when it has ended.
 */
export interface Press {
  /** The template filled with data (JSON), as PDF dated `moment`. Throws where typst fails, ends, hangs or does not run here. */
  print(data: string, moment: Date): Promise<Buffer>;
  /** Starts the process ahead of the first page. Throws where typst does not run on this platform. */
  warm(): Promise<void>;
  close(): void;
}

/** What the process is asked for, and what it answers. */
export interface Order {
  data: string;
  seconds: number;
}
export type Outcome = { pdf: Uint8Array } | { fault: string };

interface Running {
  child: ChildProcess;
  ready: Promise<void>;
  /** Aborts when the process ends. */
  ended: AbortSignal;
}

export function createPress(templateFile: string, fontFiles: readonly string[]): Press {
  // One page at a time: the text that ends the process takes no other page with it.
  const inTurn = createLanes(1);
  let running: Running | undefined;
  const current = () => {
    if (running) return running;
    const started = (running = start([templateFile, ...fontFiles]));
    started.ended.addEventListener('abort', () => running === started && (running = undefined));
    return started;
  };
  return {
    print: (data, moment) => inTurn(() => order(current(), { data, seconds: Math.floor(moment.getTime() / 1000) })),
    warm: () => current().ready,
    close: () => void running?.child.kill('SIGKILL'),
  };
}

const PROGRAM = fileURLToPath(new URL(`press-process${extname(import.meta.url)}`, import.meta.url));

function start(files: string[]): Running {
  // No secrets of ours, and no way to speak: what typst says when it panics holds pieces of the text.
  const child = fork(PROGRAM, files, {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const life = new AbortController();
  const end = () => life.abort();
  child.on('error', end).once('exit', end);
  const ready = once(child, 'message', { signal: life.signal }).then(() => {
    // Waiting for orders, it keeps nobody from ending.
    child.unref();
    child.channel?.unref();
  });
  ready.catch(() => {});
  return { child, ready, ended: life.signal };
}

/** A page takes milliseconds: whatever takes this long will not end. */
const DEADLINE_MS = 10_000;

async function order({ child, ready, ended }: Running, order: Order): Promise<Buffer> {
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  try {
    await ready;
    child.send(order);
    const [outcome] = (await once(child, 'message', { signal: ended })) as [Outcome];
    if ('fault' in outcome) throw new Error(`typst: ${outcome.fault}`);
    return Buffer.from(outcome.pdf);
  } finally {
    clearTimeout(deadline);
  }
}
