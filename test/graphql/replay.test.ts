import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { announce, type Announcement, call, forgetAnnouncements } from '../../src/storage/notify.js';
import { insertInbound, insertOutbound, type NewMessage } from '../../src/storage/followup-messages.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { type Answer, type Heard, type Subscriber, subscriber } from './subscriber.js';

const CASES = `subscription ($id: ID, $after: ID) { caseChanged(caseId: $id, after: $after) { caseId kind version } }`;
const MESSAGES = `subscription ($id: ID, $after: ID) {
  followupReceived(caseId: $id, after: $after) { id icsrId channel direction body } }`;

let server: TestServer;
let second: TestServer;
let rosa: Client;
const connected: Subscriber[] = [];

beforeAll(async () => {
  server = await startServer();
  second = await startServer({}, server);
  rosa = await server.as('rosa');
});
afterEach(async () => {
  for (const one of connected.splice(0)) await one.end();
});
afterAll(async () => {
  await second.close();
  await server.close();
});

function connect(token: string | undefined, to = server): Subscriber {
  const one = subscriber(to, token);
  connected.push(one);
  return one;
}

async function tell(...announcements: Announcement[]): Promise<void> {
  for (const announcement of announcements) await announce(server.query, announcement);
  await call(server.query);
}

const change = (id: number): Announcement => ({ topic: 'case', id, kind: 'UPDATED' });
const idsIn = (answers: Answer[]) => answers.map(({ data }) => Number(data!.caseChanged!.caseId));

async function take(heard: Heard, count: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < count) answers.push(await heard.next());
  return answers;
}

const lastEventId = async (at = server): Promise<string> => {
  const authorization = `Bearer ${rosa.token}`;
  const { data } = await at.nobody.graphql<{ lastEventId: string }>('{ lastEventId }', {}, { authorization });
  return data!.lastEventId;
};

describe('who comes back with the last event she saw', () => {
  test('is told what she missed, in order, and then what comes, at either server', async () => {
    const first = connect(rosa.token);
    const heard = await first.listen(CASES);
    await tell(change(1), change(2));
    const [, seen] = await take(heard, 2);
    await first.end();
    await tell(...Array.from({ length: 30 }, (_, n) => change(3 + n)));
    for (const [place, at] of [server, second].entries()) {
      const again = await connect(rosa.token, at).listen(CASES, { after: seen!.extensions!.eventId });
      expect(idsIn(await take(again, 30 + place))).toEqual(Array.from({ length: 30 + place }, (_, n) => 3 + n));
      await tell(change(33 + place));
      expect(idsIn([await again.next()])).toEqual([33 + place]);
      expect(await again.rest()).toEqual([]);
    }
  });

  test('is told of a change that was begun before the one she saw and committed after it', async () => {
    const heard = await connect(rosa.token).listen(CASES);
    const slow = new pg.Client(server.house.database.connection);
    await slow.connect();
    await slow.query('begin');
    await slow.query(`insert into announcement (topic, subject_id, kind) values ('case', 201, 'UPDATED')`);
    await tell(change(202));
    const seen = await heard.next();
    expect(idsIn([seen])).toEqual([202]);
    await slow.query('commit');
    await slow.end();
    await tell(change(203));
    expect(idsIn(await take(heard, 2))).toEqual([201, 203]);
    const again = await connect(rosa.token, second).listen(CASES, { after: seen.extensions!.eventId });
    expect(idsIn(await take(again, 2))).toEqual([201, 203]);
    expect(await again.rest()).toEqual([]);
  });

  test('is told of thousands, one case among them or all', async () => {
    const after = await lastEventId();
    await server.query(`insert into announcement (topic, subject_id, kind)
      select 'case', 300 + n % 10, 'UPDATED' from generate_series(1, 12000) n`);
    await tell(change(399));
    const all = await connect(rosa.token).listen(CASES, { after });
    const one = await connect(rosa.token, second).listen(CASES, { after, id: 304 });
    await vi.waitFor(() => expect(all.waiting()).toBe(12_001), 20_000);
    await vi.waitFor(() => expect(one.waiting()).toBe(1200), 20_000);
    expect(idsIn(await take(all, 12_001)).slice(0, 12)).toEqual([
      301, 302, 303, 304, 305, 306, 307, 308, 309, 300, 301, 302,
    ]);
    await tell(change(304), change(305));
    expect(new Set(idsIn(await take(one, 1201)))).toEqual(new Set([304]));
    expect(idsIn(await take(all, 2))).toEqual([304, 305]);
  });

  test('is told to read again when what she missed is no longer kept, or never was', async () => {
    const after = await lastEventId();
    await tell(change(401), change(402));
    await server.query('delete from announcement where place <= $1', [Number.parseInt(after, 36)]);
    // One that was not there to hear them.
    const third = await startServer({}, server);
    const [place, moment] = (await lastEventId()).split('-') as [string, string];
    const restored = `${place}-${(BigInt(Number.parseInt(moment, 36)) + 1n).toString(36)}`;
    for (const gone of [after, restored, 'zzzzzzzzzz-zzzz', 'no es un evento', '-', '0-0', '1']) {
      const errors = await connect(rosa.token, third).refusal(CASES, { after: gone });
      expect(errors, gone).toMatchObject([
        { extensions: { code: 'EVENTS_GONE' }, message: expect.stringContaining('after') },
      ]);
    }
    expect(await connect(rosa.token).refusal(CASES, { after: 'x'.repeat(31) })).toMatchObject([
      { extensions: { code: 'INVALID_INPUT' } },
    ]);
    await third.close();
  });

  test('is told where to begin before she has seen any event, and that place is kept when the old ones go', async () => {
    await tell(change(501));
    const after = await lastEventId(second);
    await forgetAnnouncements(server.query, 0);
    const third = await startServer({}, server);
    await tell(change(502));
    const heard = await connect(rosa.token, third).listen(CASES, { after });
    expect(idsIn([await heard.next()])).toEqual([502]);
    await third.close();
  });
});

