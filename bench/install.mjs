import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const STAMP = path.join(here, 'node_modules', '.bench-install');

/** The servers to compare with (bench/package.json) and the build of ours. Does nothing where nothing changed. */
export function prepare(root) {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(here, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lock) {
    console.log('Installing the servers to compare with …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], here);
    writeFileSync(STAMP, lock);
  }
  run(process.execPath, [path.join(root, 'scripts', 'bootstrap.mjs'), 'start'], root);
}

function run(program, words, cwd) {
  const { status, error } = spawnSync(program, words, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} failed${error ? `: ${error.message}` : ''}`);
}
