import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asWire, type Wire } from '../rest-compat/golden.js';
import { type Client, clientFor } from '../support/client.js';
import { photo, picture, pngOf } from '../support/pictures.js';
import { startServer, type TestServer } from '../support/server.js';

const FIELDS = `id empleadoId nombre cargo company telefono celular anexo emailAlt website address logoUrl firmaImgUrl isDefault
  socials html uiPrefs`;
const MINE = `{ mySignature { ${FIELDS} } }`;
const UPDATE = `mutation ($input: SignatureInput!) { updateSignature(input: $input) { ${FIELDS} } }`;
const SET = `mutation ($field: SignatureImageField!, $image: String) { setSignatureImage(field: $field, image: $image) { ${FIELDS} } }`;

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());
beforeEach(async () => void (await server.query('delete from rrhh_firma')));

/** The one field of an answer, in the names of REST. */
const asked = async (document: string, variables?: object) =>
  asWire(Object.values(await rosa.ask<Record<string, Wire>>(document, { ...variables }))[0]!);
const overRest = async () => (await rosa.rest<Wire>('GET', '/firmas/me')).body;
const codes = async (document: string, variables: object, client = rosa) =>
  (await client.graphql(document, { ...variables })).errors?.map(({ extensions }) => extensions.code);
const set = async (field: string, image: Uint8Array | null) =>
  asked(SET, { field, image: image && Buffer.from(image).toString('base64') });
const fetched = (url: unknown) =>
  fetch(`${server.address}${String(url)}`, { headers: { authorization: `Bearer ${rosa.token}` } });

test('example 40: the profile is made by the first look, the same by both doors', async () => {
  const made = await asked(MINE);
  expect(made).toMatchObject({ nombre: 'rosa de Prueba', email_alt: 'rosa@example.pe', is_default: true });
  expect([await overRest(), await asked(MINE)]).toEqual([made, made]);
});

test('it is one row, though twenty ask for it at once for the first time, on two servers and by both doors', async () => {
  const beside = await startServer({}, server);
  const there = clientFor(beside.address, rosa.token);
  const looks = Array.from({ length: 20 }, async (_, turn) =>
    turn % 2 ? (await there.ask<{ mySignature: { id: string } }>(MINE)).mySignature.id : String((await overRest()).id),
  );
  expect(new Set(await Promise.all(looks)).size).toBe(1);
  expect(await server.query('select count(*)::int as rows from rrhh_firma')).toEqual([{ rows: 1 }]);
  await beside.close();
});

test('example 41: a change is of what is given, and makes the profile where there was none', async () => {
  const changed = await asked(UPDATE, {
    input: { cargo: 'QF', isDefault: false, socials: { x: '@rosa' }, website: 'https://x.pe' },
  });
  const given = { cargo: 'QF', socials: { x: '@rosa' }, website: 'https://x.pe', is_default: false };
  expect(changed).toMatchObject({ ...given, nombre: 'rosa de Prueba' });
  expect(await overRest()).toEqual(changed);
  const cleared = await asked(UPDATE, { input: { socials: null, isDefault: true } });
  expect(cleared).toEqual({ ...changed, socials: null, is_default: true });
});

test('it is answered in what is asked of it alone', async () => {
  const { mySignature } = await rosa.ask<{ mySignature: object }>('{ mySignature { cargo otro: cargo __typename } }');
  expect(mySignature).toEqual({
    cargo: 'Farmacovigilancia',
    otro: 'Farmacovigilancia',
    __typename: 'SignatureProfile',
  });
});

test('a change is refused with its faults, and addresses of pictures cannot be given at all', async () => {
  const { errors } = await rosa.graphql(UPDATE, { input: { emailAlt: 'x', website: 'javascript:alert(1)' } });
  expect(errors?.[0]?.extensions.issues).toMatchObject([
    { path: ['input', 'emailAlt'], code: 'WRONG_FORM', message: 'debe ser un correo, como nombre@empresa.pe' },
    { path: ['input', 'website'], code: 'WRONG_FORM' },
  ]);
  expect(await codes(UPDATE, { input: { firmaImgUrl: '/etc/passwd' } })).toEqual(['BAD_USER_INPUT']);
  expect(await server.query('select from rrhh_firma')).toEqual([]);
});

test('example 41: a picture is set as Base64, the same as by REST, and taken away by leaving it out', async () => {
  const { firma_img_url: url, logo_url: none } = await set('FIRMA_IMG', await picture());
  expect([none, (await fetched(url)).headers.get('content-type')]).toEqual([null, 'image/png']);
  const both = await set('LOGO', await photo().jpeg().toBuffer());
  expect([both, both.firma_img_url]).toEqual([await overRest(), url]);
  expect(await asked(SET, { field: 'FIRMA_IMG' })).toEqual({ ...both, firma_img_url: null });
  expect([(await fetched(url)).status, (await fetched(both.logo_url)).status]).toEqual([404, 200]);
  expect(await set('LOGO', null)).toMatchObject({ logo_url: null, firma_img_url: null });
});

test.each([
  ['no Base64', '¿no es nada!', 'IMAGE_TYPE'],
  ['nothing', '', 'IMAGE_TYPE'],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'), 'IMAGE_TYPE'],
  ['cut off', pngOf(300, 300).subarray(0, 50).toString('base64'), 'IMAGE_DAMAGED'],
  ['a gigapixel', pngOf(30_000, 30_000, { rows: 1 }).toString('base64'), 'IMAGE_TOO_MANY_PIXELS'],
  ['past 500 kB', Buffer.concat([pngOf(9, 9), Buffer.alloc(500_000)]).toString('base64'), 'IMAGE_TOO_LARGE'],
])('a picture is refused when it is %s', async (_what, image, code) => {
  const before = await asked(MINE);
  expect(await codes(SET, { field: 'LOGO', image })).toEqual([code]);
  expect(await asked(MINE)).toEqual(before);
});

test('it is for whoever is signed in, and for nobody else', async () => {
  expect(await codes(SET, { field: 'LOGO' }, server.nobody)).toEqual(['UNAUTHENTICATED']);
  const sole = await server.as('sole');
  expect((await sole.ask<{ mySignature: object }>('{ mySignature { nombre } }')).mySignature).toEqual({
    nombre: 'sole de Prueba',
  });
});
