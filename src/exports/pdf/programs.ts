import { access, chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { now } from '../../clock.js';

/** What both engines need of the programs that they start: to find them, to keep secrets from them, to end them, to tidy up. */

/** Where programs of these names would lie, folder after folder of PATH for each name. None on Windows, where PATH is no guide. */
export function inPath(names: readonly string[]): string[] {
  if (process.platform === 'win32') return [];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const PASSED_ON = ['PATH', 'LANG', 'TZ', 'SystemRoot', 'TEMP', 'TMP', 'LOCALAPPDATA', 'PROGRAMFILES'];

/** The environment of a program: none of the server's secrets and no proxy, its own fonts, and its own libraries where it needs them. */
export function programEnvironment(own: { home?: string; fonts?: string; libraries?: string }): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]!] as const],
  );
  return {
    ...Object.fromEntries(passed),
    ...(own.home && { HOME: own.home, TMPDIR: own.home }),
    ...(own.fonts && { FONTCONFIG_FILE: own.fonts }),
    ...(own.libraries && { LD_LIBRARY_PATH: own.libraries }),
  };
}

/** Ends a program that leads a group of its own, and its children: they alone would notice its end, but not while they hang. */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
}

/** Makes the folder that programs are kept and run in, tidied up after servers that were killed. */
export async function openCache(cacheDirectory: string): Promise<void> {
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
  // We run what lies there: nobody else may put anything into it. Fails when the folder is another's.
  await chmod(cacheDirectory, 0o700);
  for (const name of await readdir(cacheDirectory)) {
    const path = join(cacheDirectory, name);
    if (await isLeftOver(path, name)) await rm(path, { recursive: true, force: true });
  }
}

/** Containers may share the cache: the host tells their process numbers apart. */
const HOST = hostname().replace(/[^\w.-]/g, '_');
const live = new Set<string>();
let profiles = 0;

/** A new private folder for one program that runs, which may hold parts of documents. */
export async function openProfile(cacheDirectory: string): Promise<string> {
  const name = `profile-${HOST}-${process.pid}-${++profiles}`;
  const path = join(cacheDirectory, name);
  live.add(name);
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Removes the folder of a program that has ended. */
export async function removeProfile(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  live.delete(basename(path));
}

const OTHER_HOST_MS = 24 * 60 * 60 * 1000;

/** Of another host nothing can be known but the age: it may run still. */
async function isLeftOver(path: string, name: string): Promise<boolean> {
  const [, host, pid] = /^profile-(.+)-(\d+)-\d+$/.exec(name) ?? [];
  if (!pid || live.has(name)) return false;
  if (host !== HOST) return (await ageOf(path)) > OTHER_HOST_MS;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

async function ageOf(path: string): Promise<number> {
  return now().getTime() - (await stat(path)).mtimeMs;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
