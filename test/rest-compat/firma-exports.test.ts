import { createHash } from 'node:crypto';
import PizZip from 'pizzip';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { docxText, partOf } from '../exports/tools.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { picture } from '../support/pictures.js';
import { type Person, startServer, type TestServer } from '../support/server.js';
import { pictureForm, sendForm } from '../support/upload.js';
import type { Wire } from './golden.js';

let server: TestServer;
let rosa: Client;
let caseId: number;
beforeAll(async () => {
  server = await startServer({ EXPORT_PDF_ENGINE: 'none' });
  rosa = await server.as('rosa');
  caseId = (await makeCase(rosa)).id;
});
afterAll(() => server.close());
beforeEach(async () => void (await server.query('delete from rrhh_firma')));

/** Sets a profile up: a name and two pictures that nobody else has. Gives the bytes of both, as they are kept. */
async function setUp(client: Client, nombre: string, colour: string) {
  const { id } = (await client.rest<Wire>('GET', '/firmas/me')).body;
  await client.rest('PUT', `/firmas/${String(id)}`, { nombre });
  const pictures: Record<string, Buffer> = {};
  for (const [field, alpha] of [
    ['firma_img', 0.5],
    ['logo', 1],
  ] as const) {
    const form = pictureForm(await picture(colour, { alpha }), field);
    const { body } = await sendForm(server.address, client, `/firmas/${String(id)}/assets`, form);
    const headers = { authorization: `Bearer ${client.token}` };
    const answer = await fetch(`${server.address}${String(body[`${field}_url`])}`, { headers });
    pictures[field] = Buffer.from(await answer.arrayBuffer());
  }
  return { client, nombre, firma_img: pictures.firma_img!, logo: pictures.logo! };
}

const exported = async (client: Client) =>
  (await client.rest<Buffer>('GET', `/icsr/${caseId}/export/modelo-b.docx`)).body;
const context = async (client = rosa) => (await client.rest('GET', `/icsr/${caseId}/export/context`)).body;
const media = (docx: Buffer, name: string) => new PizZip(docx).file(`word/media/${name}.png`)?.asNodeBuffer();

test('a document carries the name and the pictures of whoever exports it, byte for byte', async () => {
  const { nombre, firma_img, logo } = await setUp(rosa, 'Rosa Quispe Mamani', '#aa0000');
  const docx = await exported(rosa);
  expect(docxText(docx)).toContain(nombre);
  expect(media(docx, 'filled_firma_img')!.equals(firma_img)).toBe(true);
  expect(media(docx, 'filled_firma_logo')!.equals(logo)).toBe(true);
});

test('forty exports of four people at once: nobody gets the signature of another', async () => {
  const names: Person[] = ['rosa', 'quique', 'quela', 'tito'];
  const people = await Promise.all(
    names.map(async (name, place) => setUp(await server.as(name), `Firmante ${name}`, `#${place + 1}0a0b0`)),
  );
  const turns = Array.from({ length: 40 }, (_, turn) => people[turn % people.length]!);
  const documents = await Promise.all(turns.map(({ client }) => exported(client)));
  documents.forEach((docx, turn) => {
    const { nombre, firma_img, logo } = turns[turn]!;
    const text = docxText(docx);
    expect(people.filter((one) => text.includes(one.nombre)).map((one) => one.nombre)).toEqual([nombre]);
    expect(media(docx, 'filled_firma_img')!.equals(firma_img)).toBe(true);
    expect(media(docx, 'filled_firma_logo')!.equals(logo)).toBe(true);
  });
});

test('example 38: the telephone is the mobile one, else the other', async () => {
  const { id } = (await rosa.rest<Wire>('GET', '/firmas/me')).body;
  const phone = async (fields: object) => {
    await rosa.rest('PUT', `/firmas/${String(id)}`, fields);
    return (await context()).firma_celular;
  };
  expect(await phone({ celular: '+51-987-654-321', telefono: '+51-1-2345678' })).toBe('+51-987-654-321');
  expect(await phone({ celular: ' ' })).toBe('+51-1-2345678');
  expect(await phone({ telefono: null })).toBeNull();
});

test('every part of the profile that a document shows is in its context', async () => {
  const { id } = (await rosa.rest<Wire>('GET', '/firmas/me')).body;
  const fields = { nombre: 'R', cargo: 'C', company: 'E', celular: '9', email_alt: 'r@x.pe', website: 'https://x.pe' };
  await rosa.rest('PUT', `/firmas/${String(id)}`, { ...fields, html: '<script>alert(1)</script>' });
  const shown = Object.entries(fields).map(([name, value]) => [`firma_${name}`, value]);
  expect(await context()).toMatchObject(Object.fromEntries(shown));
  expect(partOf(await exported(rosa), 'word/document.xml')).not.toContain('alert(1)');
});

test('somebody without a profile signs by the account, and none is made for it', async () => {
  const shown = {
    firma_nombre: 'rosa de Prueba',
    firma_cargo: 'Farmacovigilancia',
    firma_email_alt: 'rosa@example.pe',
  };
  expect(await context()).toMatchObject(shown);
  const docx = await exported(rosa);
  expect(docxText(docx)).toContain('rosa de Prueba');
  expect(partOf(docx, 'word/document.xml')).not.toContain('<w:drawing>');
  expect(await server.query('select from rrhh_firma')).toEqual([]);
});

test('a picture whose bytes are lost is left out, and the document is made all the same', async () => {
  const { firma_img, logo } = await setUp(rosa, 'Rosa Quispe Mamani', '#aa0000');
  await server.house.files.forget(createHash('sha256').update(firma_img).digest('hex'));
  const docx = await exported(rosa);
  expect(docxText(docx)).toContain('Rosa Quispe Mamani');
  expect(media(docx, 'filled_firma_img')).toBeUndefined();
  expect(media(docx, 'filled_firma_logo')!.equals(logo)).toBe(true);
});

test('an address that stands in the database without a picture of ours is never opened', async () => {
  await rosa.rest('GET', '/firmas/me');
  const own = new URL(import.meta.url).pathname;
  for (const url of [own, `file://${own}`, `${server.address}/health`, '/uploads/firmas_1/../../../etc/passwd']) {
    await server.query('update rrhh_firma set firma_img_url = $1, logo_url = $1', [url]);
    expect(partOf(await exported(rosa), 'word/document.xml')).not.toContain('<w:drawing>');
  }
});
