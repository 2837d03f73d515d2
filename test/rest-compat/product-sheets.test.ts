import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { formWith, PDF, sendForm } from '../support/upload.js';
import { fault } from './golden.js';

const BYTES_MAX = 20_000;
const OTHER_PDF = Buffer.concat([PDF, Buffer.from('\n% otra\n%%EOF\n')]);
const NOWHERE = 2_147_483_647;
const NO_PRODUCT = [404, { detail: 'Producto no encontrado' }];
const NO_SHEET = [404, { detail: 'El producto no tiene ficha técnica almacenada' }];
const TOO_LARGE = [413, { detail: 'El cuerpo de la petición es demasiado grande' }];
const NO_PDF = [400, { detail: 'El archivo no es un PDF completo: envíe la ficha técnica en formato PDF' }];
const NO_FORM = [400, { detail: 'No se pudo leer el formulario: envíe un solo archivo como multipart/form-data' }];

let server: TestServer;
let rosa: Client;
let sole: Client;
beforeAll(async () => {
  server = await startServer({ BODY_BYTES_MAX: String(BYTES_MAX) });
  [rosa, sole] = [await server.as('rosa'), await server.as('sole')];
});
afterAll(() => server.close());

let id: number;
beforeEach(async () => {
  await server.query('delete from products');
  id = await product('EE-1');
});

async function product(registration: string, fields: object = {}): Promise<number> {
  const input = { producto: 'Amoxicilina 500 mg', numero_registro: registration, ...fields };
  return (await rosa.rest<{ id: number }>('POST', '/products', input)).body.id;
}
const path = (of = id) => `/products/${of}/ficha-tecnica`;
const send = (form: BodyInit, headers?: Record<string, string>) =>
  sendForm(server.address, rosa, path(), form, headers);
const store = (bytes: Uint8Array, of = id, client = rosa) =>
  sendForm(server.address, client, path(of), formWith(bytes));
const fetched = (of = id) => sole.rest<Buffer>('GET', path(of));
const refusal = ({ status, body }: { status: number; body: unknown }) => [status, body];
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const kept = (bytes: Buffer) =>
  server.house.files.read(digest(bytes)).then(
    () => true,
    () => false,
  );

