import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MICROSECONDS_OF_A_TICK = 10_000;

/** CPU microseconds that a process has used; 0 where /proc is not there to tell. */
export function cpuOf(pid) {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_OF_A_TICK : 0;
}

/** The same for all processes of the PostgreSQL in this data folder, those that have ended included. */
export function cpuOfPostgres(folder) {
  const postmaster = postmasterOf(folder);
  if (!postmaster) return 0;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.[1] === postmaster);
  const gone = statOf(postmaster) ?? [];
  const endedUs = (Number(gone[13] ?? 0) + Number(gone[14] ?? 0)) * MICROSECONDS_OF_A_TICK;
  return children.reduce((sum, pid) => sum + cpuOf(pid), endedUs);
}

function postmasterOf(folder) {
  try {
    return readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0];
  } catch {
    return undefined;
  }
}

/** CPU microseconds of the programs that this process started and that have ended. */
export function cpuOfEnded() {
  const fields = statOf('self') ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * MICROSECONDS_OF_A_TICK;
}

/** A process and all that it started, and what those started. */
export function treeOf(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(statOf(name)?.[1])]);
  const below = (parent) => parents.filter(([, its]) => its === parent).flatMap(([child]) => [child, ...below(child)]);
  return [pid, ...below(pid)];
}

/** Memory of a process and all below it, in bytes; what several share is shared out among them. */
export function memoryOfTree(pid) {
  return treeOf(pid).reduce((sum, one) => sum + memoryOf(one), 0);
}

function memoryOf(pid) {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024;
  } catch {
    return 0;
  }
}

/** The fields of /proc/<pid>/stat from the state on: what stands before may hold blanks. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  } catch {
    return undefined;
  }
}
