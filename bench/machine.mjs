import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { GENERATOR } from './load.mjs';

/** What the figures were taken on, in a few lines. */
export async function machineState(data, loadBefore) {
  const [postgres] = await data.query(`select current_setting('server_version') as version`);
  const [first] = cpus();
  return [
    `${cpus().length} cores (${first.model}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, PostgreSQL ${postgres.version}`,
    `load average before ${loadOf(loadBefore)}, after ${loadOf(loadavg())} (these benches alone bring it to about 3)`,
    `load by ${GENERATOR}, 16 connections unless said otherwise; servers, PostgreSQL and load share the cores`,
    `peers: ${peerVersions()}`,
  ];
}

const loadOf = (averages) => averages.map((value) => value.toFixed(1)).join(' ');

function peerVersions() {
  const { dependencies } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));
  const shown = ['postgraphile', 'mercurius', 'graphql-yoga', '@pothos/core', 'drizzle-orm', 'pg'];
  return shown.map((name) => `${name} ${dependencies[name]}`).join(', ');
}
