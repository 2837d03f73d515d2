import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { cpuOf, cpuOfPostgres } from './cpu.mjs';
import { onCopy, vigia } from './data.mjs';
import { startPeer } from './reads.mjs';
import { EMAIL, logIn, PASSWORD, startVigia } from './vigia.mjs';

const SUBSCRIBERS = 2000;
/** Sockets that one person may have at one process, and both halves may meet at one. */
const SOCKETS_OF_A_PERSON = 20;
/** Each is 2,000 deliveries: a little more than the aim asks for. */
const EVENTS_PER_SECOND = 10.5;
const AIM_PER_SECOND = 20_000;
const AIM_P99_MS = 100;
/** The floor may be faster by the half. */
const AIM_RATIO = 1 / 1.5;
const PATIENCE_MS = 60_000;

const QUERY = `subscription ($after: ID) { followupReceived(after: $after) { id icsrId channel direction body createdAt } }`;
const ANSWER =
  'Doctora, sigo con ronchas en los brazos pero ya no tengo fiebre. ¿Dejo de tomar las pastillas? Gracias. ';

/** Messages of reporters told to 2,000 subscribers of two server processes: ours, one of which is killed, and bare graphql-ws. */
export async function benchLive(options, data) {
  const ours = await onCopy(data, () => measureOurs(options, data));
  const floor = await onCopy(data, () => measureFloor(options, data));
  const line = (what, server, measured, more = {}) => ({ what, server, ...measured, ...more });
  const pacedMet = ours.paced.perSecond >= AIM_PER_SECOND && ours.paced.p99 <= AIM_P99_MS && ours.paced.whole;
  const ratio = ours.flood.perSecond / floor.flood.perSecond;
  const cpuRatio = floor.paced.nodeUs / ours.paced.nodeUs;
  return [
    line(`${EVENTS_PER_SECOND} a second`, 'vigia', ours.paced, {
      aimText: `≥ ${AIM_PER_SECOND}/s, p99 ≤ ${AIM_P99_MS} ms`,
      met: pacedMet,
    }),
    line(`${EVENTS_PER_SECOND} a second`, 'bare graphql-ws', floor.paced, { cpuRatio }),
    line('all at once', 'vigia', ours.flood, {
      met: ours.flood.whole && ratio >= AIM_RATIO,
      ratio,
      aimText: `≥ ${AIM_RATIO.toFixed(2)} of the floor`,
    }),
    line('all at once', 'bare graphql-ws', floor.flood),
    line('one process killed midway', 'vigia', ours.killed, { aimText: 'all events once', met: ours.killed.whole }),
  ];
}

async function measureOurs(options, data) {
  const servers = [await startVigia(options, data), await startVigia(options, data)];
  const publisher = await ourPublisher(options, data);
  const crowd = startCrowd();
  try {
    const tokens = await logInMany(servers[0], data, SUBSCRIBERS / SOCKETS_OF_A_PERSON);
    const addresses = servers.map(({ address }) => address);
    const after = await lastEventId(servers[0]);
    await crowd.ask({ say: 'open', addresses, tokens, count: SUBSCRIBERS, query: QUERY, after });
    const room = { servers, publisher, crowd, data, ...lengths(options) };
    await warmUp(room);
    const paced = await inRounds(room);
    const flood = await allAtOnce(room);
    const killed = await inPace(room, () => process.kill(servers[0].pid, 'SIGKILL'));
    // Of a process that was killed nobody knows what it used.
    return { paced, flood, killed: { ...killed, nodeUs: undefined } };
  } finally {
    await leave(crowd, publisher, servers);
  }
}

async function measureFloor(options, data) {
  const servers = [
    await startPeer('bare-graphql-ws', data),
    await startPeer('bare-graphql-ws-2', data, {}, 'bare-graphql-ws'),
  ];
  const publisher = await barePublisher(data);
  const crowd = startCrowd();
  try {
    const addresses = servers.map(({ address }) => address);
    await crowd.ask({ say: 'open', addresses, tokens: [null], count: SUBSCRIBERS, query: QUERY });
    // Nothing tells when it listens, and what comes before is lost.
    await pause(1000);
    const room = { servers, publisher, crowd, data, ...lengths(options) };
    await warmUp(room);
    return { paced: await inRounds(room), flood: await allAtOnce(room) };
  } finally {
    await leave(crowd, publisher, servers);
  }
}

const lengths = ({ quick, rounds }) => ({
  seconds: quick ? 4 : 6,
  rounds: quick ? 1 : rounds,
  burst: quick ? 40 : 200,
});

async function leave(crowd, publisher, servers) {
  crowd.end();
  await publisher.end();
  for (const server of servers) await server.stop();
}

/** Some rounds of it. Gives the one in the middle by its slowest; none is whole unless all are. */
async function inRounds(room) {
  const all = [];
  for (let round = 0; round < room.rounds; round += 1) all.push(await inPace(room));
  const middle = all.toSorted((a, b) => a.p99 - b.p99)[Math.floor(all.length / 2)];
  const others = all.map(({ p99 }) => Math.round(p99)).join(', ');
  return {
    ...middle,
    whole: all.every(({ whole }) => whole),
    remark: `${middle.remark}; p99 of each round ${others} ms`,
  };
}

