import { readdirSync, readFileSync } from 'node:fs';

export interface MarkedProcess {
  pid: number;
  parent: number;
  group: number;
  /** One letter of /proc: `R` and `S` work and wait, `T` is stopped, `Z` has ended and nobody has heard of it. */
  state: string;
  /** Command line and environment. */
  said: string;
}

/** Every process, whoever its parent has become, that has a text in its command line or its environment. Linux only. */
export function processesMarked(mark: string): MarkedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const process = lookAt(pid);
      return process?.said.includes(mark) ? [process] : [];
    });
}

function lookAt(pid: string): MarkedProcess | null {
  try {
    const [state, parent, group] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const said = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')).join('\n');
    return { pid: Number(pid), parent: Number(parent), group: Number(group), state: state!, said };
  } catch {
    // It ended while we looked, or is another's.
    return null;
  }
}
