import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { type Client, clientFor } from '../support/client.js';
import { picture } from '../support/pictures.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { pictureForm, sendForm } from '../support/upload.js';
import { fault, type Wire } from './golden.js';

const NOT_FOUND = [404, { detail: 'Perfil de firma no encontrado' }];

let server: TestServer;
let rosa: Client;
let sole: Client;
beforeAll(async () => {
  server = await startServer();
  [rosa, sole] = [await server.as('rosa'), await server.as('sole')];
});
afterAll(() => server.close());
beforeEach(async () => void (await server.query('delete from rrhh_firma')));

const mine = async (client = rosa) => (await client.rest<Wire & { id: number }>('GET', '/firmas/me')).body;
const put = (id: number | string, body: unknown, client = rosa) => client.rest('PUT', `/firmas/${id}`, body);
const refusal = ({ status, body }: { status: number; body: unknown }) => [status, body];

describe('one’s own profile', () => {
  test('example 40: is made by the first look, from the account, and every look after it finds the same row', async () => {
    const first = await rosa.rest<Wire>('GET', '/firmas/me');
    expect([first.status, first.body]).toEqual([
      200,
      {
        id: expect.any(Number),
        empleado_id: null,
        nombre: 'rosa de Prueba',
        cargo: 'Farmacovigilancia',
        company: null,
        telefono: null,
        celular: null,
        anexo: null,
        email_alt: 'rosa@example.pe',
        website: null,
        address: null,
        logo_url: null,
        firma_img_url: null,
        is_default: true,
        socials: null,
        html: null,
        ui_prefs: null,
      },
    ]);
    expect(await mine()).toEqual(first.body);
    expect((await mine(sole)).id).not.toBe(first.body.id);
  });

  test('is one row, though twenty ask for it at once for the first time, on two servers', async () => {
    const beside = await startServer({}, server);
    const there = clientFor(beside.address, rosa.token);
    const all = await Promise.all(Array.from({ length: 20 }, (_, turn) => mine(turn % 2 ? rosa : there)));
    expect(all).toEqual(all.map(() => all[0]));
    expect(await server.query('select count(*)::int as rows from rrhh_firma')).toEqual([{ rows: 1 }]);
    await beside.close();
  });

  test('example 40: takes the documented sample, and shows the employee of the account', async () => {
    await server.query(`update users set empleado_id = 42 where email = 'rosa@example.pe'`);
    const { id } = await mine();
    const sample = {
      nombre: 'Dr. Juan Pérez Ramírez',
      cargo: 'Químico Farmacéutico - Responsable de Farmacovigilancia',
      company: 'OTARVASQ S.A.C.',
      telefono: '+51-1-2345678',
      celular: '+51-987-654-321',
      email_alt: 'juan.perez@otarvasq.com',
      website: 'https://www.otarvasq.com',
      is_default: true,
    };
    await put(id, sample);
    for (const field of ['logo', 'firma_img'])
      await sendForm(server.address, rosa, `/firmas/${id}/assets`, pictureForm(await picture(), field));
    const address = expect.stringMatching(/^\/uploads\/firmas_42\/[0-9a-f-]{36}\.png$/);
    const nothing = { anexo: null, address: null, socials: null, html: null, ui_prefs: null };
    const images = { logo_url: address, firma_img_url: address };
    expect(await mine()).toEqual({ id, empleado_id: 42, ...sample, ...images, ...nothing });
    await server.query(`update users set empleado_id = null where email = 'rosa@example.pe'`);
  });

  test('is for everybody who is signed in, whatever else they may do, and for nobody else', async () => {
    const email = 'nadie@example.pe';
    const userId = await createAccount(server.query, { email, roles: ['soporte'], password: PASSWORD });
    const nothing = JSON.stringify({ icsr: { list: false, read: false, export: false } });
    await server.query('update users set custom_permissions = $2 where id = $1', [userId, nothing]);
    const login = await server.nobody.rest('POST', '/auth/login', { username: email, password: PASSWORD });
    const profile = await mine(clientFor(server.address, login.body.access_token as string));
    expect(profile).toMatchObject({ nombre: email, email_alt: email, cargo: null });
    expect((await server.nobody.rest('GET', '/firmas/me')).status).toBe(401);
  });

  test('goes with the account, and the log says so', async () => {
    const email = 'tita@example.pe';
    const userId = await createAccount(server.query, { email, roles: ['legal'], password: PASSWORD });
    const login = await server.nobody.rest('POST', '/auth/login', { username: email, password: PASSWORD });
    const { id } = await mine(clientFor(server.address, login.body.access_token as string));
    await server.query('delete from users where id = $1', [userId]);
    expect(await server.query('select from rrhh_firma where id = $1', [id])).toEqual([]);
    const sql = `select from audit_log where action = 'RRHH_FIRMA_DELETE' and row_id = $1`;
    expect(await server.query(sql, [id])).toHaveLength(1);
  });
});

