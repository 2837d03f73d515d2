import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOCUMENTED_CASE } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.close());

test('a created case is answered with everything that was sent, its number and its version', async () => {
  const rosa = await server.as('rosa');
  const { status, headers, body } = await rosa.rest('POST', '/icsr', DOCUMENTED_CASE);
  expect(status).toBe(201);
  expect(headers.get('etag')).toBe('"1"');
  const { productos, concomitantes, ...fields } = DOCUMENTED_CASE;
  expect(body).toMatchObject({ ...fields, id: expect.any(Number), version: 1, seguimientos: [], eventos: [] });
  expect(body.productos).toMatchObject([{ ...productos[0], id: expect.any(Number) }]);
  expect(body.concomitantes).toMatchObject([{ ...concomitantes[0], id: expect.any(Number) }]);
});