describe('the sheet of a product', () => {
  test('is stored by rosa, and anybody who is signed in downloads the same bytes under a name of ours', async () => {
    const { status, body } = await store(PDF);
    expect([status, body]).toEqual([201, (await sole.rest('GET', `/products/${id}`)).body]);
    expect(body.ficha_tecnica_url).toBe(`/api/v1/products/${id}/ficha-tecnica`);
    const answer = await fetched();
    expect([answer.status, answer.body.equals(PDF)]).toEqual([200, true]);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="Producto_${id}_Ficha-Tecnica.pdf"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is found at the address that the product shows', async () => {
    const { ficha_tecnica_url: url } = (await store(PDF)).body;
    const headers = { authorization: `Bearer ${sole.token}` };
    const answer = await fetch(`${server.address}${url as string}`, { headers });
    expect(Buffer.from(await answer.arrayBuffer()).equals(PDF)).toBe(true);
  });

  test('gives way to a new one, and the bytes of the old one go', async () => {
    const { body: before } = await store(PDF);
    const { status, body } = await store(OTHER_PDF);
    expect([status, body]).toEqual([201, { ...before, updated_at: expect.any(String) }]);
    expect((await fetched()).body.equals(OTHER_PDF)).toBe(true);
    expect([await kept(PDF), await kept(OTHER_PDF)]).toEqual([false, true]);
  });

  test('is removed with its address, and then there is none', async () => {
    const { body: stored } = await store(PDF);
    const { status, body } = await rosa.rest('DELETE', path());
    expect([status, body]).toEqual([200, { ...stored, ficha_tecnica_url: null, updated_at: expect.any(String) }]);
    expect(refusal(await fetched())).toEqual(NO_SHEET);
    expect(refusal(await rosa.rest('DELETE', path()))).toEqual(NO_SHEET);
    expect(await kept(PDF)).toBe(false);
  });

  test('stays with the other product that has the same one', async () => {
    const other = await product('EE-2');
    await Promise.all([store(PDF), store(PDF, other)]);
    await rosa.rest('DELETE', path());
    expect((await fetched(other)).body.equals(PDF)).toBe(true);
    await rosa.rest('DELETE', `/products/${other}`);
    expect(await kept(PDF)).toBe(false);
  });

  test('stays when other fields are changed, also by a form that sends the address back', async () => {
    const { body } = await store(PDF);
    await rosa.rest('PUT', `/products/${id}`, { ...body, via: 'Oral' });
    await rosa.rest('POST', '/products/bulk', [{ ...body, via: 'Tópica' }]);
    expect((await fetched()).body.equals(PDF)).toBe(true);
  });

  const ROW = { producto: 'A', numero_registro: 'EE-1' };
  test.each([
    ['PUT', (url: string | null) => rosa.rest('PUT', `/products/${id}`, { ficha_tecnica_url: url })],
    ['bulk', (url: string | null) => rosa.rest('POST', '/products/bulk', [{ ...ROW, ficha_tecnica_url: url }])],
  ])('is let go of when %s writes another address, and when it blanks it', async (_how, write) => {
    for (const url of ['https://example.pe/ficha.pdf', null]) {
      await store(PDF);
      await write(url);
      expect((await sole.rest('GET', `/products/${id}`)).body.ficha_tecnica_url).toBe(url);
      expect(refusal(await fetched())).toEqual(NO_SHEET);
      expect(await kept(PDF)).toBe(false);
    }
  });

  test('is not there where somebody only typed an address, be it one of ours', async () => {
    const linked = await product('EE-2', { ficha_tecnica_url: `${server.address}/health` });
    const pretended = await product('EE-3', { ficha_tecnica_url: `/api/v1${path()}` });
    await store(PDF);
    for (const of of [linked, pretended]) expect(refusal(await fetched(of))).toEqual(NO_SHEET);
    expect(refusal(await rosa.rest('DELETE', path(linked)))).toEqual(NO_SHEET);
    expect((await sole.rest('GET', `/products/${linked}`)).body.ficha_tecnica_url).toBe(`${server.address}/health`);
  });

  test('leaves its trace in the audit log: stored, replaced and removed, by whom', async () => {
    await store(PDF);
    await store(OTHER_PDF);
    await rosa.rest('DELETE', path());
    const rows = await server.query<{ who: string; changes: Record<string, { before?: string; after?: string }> }>(
      `select who, changes from audit_log where action = 'PRODUCTS_UPDATE' and row_id = $1 order by id`,
      [id],
    );
    const [url, first, second] = [`/api/v1${path()}`, digest(PDF), digest(OTHER_PDF)];
    expect(rows.map(({ changes }) => changes)).toEqual([
      { ficha_tecnica_url: { after: url }, ficha_tecnica_sha256: { after: first } },
      { ficha_tecnica_sha256: { before: first, after: second } },
      { ficha_tecnica_url: { before: url }, ficha_tecnica_sha256: { before: second } },
    ]);
    expect(new Set(rows.map(({ who }) => who))).toEqual(new Set(['rosa@example.pe']));
  });
});

