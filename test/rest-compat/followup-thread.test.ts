import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertInbound, insertOutbound } from '../../src/storage/followup-messages.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const DOCUMENTED = [
  [
    'in',
    '<abc123@hospital.com>',
    'Estimados, adjunto reporte de evento adverso con amoxicilina.',
    '2024-01-20T10:30:00',
  ],
  ['out', '<def456@vigia.system>', 'Estimado Dr. Garcia,\n\nGracias por su reporte.', '2024-01-20T11:15:00'],
  ['in', '<ghi789@hospital.com>', 'Buenas tardes,\n\n- Lote: LOT2024-001', '2024-01-21T09:45:00'],
] as const;

/** A case with the three mails of the documentation in its thread. */
async function documentedThread(): Promise<number> {
  const { id } = await makeCase(rosa);
  for (const [direction, externalId, body, at] of DOCUMENTED) {
    const message = { icsrId: id, channel: 'email' as const, body, address: 'garcia@hospital.com', externalId };
    const row = await (direction === 'in' ? insertInbound : insertOutbound)(server.query, message);
    await server.query('update followup_messages set created_at = $2 where id = $1', [row!.id, `${at}Z`]);
  }
  return id;
}

describe('The thread of a case', () => {
  test('has its messages from the oldest to the newest, in the documented shape', async () => {
    const id = await documentedThread();
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/followup/thread`);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        items: DOCUMENTED.map(([direction, externalId, text, at]) => ({
          id: expect.any(Number) as number,
          icsr_id: id,
          channel: 'email',
          direction,
          body: text,
          external_id: externalId,
          created_at: `${at}.000Z`,
        })),
        total: 3,
      },
    });
    await server.query('delete from followup_messages where icsr_id = $1', [id]);
  });

  test('does not show what could not be delivered', async () => {
    const id = await documentedThread();
    await server.query(`update followup_messages set status = 'failed' where icsr_id = $1 and direction = 'out'`, [id]);
    const { body } = await rosa.rest<{ items: { direction: string }[]; total: number }>(
      'GET',
      `/icsr/${id}/followup/thread`,
    );
    expect(body.items.map(({ direction }) => direction)).toEqual(['in', 'in']);
    expect(body.total).toBe(2);
    await server.query('delete from followup_messages where icsr_id = $1', [id]);
  });

  test('is empty where nobody has written, and is not found where there is no case', async () => {
    const { id } = await makeCase(rosa);
    const { body } = await rosa.rest('GET', `/icsr/${id}/followup/thread`);
    expect(body).toEqual({ items: [], total: 0 });
    const unknown = await rosa.rest('GET', '/icsr/2147483647/followup/thread');
    expect(unknown).toMatchObject({ status: 404, body: { detail: 'ICSR no encontrado' } });
  });

  test('takes a message in once, however often it comes', async () => {
    const { id } = await makeCase(rosa);
    const { id: other } = await makeCase(rosa);
    const message = { channel: 'email' as const, body: 'Uno', address: 'g@hospital.com', externalId: '<uno@hospital>' };
    const taken = [await insertInbound(server.query, { ...message, icsrId: id })];
    taken.push(await insertInbound(server.query, { ...message, icsrId: id }));
    taken.push(await insertInbound(server.query, { ...message, icsrId: other }));
    expect(taken.map((row) => row !== undefined)).toEqual([true, false, false]);
  });
});
