import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { exists, inPath, programEnvironment } from './programs.js';

const run = promisify(execFile);

export interface FoundOffice {
  /** The program `soffice`. */
  path: string;
  /** A Python that can speak to it. */
  python: string;
}

const APPLICATION = '/Applications/LibreOffice.app/Contents';

/**
 * LibreOffice and a Python with UNO: the installation that was set (which must work), else the first on this machine that
 * works. Throws when there is none.
 */
export async function findOffice(configured?: string): Promise<FoundOffice> {
  for (const path of configured ? [configured] : await installedOffices()) {
    const office = (await exists(path)) && (await probe(path).catch(() => null));
    if (office) return office;
  }
  throw new Error('no LibreOffice with Python and UNO on this machine');
}

async function installedOffices(): Promise<string[]> {
  const official = await readdir('/opt').catch(() => []);
  return [
    ...inPath(['soffice', 'libreoffice']),
    ...official.filter((name) => /^libreoffice/i.test(name)).map((name) => join('/opt', name, 'program/soffice')),
    join(APPLICATION, 'MacOS/soffice'),
  ];
}

async function probe(path: string): Promise<FoundOffice> {
  const program = dirname(await realpath(path));
  const own = [join(program, 'python'), join(APPLICATION, 'Resources/python')];
  const python = await firstThat(hasUno, [...own, '/usr/bin/python3', ...inPath(['python3'])]);
  if (!python) throw new Error('no Python with UNO');
  return { path, python };
}

/** A distribution's UNO belongs to its own Python; another one, first in PATH, knows nothing of it. */
async function hasUno(python: string): Promise<boolean> {
  if (!(await exists(python))) return false;
  return run(python, ['-s', '-B', '-c', 'import uno'], { timeout: 20_000, env: programEnvironment({}) }).then(
    () => true,
    () => false,
  );
}

async function firstThat(
  fits: (path: string) => Promise<boolean>,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths) if (await fits(path)) return path;
  return undefined;
}
