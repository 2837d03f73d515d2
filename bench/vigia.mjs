import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DATA, startProcess } from './processes.mjs';

export const EMAIL = 'bench@vigia.example.org';
export const PASSWORD = 'medir-no-es-adivinar';

/** Our server on this data as a user would run it: authentication, document guard, audit and request log on. */
export async function startVigia({ root, profile }, data, { words = [], env = {} } = {}) {
  const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${path.join(DATA, 'profiles')}`] : [];
  const server = await startProcess('vigia', [...words, ...profiling, path.join(root, 'dist', 'main.js')], {
    cwd: root,
    env: {
      VIGIA_DATA_DIR: data.folder,
      DATABASE_URL: '',
      VIGIA_DEMO: 'off',
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      ...env,
    },
  });
  return { ...server, headers: { authorization: `Bearer ${await logIn(server.address)}` } };
}

export async function logIn(address, username = EMAIL, password = PASSWORD) {
  const answer = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const { access_token: token, ...rest } = await answer.json();
  if (!token) throw new Error(`VIGIA does not let the bench in: ${JSON.stringify(rest)}`);
  return token;
}

/** The SQL that our server sends for each of these requests (of `requestsOf(server)`): what the floor sends in its place. */
export async function recordSql(options, data, requestsOf, send) {
  const file = path.join(DATA, 'recorded-sql.jsonl');
  writeFileSync(file, '');
  const words = ['--import', path.join(import.meta.dirname, 'record-sql.mjs')];
  const env = { BENCH_SQL_FILE: file, BENCH_ROOT: options.root };
  const server = await startVigia({ ...options, profile: false }, data, { words, env });
  try {
    const recorded = [];
    for (const request of await requestsOf(server)) {
      const before = readFileSync(file, 'utf8').length;
      await send(server, request);
      const lines = readFileSync(file, 'utf8').slice(before).trim().split('\n');
      recorded.push(lines.map((line) => JSON.parse(line)).filter(({ text }) => /\bicsr\b/.test(text)));
    }
    return recorded;
  } finally {
    await server.stop();
  }
}
