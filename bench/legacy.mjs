import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DATA } from './processes.mjs';

const run = promisify(execFile);

/**
 * What the legacy server does: a new `soffice --convert-to pdf` for each document, with a profile that stays. Several at once
 * need a profile each. Undefined where the machine has no LibreOffice.
 */
export function legacyMethod() {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const folder = path.join(DATA, 'legacy');
  rmSync(folder, { recursive: true, force: true });
  const free = [];
  let made = 0;
  return async (docx) => {
    const place = free.pop() ?? path.join(folder, String(++made));
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'in.docx'), docx);
    const profile = pathToFileURL(path.join(place, 'profile')).href;
    const words = ['--headless', '--convert-to', 'pdf', '--outdir', place, path.join(place, 'in.docx')];
    await run('soffice', [`-env:UserInstallation=${profile}`, ...words], { timeout: 120_000 });
    free.push(place);
    return readFileSync(path.join(place, 'in.pdf'));
  };
}
