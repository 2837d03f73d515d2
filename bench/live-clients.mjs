// Many subscribers in one process: bare WebSocket frames over bare sockets, so that they cost little beside the servers.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const BUCKET_US = 100;
const BUCKETS = 200_000;
const AGAIN_MS_MAX = 500;
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** What a socket has just received: all share it, as it is looked at before the next one reads. */
const ARRIVED = Buffer.alloc(65_536);
const NOTHING = Buffer.alloc(0);

const readers = [];
const late = new Uint32Array(BUCKETS);
const state = { deliveries: 0, faults: 0, again: 0, lastUs: 0, addresses: [], query: '' };

const nowUs = () => Number(process.hrtime.bigint() / 1000n);

process.on('message', ({ say, ...more }) => {
  if (say === 'open') return open(more);
  if (say === 'forget') late.fill(0);
  const seen = readers.map(({ seen }) => seen);
  const { deliveries, faults, again, lastUs } = state;
  const behind = seen.filter((count) => count < more.expected).length;
  process.send({ deliveries, faults, again, lastUs, behind, p50: latency(0.5), p99: latency(0.99), worst: latency(1) });
});

async function open({ addresses, tokens, count, query, after }) {
  Object.assign(state, { addresses, query });
  for (let place = 0; place < count; place += 1) {
    const token = tokens[Math.floor(place / addresses.length) % tokens.length];
    readers.push({ place, at: place % addresses.length, token, after, seen: 0, rest: undefined });
  }
  // Some at a time: a server's queue of new connections is short.
  for (let from = 0; from < count; from += 100) await Promise.all(readers.slice(from, from + 100).map(enter));
  process.send({ opened: count });
}

/** Resolves once the subscription was sent. Whoever loses the connection comes back at the next address. */
function enter(reader) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(state.addresses[reader.at]);
    const callback = (size, { buffer }) => hear(reader, socket, Buffer.from(buffer, 0, size), resolve) ?? true;
    const socket = connect({ host: hostname, port, noDelay: true, onread: { buffer: ARRIVED, callback } });
    reader.rest = undefined;
    socket.once('connect', () => socket.write(greeting(hostname)));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      state.again += 1;
      reader.at = (reader.at + 1) % state.addresses.length;
      setTimeout(() => enter(reader).then(resolve), Math.random() * AGAIN_MS_MAX);
    });
  });
}

function greeting(host) {
  const key = randomBytes(16).toString('base64');
  return [
    'GET /graphql HTTP/1.1',
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
}

function hear(reader, socket, chunk, entered) {
  let bytes = reader.rest?.length ? Buffer.concat([reader.rest, chunk]) : chunk;
  if (reader.rest === undefined) {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    bytes = bytes.subarray(end + 4);
    const payload = reader.token ? { authorization: `Bearer ${reader.token}` } : {};
    say(socket, { type: 'connection_init', payload });
  }
  for (;;) {
    const frame = frameIn(bytes);
    if (!frame) break;
    bytes = bytes.subarray(frame.length);
    if (frame.kind === TEXT) take(reader, socket, frame.payload.toString('latin1'), entered);
    if (frame.kind === PING) send(socket, PONG, frame.payload);
    if (frame.kind === CLOSE) socket.destroy();
  }
  reader.rest = bytes.length > 0 ? Buffer.from(bytes) : NOTHING;
}

function frameIn(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  const size = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < head + size) return undefined;
  return { kind: bytes[0] & 0x0f, payload: bytes.subarray(head, head + size), length: head + size };
}

const EVENT = /"body":"(\d+) (\d+) /;

function take(reader, socket, text, entered) {
  if (text.startsWith('{"type":"connection_ack"')) {
    const variables = { after: reader.after };
    say(socket, { id: `r${reader.place}`, type: 'subscribe', payload: { query: state.query, variables } });
    return entered();
  }
  const [, number, sentUs] = EVENT.exec(text) ?? [];
  const at = text.indexOf('"eventId":"') + 11;
  if (at > 10) reader.after = text.slice(at, text.indexOf('"', at));
  // Each once, and in order: whatever else comes is a fault.
  if (Number(number) !== reader.seen) {
    state.faults += 1;
    if (state.faults < 5) console.error(`${reader.place} expected ${reader.seen}: ${text.slice(0, 300)}`);
    return;
  }
  reader.seen += 1;
  state.deliveries += 1;
  state.lastUs = nowUs();
  late[Math.min(BUCKETS - 1, Math.floor((state.lastUs - Number(sentUs)) / BUCKET_US))] += 1;
}

function say(socket, message) {
  send(socket, TEXT, Buffer.from(JSON.stringify(message)));
}

/** Clients have to mask what they send; a mask of zeros leaves it as it is. */
function send(socket, kind, payload) {
  const head = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  head[0] = 0x80 | kind;
  head[1] = 0x80 | Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  socket.write(Buffer.concat([head, payload]));
}

/** In milliseconds, of what was received since the last `forget`. */
function latency(share) {
  const total = late.reduce((sum, count) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share));
  const bucket = late.findIndex((count) => (left -= count) <= 0);
  return bucket < 0 ? NaN : ((bucket + 1) * BUCKET_US) / 1000;
}