/** The same number of events each second. `midway` happens after half of them. */
async function inPace(room, midway) {
  const count = Math.round(EVENTS_PER_SECOND * room.seconds);
  return measured(room, count, async (publish) => {
    const start = performance.now();
    for (let place = 0; place < count; place += 1) {
      if (place === Math.floor(count / 2)) await midway?.();
      await pause(start + (place * 1000) / EVENTS_PER_SECOND - performance.now());
      await publish();
    }
  });
}

/** Servers that have just started are slower than those that people meet. */
const warmUp = (room) => inPace({ ...room, seconds: 3 });

function allAtOnce(room) {
  return measured(room, room.burst, async (publish) => {
    for (let place = 0; place < room.burst; place += 1) await publish();
  });
}

async function measured({ servers, publisher, crowd, data }, count, run) {
  const before = await crowd.ask({ say: 'forget' });
  const used = () => [servers.reduce((sum, { pid }) => sum + cpuOf(pid), 0), cpuOfPostgres(data.folder)];
  const [nodeBefore, postgresBefore] = used();
  const startUs = Number(process.hrtime.bigint() / 1000n);
  await run(publisher.publish);
  const report = await untilAllHeard(crowd, publisher.published());
  const [node, postgres] = used();
  const deliveries = report.deliveries - before.deliveries;
  const faults = report.faults - before.faults;
  const whole = report.behind === 0 && faults === 0 && deliveries === count * SUBSCRIBERS;
  const remarks = [
    `${deliveries} of ${count * SUBSCRIBERS} delivered`,
    faults > 0 && `${faults} WRONG`,
    report.again > before.again && `${report.again - before.again} connections lost and made again`,
  ];
  return {
    perSecond: deliveries / ((report.lastUs - startUs) / 1e6),
    p50: report.p50,
    p99: report.p99,
    nodeUs: (node - nodeBefore) / deliveries,
    postgresUs: (postgres - postgresBefore) / deliveries,
    whole,
    remark: remarks.filter(Boolean).join(', '),
  };
}

async function untilAllHeard(crowd, expected) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const report = await crowd.ask({ say: 'report', expected });
    if (report.behind === 0 || performance.now() > end) return report;
    await pause(100);
  }
}

function startCrowd() {
  const child = fork(path.join(import.meta.dirname, 'live-clients.mjs'));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The subscribers ended')));
  ended.catch(() => undefined);
  const ask = (message) => {
    const answer = once(child, 'message').then(([told]) => told);
    child.send(message);
    return Promise.race([answer, ended]);
  };
  process.once('exit', () => child.kill('SIGKILL'));
  return { ask, end: () => child.kill('SIGKILL') };
}

/** What is published, numbered, with the moment when it was begun. */
function numbered() {
  const state = { count: 0 };
  const next = () => `${state.count++} ${process.hrtime.bigint() / 1000n} ${ANSWER}`;
  return { next, published: () => state.count };
}

/** As the server stores a message that came in: row and announcement in one transaction, then the call. */
async function ourPublisher({ root }, { connection }) {
  const { insertInbound } = await vigia(root, 'storage/followup-messages.js');
  const { announce, call } = await vigia(root, 'storage/notify.js');
  const { queryOn } = await vigia(root, 'storage/query.js');
  const client = await connected(connection);
  const query = queryOn(client);
  const { next, published } = numbered();
  return {
    published,
    async publish() {
      await query('begin');
      const row = { icsrId: 1, channel: 'email', body: next(), address: 'r@example.com', externalId: null };
      const { id } = await insertInbound(query, row);
      await announce(query, { topic: 'followup', id: 1, kind: 'CREATED', messageId: id });
      await query('commit');
      await call(query);
    },
    end: () => client.end(),
  };
}

async function barePublisher({ connection }) {
  const client = await connected(connection);
  const { next, published } = numbered();
  const sql = `with made as (insert into followup_messages (icsr_id, channel, direction, status, body)
    values (1, 'email', 'in', 'received', $1) returning id) select pg_notify('bench', id::text) from made`;
  return { published, publish: () => client.query(sql, [next()]), end: () => client.end() };
}

async function connected(connection) {
  const client = new pg.Client(connection);
  await client.connect();
  return client;
}

/** As many people as it takes, each with the password of the first. */
async function logInMany({ address }, data, count) {
  await data.query(
    `insert into users (username, email, roles, password_hash)
     select 'bench-' || n, 'bench-' || n || '@vigia.example.org', u.roles, u.password_hash
     from users u, generate_series(1, $2::int) n where u.email = $1`,
    [EMAIL, count],
  );
  const tokens = [];
  for (let n = 1; n <= count; n += 1) tokens.push(await logIn(address, `bench-${n}@vigia.example.org`, PASSWORD));
  return tokens;
}

async function lastEventId({ address, headers }) {
  const answer = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ lastEventId }' }),
  });
  return (await answer.json()).data.lastEventId;
}

const pause = (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined);
