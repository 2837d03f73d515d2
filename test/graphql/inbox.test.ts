import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { deliverMail, mailOf, WEBHOOKS } from '../support/inbound.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { forGraphql } from '../rest-compat/golden.js';
import { subscriber } from './subscriber.js';

let server: TestServer;
let rosa: Client;
let lucha: Client;

beforeAll(async () => {
  server = await startServer({ ...WEBHOOKS, PUBLIC_URL: '' });
  rosa = await server.as('rosa');
  lucha = await server.as('lucha');
});
afterAll(() => server.close());

let place = 0;

/** A mail of somebody whom no case knows. Gives the id under which it waits. */
async function waiting(body = 'Mi paciente tuvo fiebre.', head: Record<string, string> = {}): Promise<number> {
  place += 1;
  const own = {
    'Message-ID': `<aviso-${place}@posta.example.pe>`,
    From: 'Luz <luz@posta.example.pe>',
    Subject: `Aviso ${place}`,
  };
  const answer = await deliverMail(server, mailOf({ ...own, ...head }, body));
  return answer.body.message_id!;
}

const SEEN = 'id channel kind state sender senderName subject body notes matchedBy icsrId reason handledBy';
const ASSIGN = `mutation ($id: ID!, $caseId: ID!) { assignInbound(messageId: $id, caseId: $caseId) { ${SEEN} } }`;
const CREATE = `mutation ($id: ID!, $input: CaseInput!) {
  createCaseFromInbound(messageId: $id, input: $input) { id numero origenNotificacion reportanteContacto reportanteEmail followupMessages { nodes { body direction } } }
}`;
const DISMISS = `mutation ($id: ID!, $reason: String!) { dismissInbound(messageId: $id, reason: $reason) { ${SEEN} } }`;

type Seen = Record<string, unknown> & { id: string };
const INPUT = forGraphql(LEAST_CASE);

async function inbox(
  client: Client,
  args = '',
): Promise<{ nodes: Seen[]; totalCount: { value: number }; pageInfo: Record<string, unknown> }> {
  const query = `{ inbox${args} { nodes { ${SEEN} } totalCount { value relation } pageInfo { hasNextPage endCursor } } }`;
  return (await client.ask<{ inbox: never }>(query)).inbox;
}

async function one(id: number): Promise<Seen> {
  return (await inbox(rosa, '(first: 200, filter: { state: null })')).nodes.find((node) => node.id === String(id))!;
}

const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }) => errors?.[0]?.extensions.code ?? 'done';

async function threadOf(id: number | string) {
  return (await rosa.rest<{ items: Record<string, unknown>[] }>('GET', `/icsr/${id}/followup/thread`)).body.items;
}

describe('the inbox', () => {
  test('has what nobody could place, newest first, page by page, with what it says and who sent it', async () => {
    const ids = [await waiting('uno'), await waiting('dos'), await waiting('tres')].reverse().map(String);
    const first = await inbox(rosa, '(first: 2)');
    expect(first.nodes.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.nodes[0]).toMatchObject({
      channel: 'email',
      kind: 'MESSAGE',
      state: 'TRIAGE',
      sender: 'luz@posta.example.pe',
      senderName: 'Luz',
      body: 'tres',
      notes: [],
      icsrId: null,
    });
    expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: ids[1] });
    const second = await inbox(rosa, `(first: 2, after: "${ids[1]}")`);
    expect(second.nodes[0]!.id).toBe(ids[2]);
    expect(first.totalCount).toEqual({ value: (await inbox(rosa, '(first: 200)')).nodes.length, relation: 'EXACT' });
  });

  test('shows other states and kinds when asked, and no page of more than 200', async () => {
    const id = await waiting('automático', { 'Auto-Submitted': 'auto-replied' });
    expect((await inbox(rosa, '(filter: { kind: AUTO_REPLY })')).nodes.map((node) => node.id)).toEqual([String(id)]);
    expect((await inbox(rosa, '(filter: { state: DISMISSED })')).nodes).toEqual([]);
    expect(codeOf(await rosa.graphql('{ inbox(first: 201) { nodes { id } } }'))).toBe('INVALID_INPUT');
  });

  test('tells whoever watches it of a mail at once', async () => {
    const watcher = subscriber(server, lucha.token);
    const heard = await watcher.listen('subscription { inboundReceived { id subject } }');
    const id = await waiting();
    expect((await heard.next()).data).toEqual({ inboundReceived: { id: String(id), subject: `Aviso ${place}` } });
    await watcher.end();
  });
});

