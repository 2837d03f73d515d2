import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cpuOf, cpuOfPostgres } from './cpu.mjs';
import { DATA } from './processes.mjs';

const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
export const GENERATOR = hasWrk ? 'wrk -t1' : 'autocannon (install wrk for steadier figures)';
const SLACK_MS = 20_000;

/**
 * Sends the requests round and round for some seconds. Gives requests a second, latencies in milliseconds, and the CPU
 * time in microseconds that one request took of the server and of PostgreSQL. Throws when any answer was an error.
 */
export async function load(server, requests, { seconds, connections = 16 }, data) {
  const before = [cpuOf(server.pid), cpuOfPostgres(data.folder)];
  const run = hasWrk ? withWrk : withAutocannon;
  const { sent, failed, ...measured } = await run(server, requests, seconds, connections);
  if (sent === 0) throw new Error(`no answer within ${seconds} s`);
  if (failed > 0) throw new Error(`${server.name}: ${failed} of ${sent} requests failed`);
  const [node, postgres] = [cpuOf(server.pid) - before[0], cpuOfPostgres(data.folder) - before[1]];
  return { ...measured, sent, nodeUs: node / sent, postgresUs: postgres / sent };
}

async function withWrk(server, requests, seconds, connections) {
  const script = path.join(DATA, 'requests.lua');
  writeFileSync(script, luaOf(server, requests));
  const words = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, server.address];
  const { stdout } = await promisify(execFile)('wrk', words, { timeout: seconds * 1000 + SLACK_MS });
  const found = /^RESULT (.*)$/m.exec(stdout);
  if (!found) throw new Error(`wrk said:\n${stdout}`);
  const { us, p50, p99, ...counts } = JSON.parse(found[1]);
  return { ...counts, perSecond: counts.sent / (us / 1e6), p50: p50 / 1000, p99: p99 / 1000 };
}

/** JSON's quoting of strings is Lua's too, for the texts that we send. */
function luaOf({ headers = {} }, requests) {
  const lines = requests.map(({ method, path: address, body }) => {
    const all = { ...headers, ...(body && { 'content-type': 'application/json' }) };
    const pairs = Object.entries(all).map(([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`);
    const text = body ? JSON.stringify(JSON.stringify(body)) : 'nil';
    return `  made[#made + 1] = wrk.format(${JSON.stringify(method)}, ${JSON.stringify(address)}, {${pairs.join(', ')}}, ${text})`;
  });
  return `local made, place = {}, 0
function init()
${lines.join('\n')}
end
function request()
  place = place % #made + 1
  return made[place]
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\nRESULT {"sent":%d,"failed":%d,"us":%d,"p50":%d,"p99":%d}\\n', summary.requests, failed,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
`;
}

async function withAutocannon({ address, headers = {} }, requests, seconds, connections) {
  const { default: autocannon } = await import('autocannon');
  const result = await autocannon({
    url: address,
    connections,
    duration: seconds,
    requests: requests.map(({ method, path: address, body }) => ({
      method,
      path: address,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })),
  });
  const { requests: sent, latency, errors, non2xx, duration } = result;
  return {
    sent: sent.total,
    failed: errors + non2xx,
    perSecond: sent.total / duration,
    p50: latency.p50,
    p99: latency.p99,
  };
}

/** One request, and its answer as JSON. Throws when it is an error, GraphQL errors included. */
export async function send({ name, address, headers }, { method, path: where, body }) {
  const answer = await fetch(address + where, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const read = await answer.json();
  if (!answer.ok || read.errors) throw new Error(`${name}: ${answer.status} ${JSON.stringify(read).slice(0, 1000)}`);
  return read;
}
