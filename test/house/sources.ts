import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** Below `src/`, with forward slashes. */
  path: string;
  text: string;
  lines: number;
  /** Files of ours that it imports, below `src/`. */
  imports: string[];
  /** Those it needs when it runs, types left out. */
  needs: string[];
}

/** Every source file of the program. */
export function sources(): Source[] {
  return filesBelow(path.join(ROOT, 'src')).map((file) => {
    const text = readFileSync(file, 'utf8');
    const own = path.relative(path.join(ROOT, 'src'), file).replaceAll(path.sep, '/');
    const found = [...text.matchAll(/^(import|export)( type)? (?:[^'";]*? from )?'(\.[^']+)';?$/gm)];
    const target = (specifier: string) => path.posix.join(path.posix.dirname(own), specifier).replace(/\.js$/, '.ts');
    return {
      path: own,
      text,
      lines: text.split('\n').length - 1,
      imports: found.map(([, , , specifier]) => target(specifier!)),
      needs: found.filter(([, , type]) => !type).map(([, , , specifier]) => target(specifier!)),
    };
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.name.endsWith('.ts') ? [file] : [];
  });
}