describe('a message is given to a case', () => {
  test('by who may change cases, and stands in its thread, with who did it in the audit log', async () => {
    const { id: caseId } = await makeCase(rosa);
    const id = await waiting('El lote era el 7');
    const { assignInbound } = await rosa.ask<{ assignInbound: Seen }>(ASSIGN, { id, caseId });
    expect(assignInbound).toMatchObject({
      state: 'THREAD',
      matchedBy: 'PERSON',
      icsrId: caseId,
      handledBy: expect.any(Number) as number,
    });
    expect(await threadOf(caseId)).toMatchObject([
      { direction: 'in', body: 'El lote era el 7', external_id: `<aviso-${place}@posta.example.pe>` },
    ]);
    const { items } = (
      await (
        await server.as('ana')
      ).rest<{ items: { accion: string; usuario: string }[] }>('GET', '/security/audit?action=INBOUND_THREAD')
    ).body;
    expect(JSON.stringify(items[0])).toContain('rosa@example.pe');
  });

  test('once: of ten who do so at the same moment one is let through, the others find it handled', async () => {
    const { id: caseId } = await makeCase(rosa);
    const { id: otherId } = await makeCase(rosa);
    const id = await waiting();
    const codes = await Promise.all(
      Array.from({ length: 10 }, async (_, turn) =>
        codeOf(await rosa.graphql(ASSIGN, { id, caseId: turn % 2 ? caseId : otherId })),
      ),
    );
    expect(codes.sort()).toEqual([...Array.from({ length: 9 }, () => 'INBOUND_HANDLED'), 'done']);
    expect([...(await threadOf(caseId)), ...(await threadOf(otherId))]).toHaveLength(1);
  });

  test('not by lucha, who only reads; not to a case that is not there; not one that nobody knows', async () => {
    const id = await waiting();
    const { id: caseId } = await makeCase(rosa);
    expect(codeOf(await lucha.graphql(ASSIGN, { id, caseId }))).toBe('PERMISSION_DENIED');
    expect(codeOf(await rosa.graphql(ASSIGN, { id, caseId: 2_000_000_000 }))).toBe('CASE_NOT_FOUND');
    expect(codeOf(await rosa.graphql(ASSIGN, { id: 2_000_000_000, caseId }))).toBe('INBOUND_NOT_FOUND');
    expect((await one(id)).state).toBe('TRIAGE');
  });

  test('not by somebody who may change cases and not read messages', async () => {
    const tito = await server.as('tito');
    await server.query(`update users set custom_permissions = '{"followup":{"read":false}}' where username = 'tito'`);
    server.house.forgetAccount(
      (await server.query<{ id: number }>(`select id from users where username = 'tito'`))[0]!.id,
    );
    const { id: caseId } = await makeCase(rosa);
    const id = await waiting();
    expect(codeOf(await tito.graphql(ASSIGN, { id, caseId }))).toBe('PERMISSION_DENIED');
    expect(codeOf(await tito.graphql(DISMISS, { id, reason: 'x' }))).toBe('PERMISSION_DENIED');
    expect(codeOf(await tito.graphql('{ inbox { nodes { id } } }'))).toBe('PERMISSION_DENIED');
  });
});

