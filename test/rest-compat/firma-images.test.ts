import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeCase } from '../support/make.js';
import type { Client } from '../support/client.js';
import { chunksOf, photo, picture, pngOf } from '../support/pictures.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { formWith, pictureForm, sendForm } from '../support/upload.js';
import { fault, type Wire } from './golden.js';

const TYPE = 'La imagen no es PNG ni JPEG: conviértala a uno de esos formatos y envíela de nuevo';
const DAMAGED = 'La imagen está incompleta o dañada: envíe otra copia del archivo';
const TOO_LARGE = 'La imagen pesa demasiado: el máximo es 500 kB';
const TOO_MANY_PIXELS = 'La imagen tiene demasiados píxeles: el máximo es 4 megapíxeles (por ejemplo, 2000 × 2000)';
const NO_FILE = [404, { detail: 'Archivo no encontrado' }];

let server: TestServer;
let rosa: Client;
let sole: Client;
beforeAll(async () => {
  server = await startServer();
  [rosa, sole] = [await server.as('rosa'), await server.as('sole')];
});
afterAll(() => server.close());

let id: number;
beforeEach(async () => {
  await server.query('delete from rrhh_firma');
  id = (await mine()).id;
});

const mine = async (client = rosa) => (await client.rest<Wire & { id: number }>('GET', '/firmas/me')).body;
const send = (form: FormData, client = rosa, of = id) => sendForm(server.address, client, `/firmas/${of}/assets`, form);
const upload = (bytes: Uint8Array, field?: string) => send(pictureForm(bytes, field));
const fetched = async (url: unknown, client = rosa) => {
  const headers: Record<string, string> = client.token ? { authorization: `Bearer ${client.token}` } : {};
  const answer = await fetch(`${server.address}${String(url)}`, { headers });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
};
/** The picture that a profile has after an upload, as its owner fetches it. */
const stored = async (bytes: Uint8Array) => {
  const { status, body } = await upload(bytes);
  expect([status, body.detail]).toEqual([201, undefined]);
  return (await fetched(body.firma_img_url)).body;
};
const refusal = ({ status, body }: { status: number; body: unknown }) => [status, body];
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const filesKept = async () => {
  const folder = path.join(server.house.config.dataDirectory, 'files');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile());
};
const kept = (bytes: Buffer) =>
  server.house.files.read(digest(bytes)).then(
    () => true,
    () => false,
  );