describe('a change', () => {
  test('example 41: of six fields changes these alone', async () => {
    const before = await mine();
    const six = {
      nombre: 'Rosa Quispe',
      cargo: 'QF',
      company: 'Botica S.A.',
      telefono: '01 234',
      celular: '999',
      anexo: '12',
    };
    const { status, body } = await put(before.id, six);
    expect([status, body]).toEqual([200, { ...before, ...six }]);
    expect(await mine()).toEqual(body);
  });

  test('of nothing leaves everything, and a form may send back all that it has read', async () => {
    const before = await mine();
    for (const body of [{}, { inventado: 1 }, before]) expect((await put(before.id, body)).body).toEqual(before);
    expect((await put(before.id, { is_default: false })).body).toEqual({ ...before, is_default: false });
  });

  test('to null clears a field, and blanks are null too', async () => {
    const { id } = await mine();
    const filled = { socials: { x: '@rosa' }, html: '<b>Rosa</b>', ui_prefs: { color: 'azul', ancho: 2 }, anexo: '7' };
    expect((await put(id, filled)).body).toMatchObject(filled);
    const nothing = { socials: null, html: ' ', ui_prefs: null, anexo: '', nombre: null };
    const cleared = { socials: null, html: null, ui_prefs: null, anexo: null, nombre: null };
    expect((await put(id, nothing)).body).toMatchObject(cleared);
  });

  test('example 41: of somebody else’s profile, or of none, finds no profile', async () => {
    const { id } = await mine();
    const other = await mine(sole);
    for (const of of [other.id, 2_147_483_647]) {
      expect(refusal(await put(of, { nombre: 'Otra' }))).toEqual(NOT_FOUND);
      const form = pictureForm(await picture());
      expect(refusal(await sendForm(server.address, rosa, `/firmas/${of}/assets`, form))).toEqual(NOT_FOUND);
    }
    expect([await mine(sole), (await mine()).id]).toEqual([other, id]);
  });

  test.each(['0', '-1', 'abc', '1.5', '99999999999', '%00'])('has no profile id like %s', async (id) => {
    const wanted = fault(['path', 'firma_id'], 'value is not a valid integer', 'type_error.integer');
    expect(refusal(await put(id, {}))).toEqual([400, wanted]);
  });

  test('is refused with every fault at once, each with its place', async () => {
    const before = await mine();
    const { status, body } = await put(before.id, {
      nombre: 'x'.repeat(256),
      email_alt: 'no es un correo',
      website: 'javascript:alert(1)',
      is_default: 'quizás',
      socials: ['una lista'],
      ui_prefs: 'un texto',
      html: 'x'.repeat(100_001),
    });
    const places = (body.detail as { loc: string[] }[]).map(({ loc }) => loc.join('.'));
    expect(status).toBe(400);
    expect(places).toEqual(
      ['nombre', 'email_alt', 'website', 'is_default', 'socials', 'html', 'ui_prefs'].map((name) => `body.${name}`),
    );
    expect(await mine()).toEqual(before);
  });

  test.each([
    ['www.botica.pe', 400],
    ['ftp://botica.pe', 400],
    ['https://botica.pe/"><script>', 400],
    ['http://botica.pe', 200],
    ['HTTPS://Botica.pe/nosotros?a=1', 200],
  ])('takes the website %s with %i', async (website, status) => {
    expect((await put((await mine()).id, { website })).status).toBe(status);
  });

  test('keeps an object as it is, but for what no database holds', async () => {
    const { id } = await mine();
    const sent = { 'a\0b': ['c\0\ud800', { d: null, e: 1.5, f: true }], ' ': ' x ' };
    const kept = { ab: ['c\ufffd', { d: null, e: 1.5, f: true }], ' ': ' x ' };
    expect((await put(id, { ui_prefs: sent })).body.ui_prefs).toEqual(kept);
  });

  test('refuses an object that is nested without end, or too long', async () => {
    const { id } = await mine();
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const long = JSON.stringify({ a: 'x'.repeat(20_000) });
    expect((await put(id, `{"socials":${nested(10)}}`)).status).toBe(200);
    for (const socials of [nested(11), nested(20_000), long])
      expect((await put(id, `{"socials":${socials}}`)).status).toBe(400);
  });

  test('leaves its trace in the audit log: what, by whom, and why', async () => {
    const { id } = await mine();
    await rosa.rest('PUT', `/firmas/${id}`, { cargo: 'QF', html: '<b>x</b>' }, { 'x-change-reason': 'ascenso' });
    const rows = await server.query(
      `select action, who, reason, changes from audit_log where table_name = 'rrhh_firma' and row_id = $1 order by id`,
      [id],
    );
    expect(rows).toEqual([
      {
        action: 'RRHH_FIRMA_CREATE',
        who: 'rosa@example.pe',
        reason: null,
        changes: expect.objectContaining({ nombre: { after: 'rosa de Prueba' } }),
      },
      {
        action: 'RRHH_FIRMA_UPDATE',
        who: 'rosa@example.pe',
        reason: 'ascenso',
        changes: {
          cargo: { before: 'Farmacovigilancia', after: 'QF' },
          html: { after: '<b>x</b>' },
        },
      },
    ]);
    expect(await server.query('select * from audit_verify()')).toEqual([]);
  });
});