describe('a case is opened for a message', () => {
  test('with what a person gives, its origin and its sender, and the message begins its thread', async () => {
    const id = await waiting('Fiebre tras la vacuna');
    const { createCaseFromInbound: made } = await rosa.ask<{ createCaseFromInbound: Seen }>(CREATE, {
      id,
      input: INPUT,
    });
    expect(made).toMatchObject({
      origenNotificacion: 'email',
      reportanteContacto: 'luz@posta.example.pe',
      reportanteEmail: 'luz@posta.example.pe',
      followupMessages: { nodes: [{ direction: 'in', body: 'Fiebre tras la vacuna' }] },
    });
    expect(await one(id)).toMatchObject({ state: 'THREAD', icsrId: Number(made.id) });
  });

  test('with the contact that the person gives, where one is given', async () => {
    const id = await waiting();
    const input = { ...INPUT, reportanteEmail: 'otra@posta.example.pe', origenNotificacion: 'teléfono' };
    const { createCaseFromInbound: made } = await rosa.ask<{ createCaseFromInbound: Seen }>(CREATE, { id, input });
    expect(made).toMatchObject({
      origenNotificacion: 'teléfono',
      reportanteContacto: null,
      reportanteEmail: 'otra@posta.example.pe',
    });
  });

  test('once: of five who do so at the same moment one makes a case, and no other case is left', async () => {
    const count = async () => (await rosa.rest<{ total: number }>('GET', '/icsr?page_size=1')).body.total;
    const before = await count();
    const id = await waiting();
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => codeOf(await rosa.graphql(CREATE, { id, input: INPUT }))),
    );
    expect(codes.sort()).toEqual([...Array.from({ length: 4 }, () => 'INBOUND_HANDLED'), 'done']);
    expect(await count()).toBe(before + 1);
  });

  test('never by itself, and not by those who may not create cases', async () => {
    const id = await waiting('Paciente de 40 años con erupción grave tras tomar una tableta de amoxicilina');
    expect(codeOf(await (await server.as('quela')).graphql(CREATE, { id, input: INPUT }))).toBe('PERMISSION_DENIED');
    expect(codeOf(await rosa.graphql(CREATE, { id, input: {} }))).toBe('INVALID_INPUT');
    expect((await one(id)).state).toBe('TRIAGE');
  });
});

describe('a message is dismissed', () => {
  test('with a reason, leaves the inbox, is kept, and may still be given to a case', async () => {
    const id = await waiting('Oferta única');
    const { dismissInbound } = await rosa.ask<{ dismissInbound: Seen }>(DISMISS, { id, reason: 'Publicidad' });
    expect(dismissInbound).toMatchObject({ state: 'DISMISSED', reason: 'Publicidad' });
    expect((await inbox(rosa, '(first: 200)')).nodes.map((node) => node.id)).not.toContain(String(id));
    expect(codeOf(await rosa.graphql(DISMISS, { id, reason: 'Otra vez' }))).toBe('INBOUND_HANDLED');
    const { id: caseId } = await makeCase(rosa);
    expect(codeOf(await rosa.graphql(ASSIGN, { id, caseId }))).toBe('done');
  });

  test('not without a reason', async () => {
    expect(codeOf(await rosa.graphql(DISMISS, { id: await waiting(), reason: '  ' }))).toBe('INVALID_INPUT');
  });
});

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** A mail with files. */
function withFiles(
  files: readonly { name: string; type: string; bytes: Buffer }[],
  body = 'Adjunto lo pedido',
): [string, Record<string, string>] {
  const parts = files.map(({ name, type, bytes }) =>
    [
      `--b`,
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      ...(bytes.toString('base64').match(/.{1,76}/g) ?? ['']),
    ].join('\n'),
  );
  return [['--b', '', body, ...parts, '--b--'].join('\n'), { 'Content-Type': 'multipart/mixed; boundary=b' }];
}

const FILES = 'attachments { fileName contentType sizeBytes sha256 problem url } rawUrl';

interface WithFiles {
  attachments: {
    fileName: string;
    contentType: string;
    sizeBytes: number;
    problem: string | null;
    url: string | null;
  }[];
  rawUrl: string;
}

async function filesOf(id: number): Promise<WithFiles> {
  const { inbox: page } = await rosa.ask<{ inbox: { nodes: (WithFiles & { id: string })[] } }>(
    `{ inbox(first: 200) { nodes { id ${FILES} } } }`,
  );
  return page.nodes.find((node) => node.id === String(id))!;
}

