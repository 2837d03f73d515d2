import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { type FileStore, openFileStore } from '../../src/storage/files.js';
import { startS3 } from '../support/s3.js';
import { placeOf, type Store, STORES } from '../support/stores.js';

const logged: Record<string, unknown>[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line) as never) });

const storeFor = (settings: Record<string, string>) =>
  openFileStore(readConfig({ NODE_ENV: 'test', ...settings }), log);

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const NAME = 'ICSR_7_DIGEMID-Oficial.pdf';
const POINTER = `storage/icsr_exports/${NAME}`;

describe.each(Object.keys(STORES))('documents in a %s', (kind) => {
  let place: Store;
  let store: FileStore;
  beforeAll(async () => {
    place = await STORES[kind]!();
    store = await storeFor(place.settings);
  });
  afterAll(async () => {
    store.close();
    await place.close();
  });

  test('any bytes are read back as they were kept, under their SHA-256', async () => {
    const bytes = fc.uint8Array({ maxLength: 5000 });
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        const sha256 = await store.keep(given);
        expect(sha256).toBe(hash(given));
        expect(await store.read(sha256)).toEqual(Buffer.from(given));
      }),
      { numRuns: 25 },
    );
  });

  test('a large document too', async () => {
    const large = Buffer.alloc(12_000_000, 'páginas ');
    expect((await store.read(await store.keep(large))).equals(large)).toBe(true);
  });

  test('the same bytes, kept by many at once, are kept once, and nothing is left beside them', async () => {
    const bytes = Buffer.from('un documento que llega veinte veces');
    const before = await place.places();
    const given = await Promise.all(Array.from({ length: 20 }, () => store.keep(bytes)));
    expect(new Set(given)).toEqual(new Set([hash(bytes)]));
    expect((await place.places()).filter((one) => !before.includes(one))).toEqual([placeOf(hash(bytes))]);
  });

  test('what was never kept, or is forgotten, is not found, and forgetting it again does no harm', async () => {
    await expect(store.read(hash(Buffer.from('nunca')))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const sha256 = await store.keep(Buffer.from('por un rato'));
    await store.forget(sha256);
    await store.forget(sha256);
    await expect(store.read(sha256)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(logged.at(-1)).toMatchObject({ sha256, msg: 'a kept file is missing' });
  });

  test.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, 9)],
    ['emptied', () => Buffer.alloc(0)],
    ['another one', (whole: Buffer) => Buffer.concat([whole, Buffer.from('!')])],
  ])(
    'a file that is %s is never delivered, the log names it, and keeping the bytes again mends it',
    async (_how, harm) => {
      const whole = Buffer.from(`el documento entero, ${_how}`);
      const sha256 = await store.keep(whole);
      await place.overwrite(placeOf(sha256), harm(whole));
      await expect(store.read(sha256)).rejects.toThrow(expect.objectContaining({ name: 'DamagedFile' }));
      await expect(store.point(NAME, sha256)).rejects.toThrow(expect.objectContaining({ name: 'DamagedFile' }));
      expect(logged.at(-1)).toMatchObject({ level: 50, sha256, msg: 'a kept file is damaged' });
      expect(await store.keep(whole)).toBe(sha256);
      expect(await store.read(sha256)).toEqual(whole);
    },
  );

  test('a documented name has the bytes of the last document it was given, and the others stay', async () => {
    const [first, second] = [Buffer.from('primera versión'), Buffer.from('segunda versión')];
    const [one, two] = [await store.keep(first), await store.keep(second)];
    await store.point(NAME, one);
    expect(await place.look(POINTER)).toEqual(first);
    await store.point(NAME, two);
    expect(await place.look(POINTER)).toEqual(second);
    expect(await store.read(one)).toEqual(first);
    // Whoever writes over the name does not reach the document behind it.
    await place.overwrite(POINTER, Buffer.from('garabato'));
    expect(await store.read(two)).toEqual(second);
    await store.point(NAME, null);
    await store.point(NAME, null);
    expect(await place.places()).not.toContain(POINTER);
    expect(await store.read(two)).toEqual(second);
  });

  test('a name is never seen half written while it changes', async () => {
    const versions = ['a', 'b'].map((letter) => Buffer.alloc(300_000, letter));
    const kept = await Promise.all(versions.map((bytes) => store.keep(bytes)));
    await store.point(NAME, kept[0]!);
    const seen: Buffer[] = [];
    const state = { changing: true };
    const reader = async () => {
      while (state.changing) seen.push(await place.look(POINTER));
    };
    const reading = Promise.all([reader(), reader()]);
    for (let turn = 0; turn < 30; turn += 1) await store.point(NAME, kept[turn % 2]!);
    state.changing = false;
    await reading;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((bytes) => !kept.includes(hash(bytes))).length).toBe(0);
  });

  test('no name and no hash but ours leads anywhere', async () => {
    const sha256 = await store.keep(Buffer.from('x'));
    for (const name of [
      '../../etc/passwd',
      'ICSR_1_../x.pdf',
      'ICSR_1_A.exe',
      'ICSR_1_A.pdf/../../x',
      '',
      'ICSR_1_Ñ.pdf',
    ]) {
      await expect(store.point(name, sha256)).rejects.toThrow('Not the name of a document');
    }
    for (const wrong of ['', '..', `../${sha256}`, sha256.toUpperCase(), `${sha256}0`]) {
      await expect(store.read(wrong)).rejects.toThrow('Not a SHA-256');
    }
  });
});

