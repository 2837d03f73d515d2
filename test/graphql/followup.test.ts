import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

const EMAIL = 'garcia@hospital.com';
const REACHED = { reportante_email: EMAIL, reportante_telefono: '987654321' };
const SEND = `mutation ($id: ID!, $channel: FollowupChannel!, $body: String!, $wait: Boolean) {
  sendFollowup(caseId: $id, channel: $channel, body: $body, wait: $wait) { id status channel address externalId deliveredAt }
}`;

let server: TestServer;
let worker: Awaited<ReturnType<typeof startWorker>>;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  worker = await startWorker(server.house);
  rosa = await server.as('rosa');
});
afterAll(async () => {
  await worker.stop();
  await server.close();
});

interface Sent {
  sendFollowup: { id: string; status: string; externalId: string | null };
}

const send = (id: number, channel: string, body = 'Hola') => rosa.ask<Sent>(SEND, { id, channel, body });

describe('A message to the reporter', () => {
  test.each([
    ['EMAIL', EMAIL, /^<.+@vigia\.system>$/],
    ['SMS', '+51987654321', /^sim-/],
    ['WHATSAPP', '+51987654321', /^sim-/],
  ])('is sent by every channel, and its status is told', async (channel, address, externalId) => {
    const { id } = await makeCase(rosa, REACHED);
    expect((await send(id, channel)).sendFollowup).toEqual({
      id: expect.any(String) as string,
      status: 'sent',
      channel: channel.toLowerCase(),
      address,
      externalId: expect.stringMatching(externalId) as string,
      deliveredAt: expect.any(String) as string,
    });
  });

  test('that nobody waits for is pending at first', async () => {
    const { id } = await makeCase(rosa, REACHED);
    const { sendFollowup } = await rosa.ask<Sent>(SEND, { id, channel: 'EMAIL', body: 'Hola', wait: false });
    expect(sendFollowup.status).toBe('pending');
  });

  test.each([
    ['EMPTY_MESSAGE', 'EMAIL', ' ', {}],
    ['INVALID_INPUT', 'EMAIL', 'x'.repeat(20_001), {}],
    ['NO_REPORTER_EMAIL', 'EMAIL', 'Hola', {}],
    ['NO_REPORTER_PHONE', 'SMS', 'Hola', {}],
    ['NO_REPORTER_WHATSAPP', 'WHATSAPP', 'Hola', {}],
  ])('is refused with a code: %s', async (code, channel, body, fields) => {
    const { id } = await makeCase(rosa, fields);
    const { errors } = await rosa.graphql(SEND, { id, channel, body });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  test('that was delivered, or is nowhere, is not sent again', async () => {
    const { id } = await makeCase(rosa, REACHED);
    const { sendFollowup } = await send(id, 'SMS');
    const again = `mutation ($id: ID!) { retryFollowup(messageId: $id) { id } }`;
    const codes = await Promise.all(
      [sendFollowup.id, '2147483647'].map(async (message) => (await rosa.graphql(again, { id: message })).errors![0]!),
    );
    expect(codes.map(({ extensions }) => extensions.code)).toEqual(['MESSAGE_NOT_FAILED', 'MESSAGE_NOT_FOUND']);
  });
});

describe('The messages of a case', () => {
  const PAGE = `query ($id: ID!, $first: Int, $after: String) { case(id: $id) { numero
    followupMessages(first: $first, after: $after) {
      edges { cursor node { body status } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;

  interface Page {
    case: {
      followupMessages: {
        edges: { cursor: string; node: { body: string; status: string } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
      };
    };
  }

  test('are a page of the thread, oldest first, with those that failed', async () => {
    const { id } = await makeCase(rosa, REACHED);
    for (const body of ['uno', 'dos', 'tres']) await send(id, 'SMS', body);
    await server.query(`update followup_messages set status = 'failed' where icsr_id = $1 and body = 'dos'`, [id]);
    const first = (await rosa.ask<Page>(PAGE, { id, first: 2 })).case.followupMessages;
    expect(first.edges.map(({ node }) => node)).toEqual([
      { body: 'uno', status: 'sent' },
      { body: 'dos', status: 'failed' },
    ]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const rest = (await rosa.ask<Page>(PAGE, { id, first: 2, after: first.pageInfo.endCursor })).case.followupMessages;
    expect(rest.edges.map(({ node }) => node.body)).toEqual(['tres']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('are not shown to those who may read cases but no messages', async () => {
    const { id } = await makeCase(rosa, REACHED);
    const sole = await server.as('sole');
    const denied = `update users set custom_permissions = $1 where username = 'sole'`;
    await server.query(denied, [JSON.stringify({ followup: { read: false } })]);
    server.house.forgetAccount(
      (await server.query<{ id: number }>(`select id from users where username = 'sole'`))[0]!.id,
    );
    const { errors } = await sole.graphql(PAGE, { id, first: 2 });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['PERMISSION_DENIED']);
  });
});