describe('a picture of a profile', () => {
  test.each([
    ['logo', 'logo_url', 'firma_img_url'],
    ['firma_img', 'firma_img_url', 'logo_url'],
  ])('example 41: sent as %s stands in %s', async (field, shown, other) => {
    const { status, body } = await upload(await picture(), field);
    expect([status, body]).toEqual([201, await mine()]);
    expect(body[shown]).toMatch(/^\/uploads\/firmas_\d+\/[0-9a-f-]{36}\.png$/);
    expect(body[other]).toBeNull();
  });

  test('is fetched by its owner alone, as a PNG that no browser takes for anything else', async () => {
    const { firma_img_url: url } = (await upload(await picture('#aa0000'))).body;
    const answer = await fetched(url);
    const { headers, body } = answer;
    expect(answer.status).toBe(200);
    expect(['content-type', 'x-content-type-options', 'cache-control'].map((name) => headers.get(name))).toEqual([
      'image/png',
      'nosniff',
      'private',
    ]);
    const { channels } = await sharp(body).stats();
    expect(channels.map(({ mean }) => Math.round(mean))).toEqual([170, 0, 0, 128]);
    await mine(sole);
    expect([(await fetched(url, sole)).status, (await fetched(url, server.nobody)).status]).toEqual([404, 401]);
  });

  test('gives way to a new one under a new address, and the bytes of the old one go', async () => {
    const first = (await upload(await picture('#aa0000'))).body.firma_img_url;
    const old = (await fetched(first)).body;
    const second = (await upload(await picture('#00aa00'))).body.firma_img_url;
    expect((await fetched(first)).status).toBe(404);
    expect([await kept(old), await kept((await fetched(second)).body)]).toEqual([false, true]);
    const third = (await upload(await picture('#00aa00'))).body.firma_img_url;
    expect((await fetched(third)).status).toBe(200);
  });

  test('goes when its address is sent as null; any other address is left aside', async () => {
    await upload(await picture(), 'logo');
    const { body } = await upload(await picture('#aa0000'));
    const old = (await fetched(body.firma_img_url)).body;
    for (const url of ['https://example.pe/x.png', '/etc/passwd', '../../firma.png', 'file:///etc/passwd', ''])
      expect((await rosa.rest('PUT', `/firmas/${id}`, { firma_img_url: url, logo_url: url })).body).toEqual(body);
    const gone = await rosa.rest('PUT', `/firmas/${id}`, { firma_img_url: null });
    expect(refusal(gone)).toEqual([200, { ...body, firma_img_url: null }]);
    expect([await kept(old), (await fetched(body.logo_url)).status]).toEqual([false, 200]);
  });

  test('stays with whoever else has the same one: another person, the other field, a document of a case', async () => {
    const { body } = await upload(await picture());
    await upload(await picture(), 'logo');
    const hers = (await send(pictureForm(await picture()), sole, (await mine(sole)).id)).body;
    const bytes = (await fetched(body.firma_img_url)).body;
    await rosa.rest('PUT', `/firmas/${id}`, { firma_img_url: null });
    expect((await fetched((await mine()).logo_url)).body.equals(bytes)).toBe(true);
    const { id: caseId } = await makeCase(rosa);
    await server.query(
      `insert into export_files (icsr_id, kind, case_version, file_name, content_type, size_bytes, sha256, engine, created_at)
       values ($1, 'MODELO_B_PDF', 1, 'a.pdf', 'application/pdf', 9, $2, 'x', now())`,
      [caseId, digest(bytes)],
    );
    await rosa.rest('PUT', `/firmas/${id}`, { logo_url: null });
    expect((await fetched(hers.firma_img_url, sole)).body.equals(bytes)).toBe(true);
    await sole.rest('PUT', `/firmas/${String(hers.id)}`, { firma_img_url: null });
    expect(await kept(bytes)).toBe(true);
    await upload(await picture());
    await rosa.rest('DELETE', `/icsr/${caseId}`, { password: PASSWORD });
    expect(await kept(bytes)).toBe(true);
    await rosa.rest('PUT', `/firmas/${id}`, { firma_img_url: null });
    expect(await kept(bytes)).toBe(false);
  });

  test('is the last one of many that are sent at once, and no other is kept', async () => {
    const before = (await filesKept()).length;
    const colours = Array.from({ length: 12 }, (_, place) => `#${String(place + 10).repeat(3)}`);
    const all = await Promise.all(colours.map(async (colour) => (await upload(await picture(colour))).body));
    const answers = await Promise.all(all.map(({ firma_img_url: url }) => fetched(url)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...colours.slice(1).map(() => 404)]);
    const [image] = await server.query<{ sha256: string }>('select firma_img_sha256 as sha256 from rrhh_firma');
    expect(digest(answers.find(({ status }) => status === 200)!.body)).toBe(image!.sha256);
    expect(await filesKept()).toHaveLength(before + 1);
  });

  test('is in the audit log by its hash', async () => {
    const { firma_img_url: url } = (await upload(await picture())).body;
    const sha256 = digest((await fetched(url)).body);
    const [row] = await server.query(
      `select who, changes from audit_log where action = 'RRHH_FIRMA_UPDATE' order by id desc`,
    );
    expect(row).toEqual({
      who: 'rosa@example.pe',
      changes: { firma_img_url: { after: url }, firma_img_sha256: { after: sha256 } },
    });
  });
});