describe('a store that cannot be used', () => {
  const DOWN = {
    FILES_S3_ENDPOINT: 'http://127.0.0.1:9',
    FILES_S3_BUCKET: 'vigia',
    FILES_S3_ACCESS_KEY_ID: 'K',
    FILES_S3_SECRET_ACCESS_KEY: 'secreta',
  };

  test('an S3 server that is away: every deed says so, and the log why, without addresses or secrets', async () => {
    const store = await storeFor(DOWN);
    const sha256 = hash(Buffer.from('x'));
    const deeds = [store.keep(Buffer.from('x')), store.read(sha256), store.forget(sha256), store.point(NAME, sha256)];
    for (const outcome of await Promise.allSettled(deeds)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'FILES_UNAVAILABLE' } });
    }
    expect(logged.at(-1)).toMatchObject({ level: 50, msg: 'the file store refuses', code: 'ECONNREFUSED' });
    expect(JSON.stringify(logged)).not.toMatch(/secreta|127\.0\.0\.1/);
    store.close();
  });

  test('a bucket that is not there is a refusal, not a file that is missing', async () => {
    const s3 = await startS3();
    const store = await storeFor({ ...s3.settings, FILES_S3_BUCKET: 'de-otro' });
    await expect(store.read(hash(Buffer.from('x')))).rejects.toMatchObject({ code: 'FILES_UNAVAILABLE' });
    await expect(store.keep(Buffer.from('x'))).rejects.toMatchObject({ code: 'FILES_UNAVAILABLE' });
    expect(logged.at(-1)).toMatchObject({ problem: 'NoSuchBucket' });
    store.close();
    await s3.close();
  });

  test('a folder that cannot be written to', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigia-files-'));
    await writeFile(path.join(folder, 'files'), 'no es una carpeta');
    const store = await storeFor({ VIGIA_DATA_DIR: folder });
    await expect(store.keep(Buffer.from('x'))).rejects.toMatchObject({ code: 'FILES_UNAVAILABLE' });
    await rm(folder, { recursive: true });
  });
});

test('what a killed server left half written goes at a start, once it is a day old', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigia-files-'));
  const aside = path.join(folder, 'files/incoming');
  await mkdir(aside, { recursive: true });
  for (const name of ['viejo', 'reciente']) await writeFile(path.join(aside, name), 'medio documento');
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  await utimes(path.join(aside, 'viejo'), twoDaysAgo, twoDaysAgo);
  await storeFor({ VIGIA_DATA_DIR: folder });
  expect(await readdir(aside)).toEqual(['reciente']);
  await rm(folder, { recursive: true });
});

test('nobody else on the machine can read documents in a folder', async () => {
  const place = await STORES.folder!();
  const store = await storeFor(place.settings);
  const sha256 = await store.keep(Buffer.from('x'));
  await store.point(NAME, sha256);
  const folder = place.settings.VIGIA_DATA_DIR!;
  const parts = [placeOf(sha256), POINTER].flatMap((one) => [one, path.dirname(one), one.split('/')[0]!]);
  const modes = await Promise.all(parts.map(async (part) => (await stat(path.join(folder, part))).mode & 0o077));
  expect(modes).toEqual(parts.map(() => 0));
  await place.close();
});

describe('settings of a bucket', () => {
  const S3 = { FILES_S3_BUCKET: 'vigia', FILES_S3_REGION: 'sa-east-1' };

  test.each([
    [{ FILES_S3_REGION: 'sa-east-1' }, 'FILES_S3_BUCKET'],
    [{ FILES_S3_ACCESS_KEY_ID: 'K', FILES_S3_SECRET_ACCESS_KEY: 'S' }, 'FILES_S3_BUCKET'],
    [{ FILES_S3_BUCKET: 'vigia' }, 'FILES_S3_REGION'],
    [{ ...S3, FILES_S3_ACCESS_KEY_ID: 'K' }, 'FILES_S3_ACCESS_KEY_ID, FILES_S3_SECRET_ACCESS_KEY'],
    [{ ...S3, FILES_S3_SECRET_ACCESS_KEY: 'S' }, 'FILES_S3_ACCESS_KEY_ID, FILES_S3_SECRET_ACCESS_KEY'],
    [{ ...S3, FILES_S3_BUCKET: 'Mi Balde' }, 'FILES_S3_BUCKET'],
    [{ ...S3, FILES_S3_PREFIX: '../otro' }, 'FILES_S3_PREFIX'],
    [{ ...S3, FILES_S3_ENDPOINT: 'minio:9000' }, 'FILES_S3_ENDPOINT'],
    [{ ...S3, FILES_S3_ENDPOINT: 'http://minio:9000', NODE_ENV: 'production' }, 'FILES_S3_ENDPOINT'],
  ])('%o stop the start, which names %s', (settings, named) => {
    expect(() => readConfig(settings)).toThrow(`${named}: `);
  });

  test('stand together when they are whole', () => {
    expect(() => readConfig({ ...S3, NODE_ENV: 'production' })).not.toThrow();
    expect(() => readConfig({ FILES_S3_BUCKET: 'vigia', FILES_S3_ENDPOINT: 'http://minio:9000' })).not.toThrow();
  });
});
