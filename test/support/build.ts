import { execFileSync } from 'node:child_process';
import { ROOT } from '../house/sources.js';

/** Builds the program once for a run: what the tests start from the command line is what users start. Short when nothing has changed. */
export default function setup(): void {
  const words = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
}
