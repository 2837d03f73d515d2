import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const DATA = path.join(import.meta.dirname, '.data');
const READY_MS = 120_000;
const STOP_MS = 10_000;

const running = new Set();
// Whatever happens to the bench, no server of its outlives it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

/** Starts a server that prints its address once it listens. Its log goes to `bench/.data/<name>.log`. */
export async function startProcess(name, words, { env = {}, cwd } = {}) {
  mkdirSync(DATA, { recursive: true });
  const log = path.join(DATA, `${name}.log`);
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', openSync(log, 'w')],
  });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve)).finally(() => running.delete(child));
  const address = await addressOf(child, ended).catch((error) => {
    child.kill('SIGKILL');
    throw new Error(`${name}: ${error.message}\n${readFileSync(log, 'utf8').slice(-2000)}`);
  });
  return { name, address, pid: child.pid, stop: () => stop(child, ended) };
}

async function addressOf(child, ended) {
  let said = '';
  const ready = new Promise((resolve) =>
    child.stdout.on('data', (text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    }),
  );
  const failed = ended.then((code) => Promise.reject(new Error(`ended with code ${code}\n${said}`)));
  return Promise.race([ready, failed, after(READY_MS, () => Promise.reject(new Error('is not ready in time')))]);
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  await Promise.race([ended, after(STOP_MS, () => child.kill('SIGKILL'))]);
}

function after(ms, act) {
  return new Promise((resolve, reject) => setTimeout(() => Promise.resolve(act()).then(resolve, reject), ms).unref());
}