describe('an address of a picture', () => {
  const raw = (address: string) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(server.address);
      const headers = { authorization: `Bearer ${rosa.token}` };
      request({ hostname, port, path: address, headers }, (answer) => resolve(answer.resume().statusCode!))
        .on('error', reject)
        .end();
    });

  test.each([
    '/uploads/',
    '/uploads/firmas_1/firma.png',
    '/uploads/../../../etc/passwd',
    '/uploads/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/uploads//etc/passwd',
    '/uploads/https://example.pe/x.png',
    '/uploads/firmas_1/%00.png',
    '/uploads/firmas_1/%ED%A0%80.png',
    `/uploads/${'x'.repeat(5000)}`,
  ])('like %s leads nowhere', async (path) => {
    await upload(await picture());
    expect(await raw(path)).toBe(404);
  });

  test('leads to the picture that it was given with and to no other, however it is written', async () => {
    const { firma_img_url: url } = (await upload(await picture())).body as { firma_img_url: string };
    expect(await raw(url)).toBe(200);
    const file = url.split('/').at(-1)!;
    for (const path of [
      `${url}/`,
      `/uploads/${file}`,
      url.toUpperCase(),
      `/uploads/firmas_999/${file}`,
      `/uploads/x/..${url.slice(8)}`,
    ])
      expect([path, await raw(path)]).toEqual([path, 404]);
  });

  test('that somebody wrote into the database is never opened', async () => {
    await server.query(`update rrhh_firma set firma_img_url = '/uploads/../../../etc/passwd' where id = $1`, [id]);
    expect(await raw('/uploads/../../../etc/passwd')).toBe(404);
  });

  test('whose bytes are lost is not found', async () => {
    const { firma_img_url: url } = (await upload(await picture())).body;
    await server.house.files.forget(digest((await fetched(url)).body));
    expect(refusal({ ...(await fetched(url)), body: JSON.parse(String((await fetched(url)).body)) })).toEqual(NO_FILE);
  });
});