describe('the files of a message', () => {
  test('are what their content says, and open for ten minutes under a name of ours', async () => {
    const id = await waiting(
      ...withFiles([
        { name: '../../etc/passwd', type: 'text/html', bytes: PNG },
        { name: 'informe.pdf', type: 'application/octet-stream', bytes: Buffer.from('%PDF-1.7 \x80', 'latin1') },
      ]),
    );
    const { attachments } = await filesOf(id);
    expect(attachments.map(({ fileName, contentType, problem }) => [fileName, contentType, problem])).toEqual([
      ['../../etc/passwd', 'image/png', null],
      ['informe.pdf', 'application/pdf', null],
    ]);
    const opened = await fetch(`${server.address}${attachments[0]!.url}`);
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(opened.headers.get('content-disposition')).toMatch(/^attachment; filename="Adjunto_\d+\.png"$/);
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PNG);
    expect((await fetch(`${server.address}${attachments[0]!.url}x`)).status).toBe(401);
  });

  test('that are programs, too large or too many are only in the message, which opens as it came', async () => {
    const program = { name: 'receta.pdf.exe', type: 'application/pdf', bytes: Buffer.from('MZ\x90\x00\x03', 'latin1') };
    const large = { name: 'video.mp4', type: 'video/mp4', bytes: Buffer.alloc(10_000_001, 65) };
    const many = Array.from({ length: 21 }, (_, turn) => ({
      name: `${turn}.txt`,
      type: 'text/plain',
      bytes: Buffer.from(`hoja ${turn}`),
    }));
    const id = await waiting(...withFiles([program, large, ...many]));
    const { attachments, rawUrl } = await filesOf(id);
    expect(attachments).toHaveLength(20);
    expect(attachments.slice(0, 2).map(({ problem, url }) => [problem, url])).toEqual([
      ['PROGRAM', null],
      ['TOO_LARGE', null],
    ]);
    expect((await one(id))['notes']).toEqual([
      'Hay 3 adjuntos más que los 20 que se guardan: están en el mensaje original.',
    ]);
    const raw = await fetch(`${server.address}${rawUrl}`);
    expect([raw.status, raw.headers.get('content-type')]).toEqual([200, 'message/rfc822']);
    expect(await raw.text()).toContain(Buffer.from('hoja 20').toString('base64'));
  });

  test('stand beside the message in the thread of its case', async () => {
    const { id: caseId } = await makeCase(rosa);
    const id = await waiting(...withFiles([{ name: 'foto.png', type: 'image/png', bytes: PNG }]));
    await rosa.ask(ASSIGN, { id, caseId });
    const query = `query ($id: ID!) { case(id: $id) { followupMessages { nodes { attachments { fileName contentType url } } } } }`;
    const { case: seen } = await rosa.ask<{ case: { followupMessages: { nodes: WithFiles[] } } }>(query, {
      id: caseId,
    });
    expect(seen.followupMessages.nodes[0]!.attachments).toMatchObject([
      { fileName: 'foto.png', contentType: 'image/png' },
    ]);
  });

  test('go with the case, and a mail that comes again afterwards is not kept again', async () => {
    const { id: caseId } = await makeCase(rosa);
    const [body, head] = withFiles(
      [{ name: 'foto.png', type: 'image/png', bytes: Buffer.concat([PNG, Buffer.from('propia')]) }],
      'de este caso',
    );
    const id = await waiting(body, head);
    const own = { 'Message-ID': `<aviso-${place}@posta.example.pe>`, From: 'Luz <luz@posta.example.pe>' };
    await rosa.ask(ASSIGN, { id, caseId });
    const [kept] = await server.query<{ raw: string; file: string }>(
      'select m.raw_sha256 as raw, a.sha256 as file from inbound_messages m join inbound_attachments a on a.inbound_id = m.id where m.id = $1',
      [id],
    );
    const filed = async () =>
      (await readdir(path.join(server.house.config.dataDirectory, 'files'), { recursive: true })).map((name) =>
        path.basename(name),
      );
    expect(await filed()).toEqual(expect.arrayContaining([kept!.raw, kept!.file]));
    expect((await rosa.rest('DELETE', `/icsr/${caseId}`, { password: PASSWORD })).status).toBe(200);
    expect(await server.query('select 1 as one from inbound_messages where id = $1', [id])).toEqual([]);
    expect((await filed()).filter((name) => name === kept!.raw || name === kept!.file)).toEqual([]);
    expect((await deliverMail(server, mailOf({ ...own, ...head }, body))).body).toEqual({
      stored: true,
      message_id: id,
    });
    expect(await server.query('select 1 as one from inbound_messages where id = $1', [id])).toEqual([]);
  });
});