describe('what is sent', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
    ['a page that ends like a PDF', Buffer.from('<script>alert(1)</script>%%EOF')],
    ['the beginning of a PDF', PDF.subarray(0, 20)],
    ['a PDF behind other things', Buffer.concat([Buffer.from('MZ'), PDF])],
  ])('is refused when it is %s, whatever its name says', async (_what, bytes) => {
    expect(refusal(await store(bytes))).toEqual(NO_PDF);
    expect(refusal(await fetched())).toEqual(NO_SHEET);
  });

  test('may be called anything: its name and type count for nothing', async () => {
    expect((await send(formWith(PDF, { name: '../../../etc/"passwd\r\n', type: 'text/html' }))).status).toBe(201);
    const { headers } = await fetched();
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="Producto_${id}_Ficha-Tecnica.pdf"`);
  });

  test('must be a file under the documented name', async () => {
    const text = new FormData();
    text.append('file', 'un texto');
    const missing = [400, fault(['body', 'file'], 'field required', 'value_error.missing')];
    for (const form of [formWith(PDF, { field: 'documento' }), text, new FormData()]) {
      expect(refusal(await send(form))).toEqual(missing);
    }
    expect(refusal(await rosa.rest('POST', path(), { file: 'un texto' }))).toEqual(missing);
  });

  test('must be for a product that exists', async () => {
    const unseen = Buffer.concat([PDF, Buffer.from('% nunca\n%%EOF\n')]);
    for (const bytes of [unseen, Buffer.from('x')]) expect(refusal(await store(bytes, NOWHERE))).toEqual(NO_PRODUCT);
    expect(refusal(await fetched(NOWHERE))).toEqual(NO_PRODUCT);
    expect(refusal(await rosa.rest('DELETE', path(NOWHERE)))).toEqual(NO_PRODUCT);
    expect(await kept(unseen)).toBe(false);
    expect(refusal(await sole.rest('GET', '/products/abc/ficha-tecnica'))).toEqual([
      400,
      fault(['path', 'product_id'], 'value is not a valid integer', 'type_error.integer'),
    ]);
  });

  test('may be as large as any body, and no larger', async () => {
    const padded = (bytes: number) => Buffer.concat([PDF.subarray(0, 9), Buffer.alloc(bytes, ' '), PDF.subarray(9)]);
    expect((await store(padded(BYTES_MAX - 1000))).status).toBe(201);
    for (const bytes of [BYTES_MAX, 10_000_000]) expect(refusal(await store(padded(bytes)))).toEqual(TOO_LARGE);
  });

  test('is measured as it comes in when its sender does not say how much it is', async () => {
    const announced = (bytes: number) => send(chunks(bytes), { 'content-type': 'multipart/form-data; boundary=x' });
    expect((await announced(BYTES_MAX / 2)).status).toBe(201);
    expect(refusal(await announced(BYTES_MAX * 2))).toEqual(TOO_LARGE);
  });

  const part = (headers: string, text: string) => `--x\r\ncontent-disposition: form-data; ${headers}\r\n\r\n${text}`;
  test.each([
    ['has no boundary', 'multipart/form-data', 'x'],
    ['is cut off', 'multipart/form-data; boundary=x', part('name="file"; filename="a"', '%PDF-')],
    ['has a field like __proto__', 'multipart/form-data; boundary=x', part('name="__proto__"', '1\r\n--x--\r\n')],
  ])('is refused as a form that cannot be read when it %s', async (_what, type, text) => {
    expect(refusal(await send(text, { 'content-type': type }))).toEqual(NO_FORM);
  });

  test('may be one file only', async () => {
    const two = formWith(PDF);
    two.append('otro', new Blob([new Uint8Array(PDF)]), 'b.pdf');
    expect(refusal(await send(two))).toEqual(NO_FORM);
    expect(refusal(await fetched())).toEqual(NO_SHEET);
  });

  test('is not even read from somebody who may not, and no other route reads forms with files', async () => {
    expect(refusal(await store(PDF, id, sole))).toEqual([403, { detail: 'Permission denied: catalog:write required' }]);
    expect(refusal(await store(PDF, id, server.nobody))).toEqual([401, { detail: 'Not authenticated' }]);
    expect(refusal(await sole.rest('DELETE', path()))[0]).toBe(403);
    expect((await server.nobody.rest('GET', path())).status).toBe(401);
    expect((await sendForm(server.address, rosa, '/products', formWith(PDF))).status).toBe(415);
  });
});

/** A form of about so many bytes that come one by one, most of them before the file, where no part is to be measured. */
function chunks(bytes: number): ReadableStream<Uint8Array> {
  const head = Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n');
  const before = Array.from({ length: bytes / 1000 }, () => Buffer.alloc(1000, ' '));
  const parts = [...before, Buffer.from('\r\n'), head, Buffer.from('%%EOF\r\n--x--\r\n')];
  return new ReadableStream({
    pull(controller) {
      const next = parts.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
  });
}
