import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../channels/mail-server.js';
import { type Client, clientFor } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { askForCode, type OtpServer, startOtpServer, wrongCode } from '../support/otp.js';
import { startServer, type TestServer } from '../support/server.js';

let otp: OtpServer;
let server: TestServer;
let other: TestServer;
let rosa: Client;
/** Rosa at two servers on one database. */
let doors: [Client, Client];
beforeAll(async () => {
  otp = await startOtpServer();
  ({ server } = otp);
  other = await startServer(otp.settings, server);
  rosa = await server.as('rosa');
  doors = [rosa, clientFor(other.address, rosa.token)];
});
afterAll(async () => {
  await other.close();
  await otp.close();
});
beforeEach(() => server.query('delete from rate_limit'));

const take = (id: number, code: string, client = rosa) => client.rest('GET', `/icsr/${id}/export/digemid?otp=${code}`);

/** As many exports at once, by both servers in turn. Gives how often each answer came. */
async function atOnce(id: number, codes: readonly string[]): Promise<Record<string, number>> {
  const answers = await Promise.all(codes.map((code, place) => take(id, code, doors[place % 2])));
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status === 200 ? '200' : `${status} ${String(body.detail)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Waits until a statement in our database waits for another to let go. */
const somebodyWaits = () =>
  until(async () => {
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    return (await server.query(waits)).length > 0;
  });

const documentsOf = (id: number) => server.query('select from export_files where icsr_id = $1', [id]);

test('of 20 exports at once with one right code, at two servers, exactly one is given', async () => {
  for (let round = 0; round < 3; round++) {
    const { id } = await makeCase(rosa);
    const code = await askForCode(otp, rosa, id);
    const { 200: given, ...refused } = await atOnce(id, Array<string>(20).fill(code));
    expect(given).toBe(1);
    expect(Object.keys(refused).filter((why) => !/^(403 OTP inválido|429 Demasiados)/.test(why))).toEqual([]);
    expect(await documentsOf(id)).toHaveLength(1);
    const { body } = await rosa.rest<{ items: { reason: string }[] }>('GET', `/icsr/${id}/snapshots`);
    expect(body.items.filter(({ reason }) => reason.startsWith('Exportación oficial'))).toHaveLength(1);
  }
});

test('of 50 guesses at once, at two servers, five are judged, and then the right one is refused too', async () => {
  const { id } = await makeCase(rosa);
  const code = await askForCode(otp, rosa, id);
  const guesses = Array.from({ length: 50 }, (_, step) => wrongCode(code, step + 1));
  expect(await atOnce(id, guesses)).toEqual({ '403 OTP inválido o expirado': 5, '429 Demasiados intentos': 45 });
  expect(await atOnce(id, [code])).toEqual({ '429 Demasiados intentos': 1 });
  expect(await documentsOf(id)).toEqual([]);
});

test('of many requests at once, one code stays, and it is in one of the mails', async () => {
  const { id } = await makeCase(rosa);
  otp.mail.arrived.length = 0;
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, place) => doors[place % 2]!.rest('POST', `/icsr/${id}/export/digemid/otp`)),
  );
  expect(asked.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(15).fill(429)]);
  const codes = otp.mail.arrived.map(({ mail }) => /^\d{6}$/m.exec(mail.text!)![0]);
  expect(codes).toHaveLength(5);
  const answers: number[] = [];
  for (const code of codes) answers.push((await take(id, code)).status);
  expect(answers.filter((status) => status === 200)).toHaveLength(1);
});

test('an export that fails does not use the code up, however often', async () => {
  const { id } = await makeCase(rosa);
  const code = await askForCode(otp, rosa, id);
  const failed: number[] = [];
  await server.query('alter table icsr_detail_snapshots rename to icsr_detail_snapshots_away');
  for (let times = 1; times <= 7; times++) failed.push((await take(id, code)).status);
  await server.query('alter table icsr_detail_snapshots_away rename to icsr_detail_snapshots');
  expect(failed).toEqual(Array(7).fill(500));
  expect(await documentsOf(id)).toEqual([]);
  const { status } = await withoutFileStore(() => take(id, code));
  expect(status).toBe(503);
  expect((await take(id, code)).status).toBe(200);
});

/** Puts a file where the folder of the documents stands, while the work is done. */
async function withoutFileStore<Output>(work: () => Promise<Output>): Promise<Output> {
  const folder = path.join(server.house.config.dataDirectory, 'files');
  await mkdir(folder, { recursive: true });
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'no folder');
  const output = await work();
  await rm(folder);
  await rename(`${folder}-away`, folder);
  return output;
}

test('a case that is changed while its document is printed is a conflict, as without a code', async () => {
  const { id } = await makeCase(rosa);
  const code = await askForCode(otp, rosa, id);
  const editor = await server.house.database.pool.connect();
  await editor.query('begin');
  await editor.query('update icsr set version = version + 1 where id = $1', [id]);
  const exporting = take(id, code);
  await somebodyWaits();
  await editor.query('commit');
  editor.release();
  expect(await exporting).toMatchObject({
    status: 412,
    body: { detail: 'El caso fue modificado por otro usuario' },
  });
  expect(await documentsOf(id)).toEqual([]);
  expect(await take(id, code)).toMatchObject({ status: 403, body: { detail: 'OTP inválido o expirado' } });
});

test('a case that is deleted between the request and its code is not found', async () => {
  const { id } = await makeCase(rosa);
  const eraser = await server.house.database.pool.connect();
  await eraser.query('begin');
  await eraser.query('delete from icsr where id = $1', [id]);
  const asking = rosa.rest('POST', `/icsr/${id}/export/digemid/otp`);
  await somebodyWaits();
  await eraser.query('commit');
  eraser.release();
  expect(await asking).toMatchObject({ status: 404, body: { detail: 'ICSR no encontrado' } });
});
