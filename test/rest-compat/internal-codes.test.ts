import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayInLima, yearInLima } from '../../src/clock.js';
import type { Client } from '../support/client.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { fault } from './golden.js';

let server: TestServer;
let rosa: Client;
beforeEach(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterEach(() => server.close());

const YEAR = yearInLima(new Date());
const NEXT = 'mutation ($prefix: String) { nextInternalCode(prefix: $prefix) }';
const CHECK = 'query ($code: String!) { internalCodeAvailable(code: $code) }';

const answerOf = (query = '', client = rosa) =>
  client.rest<{ codigo: string }>('GET', `/icsr/codigo-interno/next${query}`);
const next = async (query = '', client = rosa) => (await answerOf(query, client)).body.codigo;
const nextByGraphql = async (prefix?: string, client = rosa) =>
  (await client.ask<{ nextInternalCode: string }>(NEXT, { prefix })).nextInternalCode;
const check = (code: string) => rosa.rest('GET', `/icsr/codigo-interno/check?code=${encodeURIComponent(code)}`);

const WRONG_PREFIX = fault(['query', 'prefix'], 'admite de 1 a 20 letras, cifras o guiones', 'value_error.str.regex');

describe('the next internal code', () => {
  test('is LAB, the year in Lima and a number of three digits, and no answer may be kept by anybody', async () => {
    const { status, body, headers } = await answerOf('?prefix=LAB');
    expect([status, body]).toEqual([200, { codigo: `LAB-${YEAR}-001` }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(dayInLima(new Date())).toContain(String(YEAR));
  });

  test('counts on, by both doors alike, and LAB is what is meant where no prefix is given', async () => {
    const codes = [await next(), await nextByGraphql(), await next('?prefix=LAB'), await nextByGraphql('lab')];
    expect(codes).toEqual(['001', '002', '003', '004'].map((place) => `LAB-${YEAR}-${place}`));
  });

  test('of another prefix has a count of its own, and is in capitals', async () => {
    await next();
    expect(await next('?prefix=ab-9')).toBe(`AB-9-${YEAR}-001`);
    expect(await next('?prefix=%20Ab-9%20')).toBe(`AB-9-${YEAR}-002`);
    expect(await next(`?prefix=${'x'.repeat(20)}`)).toBe(`${'X'.repeat(20)}-${YEAR}-001`);
  });

  test('is not one that a case has already, in whatever letters it was written', async () => {
    for (const place of ['001', '002', '004']) await makeCase(rosa, { codigo_interno_lab: `lab-${YEAR}-${place}` });
    expect([await next(), await next()]).toEqual([`LAB-${YEAR}-003`, `LAB-${YEAR}-005`]);
  });

  test('grows past three digits', async () => {
    await next();
    await server.query('update internal_code_counter set last = 998');
    expect([await next(), await next()]).toEqual([`LAB-${YEAR}-999`, `LAB-${YEAR}-1000`]);
  });

  test('begins anew with the year', async () => {
    await server.query(`insert into internal_code_counter values ('LAB', $1, 57)`, [YEAR - 1]);
    expect(await next()).toBe(`LAB-${YEAR}-001`);
  });

  test('is never the same for 60 people who ask two servers at once, the first of the year included', async () => {
    const beside = await startServer({}, server);
    try {
      const quique = await beside.as('quique');
      await makeCase(rosa, { codigo_interno_lab: `LAB-${YEAR}-007` });
      const callers = [() => next(), () => next('', quique), () => nextByGraphql(), () => nextByGraphql('LAB', quique)];
      const codes = await Promise.all(Array.from({ length: 60 }, (_, place) => callers[place % callers.length]!()));
      const places = codes.map((code) => Number(code.split('-').at(-1))).sort((a, b) => a - b);
      expect(places).toEqual(Array.from({ length: 61 }, (_, place) => place + 1).filter((place) => place !== 7));
    } finally {
      await beside.close();
    }
  });

  test('is taken by a case with it, and by no other', async () => {
    const codigo = await next();
    expect(await makeCase(rosa, { codigo_interno_lab: codigo })).toMatchObject({ codigo_interno_lab: codigo });
    const { status, body } = await rosa.rest('POST', '/icsr', { ...LEAST_CASE, codigo_interno_lab: codigo });
    expect([status, body]).toEqual([409, { detail: 'Ya existe un ICSR con ese código interno' }]);
  });

  test('is refused for a prefix of other characters, of none or of more than twenty', async () => {
    for (const prefix of ['', '%20', 'con%20blanco', '%C3%91', 'a_b', "a'b", '%25', 'x'.repeat(21)]) {
      const { status, body } = await answerOf(`?prefix=${prefix}`);
      expect([prefix, status, body]).toEqual([prefix, 400, WRONG_PREFIX]);
      const { errors } = await rosa.graphql(NEXT, { prefix: decodeURIComponent(prefix) });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['prefix'] }] } }]);
    }
    expect(await next()).toBe(`LAB-${YEAR}-001`);
  });

  test('is not for lucha, who may not create cases', async () => {
    const lucha = await server.as('lucha');
    const refused = { status: 403, body: { detail: 'Permission denied: icsr:create required' } };
    expect(await lucha.rest('GET', '/icsr/codigo-interno/next')).toMatchObject(refused);
    expect(await lucha.rest('GET', '/icsr/codigo-interno/check?code=A')).toMatchObject(refused);
  });
});

describe('checking an internal code', () => {
  test('tells whether a case has it, whatever its letters and the blanks around it', async () => {
    await makeCase(rosa, { codigo_interno_lab: 'LAB-2024-001' });
    expect(await check('LAB-2024-001')).toMatchObject({ body: { code: 'LAB-2024-001', available: false } });
    expect(await check('  lab-2024-001 ')).toMatchObject({ body: { code: 'lab-2024-001', available: false } });
    expect(await check('LAB-2024-002')).toMatchObject({ status: 200, body: { code: 'LAB-2024-002', available: true } });
    for (const code of ['LAB-2024-00%', 'LAB-2024-00_'])
      expect(await check(code)).toMatchObject({ body: { available: true } });
    expect(await rosa.ask(CHECK, { code: ' Lab-2024-001' })).toEqual({ internalCodeAvailable: false });
    expect(await rosa.ask(CHECK, { code: 'otro' })).toEqual({ internalCodeAvailable: true });
  });

  test('finds one that was reserved and not used available', async () => {
    const codigo = await next();
    expect((await check(codigo)).body).toEqual({ code: codigo, available: true });
  });

  test('reserves nothing', async () => {
    await check(`LAB-${YEAR}-001`);
    expect(await next()).toBe(`LAB-${YEAR}-001`);
  });

  test('needs a code', async () => {
    const missing = fault(['query', 'code'], 'field required', 'value_error.missing');
    for (const query of ['', '?code=', '?code=%20']) {
      const { status, body } = await rosa.rest('GET', `/icsr/codigo-interno/check${query}`);
      expect([status, body]).toEqual([400, missing]);
    }
    expect((await check('x'.repeat(256))).status).toBe(400);
  });
});
