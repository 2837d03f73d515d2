// Makes a fresh clone ready for `npm start` and `npm test`. Runs before both, on whatever Node 18+ the machine has, so it
// uses nothing newer and no package. Takes a few milliseconds when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest Node the server runs on. */
const NODE_MIN = [22, 17];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...names) => join(root, ...names);
const read = (...names) => (existsSync(at(...names)) ? readFileSync(at(...names), 'utf8') : undefined);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const startsServer = process.argv[2] === 'start' || process.env.npm_lifecycle_event === 'prestart';
const lockHash = sha256(read('package-lock.json') ?? '');

if (!isInstalled()) install();
requireNode(packagedNode()?.version ?? process.versions.node);
if (startsServer) build();

/** True when node_modules is what package-lock.json says: by the stamp of our last install, or package by package. */
function isInstalled() {
  const installed = read('node_modules', '.package-lock.json');
  if (installed === undefined) return false;
  if (read('node_modules', '.vigia-install') === lockHash) return true;
  if (!agrees(JSON.parse(installed).packages, JSON.parse(read('package-lock.json')).packages)) return false;
  rememberInstall();
  return true;
}

/** Optional packages may be absent: most are for other platforms. */
function agrees(installed, locked) {
  const fits = (wanted, found) => (found ? found.version === wanted.version : wanted.optional || wanted.devOptional);
  return Object.keys(locked).every((name) => name === '' || fits(locked[name], installed[name]));
}

function rememberInstall() {
  try {
    writeFileSync(at('node_modules', '.vigia-install'), lockHash);
  } catch {} // somebody else's node_modules, which we may only read: we shall compare again each time
}

function install() {
  // Where no Node comes as a package the machine's own will run: say so now, not after a minute of downloads.
  const { optionalDependencies = {} } = JSON.parse(read('package.json'));
  if (!optionalDependencies[nodePackage()]) requireNode(process.versions.node);
  // An install that is killed half-way must not look like a finished one.
  rmSync(at('node_modules', '.vigia-install'), { force: true });
  rmSync(at('node_modules', '.package-lock.json'), { force: true });
  step('Installing the packages', npm(), ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  rememberInstall();
}

/** The npm that runs us, with the Node that runs it; npm from PATH when started by hand. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && /npm-cli\.c?js$/.test(script)) return [node ?? process.execPath, script];
  return process.platform === 'win32' ? [process.env.ComSpec ?? 'cmd.exe', '/d', '/c', 'npm'] : ['npm'];
}

function build() {
  const sources = sourcesHash();
  if (existsSync(at('dist')) && read('dist', '.build-stamp') === sources) return;
  // Emptied first: outputs of deleted sources would be found again, and no stamp is left if the build is killed.
  rmSync(at('dist'), { recursive: true, force: true });
  const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
  step('Building the server', [packagedNode()?.program ?? process.execPath, compiler], ['-p', 'tsconfig.build.json']);
  writeFileSync(at('dist', '.build-stamp'), sources);
}

/** Changes when any input of the build does; by content, as a checkout gives files new times. */
function sourcesHash() {
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const paths = [...configs.map((name) => at(name)), ...filesBelow(at('src'))].sort();
  return sha256(lockHash + paths.map((path) => `${path.slice(root.length)} ${sha256(readFileSync(path))}\n`).join(''));
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Runs a command and prints one line about it; what the command itself says is shown only when it fails. */
function step(title, [program, ...first], rest) {
  const start = Date.now();
  process.stdout.write(`${title} … `);
  const ran = spawnSync(program, [...first, ...rest], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  if (ran.status === 0) return void console.log(`done in ${seconds} s`);
  console.log(`failed after ${seconds} s`);
  fail([ran.stdout, ran.stderr, ran.error?.message].filter(Boolean).join('\n'));
}

function nodePackage() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/** The Node that npm scripts will find first, installed as a package; undefined on platforms that have none. */
function packagedNode() {
  const description = read('node_modules', nodePackage(), 'package.json');
  const program = at('node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return description && { version: JSON.parse(description).version, program };
}

function requireNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`VIGIA needs Node ${NODE_MIN.join('.')} or newer and found ${version}. Install Node 24 (https://nodejs.org).`);
}

function fail(message) {
  console.error(message.trim());
  process.exit(1);
}