describe('who watches the messages', () => {
  let caseId: number;
  beforeAll(async () => {
    caseId = Number((await makeCase(rosa)).id);
  });

  async function message(direction: 'in' | 'out', body: string, icsrId = caseId): Promise<number> {
    const row: NewMessage = { icsrId, channel: 'email', body, address: 'r@example.com', externalId: null };
    const { id } = (await (direction === 'in' ? insertInbound : insertOutbound)(server.query, row))!;
    await tell({ topic: 'followup', id: icsrId, kind: 'CREATED', messageId: id });
    return id;
  }

  test('hears what reporters write, of one case or of all, and nothing of what we send', async () => {
    const other = Number((await makeCase(rosa)).id);
    const all = await connect(rosa.token).listen(MESSAGES);
    const one = await connect(rosa.token, second).listen(MESSAGES, { id: caseId });
    await message('out', '¿Cómo sigue?');
    const id = await message('in', 'Ya está mejor');
    await message('in', 'De otro caso', other);
    const told = {
      id: String(id),
      icsrId: caseId,
      channel: 'email',
      direction: 'in',
      body: 'Ya está mejor',
    };
    expect((await all.next()).data).toEqual({ followupReceived: told });
    expect((await all.next()).data!.followupReceived).toMatchObject({ body: 'De otro caso' });
    expect((await one.next()).data).toEqual({ followupReceived: told });
    expect([...(await all.rest()), ...(await one.rest())]).toEqual([]);
  });

  test('is told what she missed of them, once they can still be read', async () => {
    const after = await lastEventId();
    const gone = await message('in', 'Se borrará');
    await message('in', 'Sigue aquí');
    await server.query('delete from followup_messages where id = $1', [gone]);
    const heard = await connect(rosa.token).listen(MESSAGES, { after });
    expect((await heard.next()).data!.followupReceived).toMatchObject({ body: 'Sigue aquí' });
    expect(await heard.rest()).toEqual([]);
  });

  test('is not told of one that was deleted since, though others heard of it at the same server', async () => {
    const live = await connect(rosa.token).listen(MESSAGES);
    const after = await lastEventId();
    const gone = await message('in', 'Se borrará también');
    expect((await live.next()).data!.followupReceived).toMatchObject({ body: 'Se borrará también' });
    await server.query('delete from followup_messages where id = $1', [gone]);
    await sleep(2500);
    const heard = await connect(rosa.token).listen(MESSAGES, { after });
    expect(await heard.rest()).toEqual([]);
  });

  test('hears of one whose case nobody knows, with its files, and is told it again after what she saw before', async () => {
    const INBOX = `subscription ($after: ID) { inboundReceived(after: $after) { id channel state subject body attachments { id } } }`;
    const heard = await connect(rosa.token).listen(INBOX);
    const after = await lastEventId();
    const sql = `with made as (insert into inbound_messages (channel, state, subject, body, notes, raw_sha256, raw_bytes)
        values ('email', 'TRIAGE', 'Hola', 'Tengo una consulta', '{}', repeat('0', 64), 1) returning id),
      told as (insert into announcement (topic, subject_id, kind) select 'inbound', id, 'CREATED' from made) select id from made`;
    const [made] = await server.query<{ id: number }>(sql);
    await call(server.query);
    const told = { channel: 'email', state: 'TRIAGE', subject: 'Hola', body: 'Tengo una consulta', attachments: [] };
    expect((await heard.next()).data).toEqual({ inboundReceived: { id: String(made!.id), ...told } });
    const again = await connect(rosa.token, second).listen(INBOX, { after });
    expect((await again.next()).data!.inboundReceived).toMatchObject(told);
    expect([...(await heard.rest()), ...(await again.rest())]).toEqual([]);
  });

  test('may read them: nobody else is let in, nor stays when the right is taken away', async () => {
    const lucha = await server.as('lucha');
    const rights = async (json: string) => {
      const sql = `update users set custom_permissions = $1 where username = 'lucha' returning id`;
      const [{ id }] = (await server.query<{ id: number }>(sql, [json])) as [{ id: number }];
      await tell({ topic: 'user', id, kind: 'UPDATED' });
    };
    const heard = await connect(lucha.token).listen(MESSAGES);
    await rights('{"followup":{"read":false}}');
    await message('in', 'No es para ella');
    const denied = { extensions: { code: 'PERMISSION_DENIED' }, message: expect.stringContaining('followup:read') };
    expect(await heard.next()).toEqual({ errors: [expect.objectContaining(denied)] });
    expect(await connect(lucha.token).refusal(MESSAGES)).toMatchObject([denied]);
    const cases = await connect(lucha.token).listen(CASES);
    await tell(change(601));
    expect(idsIn([await cases.next()])).toEqual([601]);
  });
});
