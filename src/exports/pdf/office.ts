import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { DocumentUnfit, EngineGone, unlessStopped } from './attempt.js';
import type { FoundOffice } from './find-office.js';
import { officeSettings } from './office-settings.js';
import { OFFICE_WORKER } from './office-worker.js';
import { killGroup, openProfile, programEnvironment, removeProfile } from './programs.js';

/** A running LibreOffice with the Python beside it. It does one document at a time. */
export interface Office {
  documents: number;
  /** Memory of its processes after the last document; 0 where the system does not tell. */
  residentBytes: number;
  /** Sends an order and waits for its answer. */
  readonly ask: (order: object) => Promise<Answer>;
  readonly child: ChildProcess;
  /** `LibreOffice 7.4.7.2` */
  readonly version: string;
  readonly profile: string;
  /** Name of the pipe that the two speak by. */
  readonly pipe: string;
}

interface Answer {
  residentBytes?: number;
  problem?: string;
  version?: string;
}

const START_MS = 60_000;

/** Starts a LibreOffice with a new profile, and waits until it takes orders. Throws EngineGone when it does not. */
export async function openOffice(
  found: FoundOffice,
  cacheDirectory: string,
  fonts: string,
  signal: AbortSignal,
): Promise<Office> {
  const profile = await openProfile(cacheDirectory);
  await mkdir(join(profile, 'user'), { mode: 0o700 });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), officeSettings());
  const worker = join(profile, 'worker.py');
  await writeFile(worker, OFFICE_WORKER);
  const pipe = `vigia${randomBytes(12).toString('hex')}`;
  const child = spawn(found.python, ['-s', '-B', worker, found.path, profile, pipe], {
    cwd: profile,
    // Paths may hold any letter, whatever the language of the machine.
    env: { ...programEnvironment({ home: profile, fonts }), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const { ask, next } = conversation(child);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  try {
    const { version } = await unlessStopped(next(), patience);
    return { documents: 0, residentBytes: 0, version: version ?? 'LibreOffice', ask, child, profile, pipe };
  } catch (error) {
    await killOffice({ child, profile, pipe });
    throw error;
  }
}

/** Orders and answers, line by line. Whoever waits when the program ends hears that it is gone. */
function conversation(child: ChildProcess): Pick<Office, 'ask'> & { next: () => Promise<Answer> } {
  let waiting: PromiseWithResolvers<Answer> | undefined;
  let ended = false;
  const onEnd = () => {
    ended = true;
    waiting?.reject(new EngineGone('LibreOffice ended'));
  };
  child.once('exit', onEnd).on('error', onEnd);
  // An order that meets a closed pipe is answered by the end of the program.
  child.stdin!.on('error', () => {});
  createInterface(child.stdout!).on(
    'line',
    (line) => line.startsWith('{') && waiting?.resolve(JSON.parse(line) as Answer),
  );
  const next = () => {
    if (ended) throw new EngineGone('LibreOffice ended');
    waiting = Promise.withResolvers<Answer>();
    return waiting.promise;
  };
  const ask = async (order: object) => {
    const answer = next();
    child.stdin!.write(`${JSON.stringify(order)}\n`);
    return answer;
  };
  return { ask, next: async () => next() };
}

/** One document: its files have names that nobody can guess, in the private folder, and are gone afterwards whatever happens. */
export async function convertInOffice(office: Office, docx: Uint8Array): Promise<Uint8Array> {
  const name = join(office.profile, randomBytes(12).toString('hex'));
  const [source, target] = [`${name}.docx`, `${name}.pdf`];
  office.documents += 1;
  try {
    await writeFile(source, docx, { mode: 0o600 }).catch((cause: unknown) => {
      throw new EngineGone('the folder of LibreOffice is gone', { cause });
    });
    const { residentBytes = 0, problem } = await office.ask({ source, target });
    office.residentBytes = residentBytes;
    if (problem) throw new DocumentUnfit(`LibreOffice could not print the document: ${problem}`);
    return await readFile(target);
  } finally {
    await Promise.all([rm(source, { force: true }), rm(target, { force: true })]);
  }
}

/** Ends LibreOffice and its Python at once, whatever they do, and removes what they leave. */
export async function killOffice({ child, profile, pipe }: Pick<Office, 'child' | 'profile' | 'pipe'>): Promise<void> {
  const isRunning = child.exitCode === null && child.signalCode === null;
  const ended = isRunning && child.pid ? once(child, 'exit') : undefined;
  // The others of its group may live on where the first one has ended.
  if (child.pid) killGroup(child.pid);
  await ended;
  await removeDeadPipes(pipe).catch(() => {});
  await removeProfile(profile);
}

const PIPES = '/tmp';
const LOOKS_MAX = 100;

/** LibreOffice puts its pipes into /tmp, whatever its environment says, and cannot remove them when it is killed. */
async function removeDeadPipes(pipe: string): Promise<void> {
  let open = await readFile('/proc/net/unix', 'utf8');
  for (let look = 0; look < LOOKS_MAX && open.includes(pipe); look++) {
    await setTimeout(20);
    open = await readFile('/proc/net/unix', 'utf8');
  }
  const ours = (await readdir(PIPES)).filter((name) => name.startsWith(`OSL_PIPE_${process.getuid?.()}_`));
  // Looked at after the folder: one that was made in between is open, and must not be taken for dead.
  open = await readFile('/proc/net/unix', 'utf8');
  const dead = ours.filter((name) => !open.includes(`${PIPES}/${name}`));
  await Promise.all(dead.map((name) => rm(join(PIPES, name), { force: true })));
}
