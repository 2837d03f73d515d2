import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, clientFor } from '../support/client.js';
import { LEAST_CASE } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { fault } from './golden.js';
import { type Before, beforeRefusals } from './refusal.js';

let server: TestServer;
let rosa: Client;
let before: Before;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
beforeEach(async () => void (before = await beforeRefusals(server, rosa)));
afterAll(() => server.close());

describe('a wrong address', () => {
  const routes: [string, string, unknown?][] = [
    ['GET', '/icsr/ID'],
    ['PUT', '/icsr/ID', { estado: 'x' }],
    ['PUT', '/icsr/ID/full', { estado: 'x' }],
    ['GET', '/icsr/ID/delete-summary'],
    ['DELETE', '/icsr/ID', { password: PASSWORD }],
    ['POST', '/icsr/ID:delete', { password: PASSWORD }],
    ['GET', '/icsr/ID/eventos'],
    ['PUT', '/icsr/ID/eventos', { eventos: [] }],
    ['PUT', '/icsr/ID/meddra', { eventos: [] }],
    ['PUT', '/icsr/ID/eventos/1', { texto: 'x' }],
    ['GET', '/icsr/ID/export/modelo-b.docx'],
    ['GET', '/icsr/ID/export/modelo-b.pdf'],
    ['GET', '/icsr/ID/export/digemid'],
    ['POST', '/icsr/ID/export/digemid/otp'],
    ['GET', '/icsr/ID/export/context'],
  ];

  test.each([
    '0',
    '-1',
    '2147483648',
    '1e3',
    'abc',
    '1.5',
    '+1',
    '0x1',
    '99999999999999999999',
    '%00',
    '1%20',
    '__proto__',
    'x'.repeat(1500),
  ])('with %s for an id is refused by every route', async (id) => {
    for (const [method, path, body] of routes) {
      const answer = await rosa.rest(method, path.replace('ID', id), body);
      const wanted = fault(['path', 'icsr_id'], 'value is not a valid integer', 'type_error.integer');
      expect([path, answer.body]).toEqual([path, wanted]);
      await before.expectRefused(answer, 400);
    }
  });

  test.each(routes)('%s %s does not find an unknown case', async (method, path, body) => {
    const answer = await rosa.rest(method, path.replace('ID', '2147483647'), body);
    expect([answer.status, answer.body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
    await before.expectRefused(answer, 404);
  });

  test.each(routes)('%s %s is not for nobody', async (method, path, body) => {
    const answer = await server.nobody.rest(method, path.replace('ID', String(before.kept.id)), body);
    expect([answer.status, answer.body]).toEqual([401, { detail: 'Not authenticated' }]);
    await before.expectRefused(answer, 401);
  });

  test.each([
    ['GET', '/inventado'],
    ['PATCH', '/icsr/1'],
    ['DELETE', '/icsr'],
    ['GET', '/icsr/1/inventado'],
    ['GET', '/%ff'],
  ])('%s %s is nowhere', async (method, path) => {
    await before.expectRefused(await rosa.rest(method, path), 400, 404, 405);
  });
});

describe('X-Request-Id', () => {
  test.each(['x-request-id', 'x-trace-id'])('is the one that came in %s, on errors and on successes', async (name) => {
    for (const path of ['/icsr/1', '/icsr/abc', '/icsr/2147483647', '/inventado']) {
      const { headers } = await rosa.rest('GET', path, undefined, { [name]: 'pedido-7.a_B' });
      expect(headers.get('x-request-id')).toBe('pedido-7.a_B');
    }
  });

  test.each(['con espacio', 'x'.repeat(65), '<script>'])('is one of ours where "%s" came', async (given) => {
    const { headers } = await rosa.rest('GET', '/icsr/abc', undefined, { 'x-request-id': given });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{10}$/);
  });
});

test.each([
  ['a NUL', 'a%00b'],
  ['half a character', '%ED%A0%80'],
  ['a broken escape', '%'],
  ['5000 characters', 'x'.repeat(5000)],
  ['an emoji where it is cut', `${'x'.repeat(254)}%F0%9F%98%80`],
])('a reason for the change with %s does no harm', async (_what, reason) => {
  const headers = { 'x-change-reason': reason };
  const { status } = await rosa.rest('PUT', `/icsr/${before.kept.id}`, { gravedad: 'Grave' }, headers);
  expect(status).toBe(200);
});

test('an unexpected error tells nothing but the id of the request', async () => {
  const broken = await startServer();
  try {
    const { token } = await broken.as('rosa');
    await broken.query('alter table icsr rename to icsr_fuera_de_servicio');
    const { status, headers, body } = await clientFor(broken.address, token).rest('POST', '/icsr', LEAST_CASE);
    expect([status, body]).toEqual([500, { detail: 'Error interno' }]);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{10}$/);
  } finally {
    await broken.close();
  }
});
