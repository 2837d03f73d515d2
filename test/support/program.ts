import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Connection } from '../../src/storage/query.js';
import { ROOT } from '../house/sources.js';
import { PASSWORD, type TestServer } from './server.js';

/** The built program: what the tests run from the command line is what users run. */
export const PROGRAM = 'dist/main.js';

/** Runs a command of the program, with the settings as environment variables. */
export function run(words: readonly string[], settings: Record<string, string>): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const own = {
    NODE_ENV: 'test',
    PORT: '0',
    VIGIA_DEMO: 'off',
    ADMIN_PASSWORD: PASSWORD,
    EXPORT_PDF_ENGINE: 'none',
    LOG_LEVEL: 'error',
    AUTO_FOLLOWUP_ENABLED: 'off',
  };
  return spawn(process.execPath, [PROGRAM, ...words], {
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR, ...own, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. Gives its exit code, what it wrote to each stream, and both as one text. */
export async function finish(
  words: readonly string[],
  settings: Record<string, string>,
): Promise<{ code: number; out: string; error: string; text: string }> {
  const child = run(words, settings);
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  const [out, error] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return { code: await ended, out, error, text: `${out}${error}` };
}

/** The settings of a process that works on the database of a server. */
export function settingsBeside({ house }: TestServer): Record<string, string> {
  return { DATABASE_URL: addressOf(house.database.connection), VIGIA_DATA_DIR: house.config.dataDirectory };
}

/** A connection as DATABASE_URL. Its host may be a folder: the server listens on a socket there. */
export function addressOf({ host, port, user, password, database }: Connection): string {
  return `postgres://${user}${password ? `:${password}` : ''}@${encodeURIComponent(host!)}:${port}/${database}`;
}