describe('what is sent', () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  );
  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['SVG', () => svg],
    ['GIF', () => photo().gif().toBuffer()],
    ['WebP', () => photo().webp().toBuffer()],
    ['TIFF', () => photo().tiff().toBuffer()],
    ['AVIF', () => photo().avif().toBuffer()],
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['PDF', () => Buffer.from('%PDF-1.7\n%%EOF')],
    ['a GIF with a PNG behind it', async () => Buffer.concat([await photo().gif().toBuffer(), await picture()])],
    ['HTML with a PNG behind it', async () => Buffer.concat([Buffer.from('<html>'), await picture()])],
  ])('is refused when it is %s, whatever its name says', async (_what, bytes) => {
    expect(refusal(await upload(await bytes()))).toEqual([400, { detail: TYPE }]);
    expect((await mine()).firma_img_url).toBeNull();
  });

  test('could not be opened by any other decoder, were it let through', async () => {
    for (const bytes of [svg, await photo().gif().toBuffer(), await photo().webp().toBuffer()])
      await expect(sharp(bytes).metadata()).rejects.toThrow('unsupported image format');
  });

  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
  test.each([
    ['a JPEG that is cut off', async () => half(await photo().jpeg().toBuffer())],
    ['a PNG that is cut off', async () => half(await photo().png().toBuffer())],
    ['the beginning of a JPEG', () => Buffer.from('ffd8ffe0', 'hex')],
    ['the beginning of a PNG', async () => (await picture()).subarray(0, 30)],
    ['a PNG with a wrong checksum', async () => (await picture()).fill(7, 30, 33)],
    ['a PNG without most of its rows', () => pngOf(500, 500, { rows: 3 })],
    ['a PNG of no size', () => pngOf(0, 0)],
    ['an SVG under the first bytes of a PNG', () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), svg])],
  ])('is refused when it is %s', async (_what, bytes) => {
    expect(refusal(await upload(await bytes()))).toEqual([400, { detail: DAMAGED }]);
    expect((await mine()).firma_img_url).toBeNull();
  });

  test('weighs 500 kB at most', async () => {
    const padded = async (bytes: number) => Buffer.concat([await picture(), Buffer.alloc(bytes)]).subarray(0, bytes);
    expect((await upload(await padded(500_000))).status).toBe(201);
    expect(refusal(await upload(await padded(500_001)))).toEqual([400, { detail: TOO_LARGE }]);
    expect((await upload(await padded(4_000_001))).status).toBe(413);
  });

  test.each([
    ['2000 × 2000', 2000, 2000, 201],
    ['4,000,000 × 1', 4_000_000, 1, 201],
    ['4,000,001 × 1', 4_000_001, 1, 400],
    ['2001 × 2000', 2001, 2000, 400],
  ])('of %s pixels is answered as it should be', async (_sides, width, height, status) => {
    const answer = await upload(pngOf(width, height));
    expect([answer.status, answer.body.detail]).toEqual([status, status === 400 ? TOO_MANY_PIXELS : undefined]);
  });

  test('is refused by its header when it would unpack to a gigapixel, before a row of it is read', async () => {
    const before = process.memoryUsage().rss;
    for (let turn = 0; turn < 5; turn += 1)
      expect(refusal(await upload(pngOf(30_000, 30_000, { rows: 1 })))).toEqual([400, { detail: TOO_MANY_PIXELS }]);
    const jpeg = await photo().jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
    jpeg.writeUInt16BE(65_000, frame + 5);
    jpeg.writeUInt16BE(65_000, frame + 7);
    expect(refusal(await upload(jpeg))).toEqual([400, { detail: TOO_MANY_PIXELS }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  test('is for one of two fields', async () => {
    const permitted = 'value is not a valid enumeration member; permitted: logo, firma_img';
    expect(refusal(await upload(await picture(), 'html'))).toEqual([
      400,
      fault(['body', 'field'], permitted, 'type_error.enum'),
    ]);
    const missing = (name: string) => [400, fault(['body', name], 'field required', 'value_error.missing')];
    expect(refusal(await send(formWith(await picture())))).toEqual(missing('field'));
    const text = new FormData();
    text.append('field', 'logo');
    expect(refusal(await send(text))).toEqual(missing('file'));
    expect(refusal(await rosa.rest('POST', `/firmas/${id}/assets`, { field: 'logo', file: 'x' }))).toEqual(
      missing('file'),
    );
  });

  test('may be called anything: its name counts for nothing', async () => {
    const form = pictureForm(await picture(), 'logo', '../../../etc/passwd.svg');
    const { status, body } = await send(form);
    expect([status, body.logo_url]).toEqual([
      201,
      expect.stringMatching(/^\/uploads\/firmas_\d+\/[0-9a-f-]{36}\.png$/),
    ]);
  });
});

describe('a picture is drawn anew', () => {
  const KNOWN_CHUNKS = ['IHDR', 'PLTE', 'tRNS', 'pHYs', 'IDAT', 'IEND'];

  test('without where and when a photograph was taken, and upright', async () => {
    const exif = {
      IFD0: { Copyright: 'Rosa Quispe', Make: 'Camara' },
      IFD3: { GPSLatitude: '12/1 2/1 3/1', GPSLatitudeRef: 'S' },
    };
    const bytes = await photo({ width: 80, height: 40 })
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(bytes.includes('Rosa Quispe')).toBe(true);
    const drawn = await stored(bytes);
    expect(chunksOf(drawn).filter((name) => !KNOWN_CHUNKS.includes(name))).toEqual([]);
    expect(drawn.includes('Rosa Quispe') || drawn.includes('Camara')).toBe(false);
    const { format, width, height, exif: left } = await sharp(drawn).metadata();
    expect([format, width, height, left]).toEqual(['png', 40, 80, undefined]);
  });

  test('without what was hidden in it or stood behind its end', async () => {
    const hidden = Buffer.from('<script>alert(document.domain)</script>PK\u0003\u0004');
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, hidden.length + 2]), hidden]);
    const jpeg = await photo().jpeg().toBuffer();
    for (const bytes of [
      Buffer.concat([await picture(), hidden]),
      Buffer.concat([jpeg, hidden]),
      Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
    ])
      expect((await stored(bytes)).includes('script')).toBe(false);
  });

  test.each([
    ['a CMYK JPEG', () => photo().toColourspace('cmyk').jpeg().toBuffer()],
    ['a PNG of 16 bits', () => photo().toColourspace('rgb16').png().toBuffer()],
    ['a grey PNG', () => photo().greyscale().png().toBuffer()],
    ['a PNG of one bit', () => pngOf(300, 100)],
    ['a progressive JPEG', () => photo().jpeg({ progressive: true }).toBuffer()],
    ['an interlaced PNG', () => photo().png({ progressive: true }).toBuffer()],
  ])('from %s', async (_what, bytes) => {
    const { format, width, height, depth, space } = await sharp(await stored(await bytes())).metadata();
    expect([format, width, height, depth]).toEqual(['png', 300, 100, 'uchar']);
    expect(['srgb', 'b-w']).toContain(space);
  });

  test('no larger than a document needs it', async () => {
    const { width, height } = await sharp(
      await stored(await photo({ width: 2500, height: 500 }).jpeg().toBuffer()),
    ).metadata();
    expect([width, height]).toEqual([1000, 200]);
  });
});
