import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import type { Store } from './stores.js';

const BUCKET = 'vigia-documentos';
const PREFIX = 'lima/sede-1';
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** An S3 server of its own, with one bucket and a folder in it for us. */
export async function startS3(): Promise<Store> {
  const directory = await mkdtemp(path.join(tmpdir(), 'vigia-s3-'));
  const buckets = [{ name: BUCKET, configs: [] as [] }];
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: buckets });
  storeLikeS3(server);
  const endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS });
  return {
    settings: {
      FILES_S3_BUCKET: BUCKET,
      FILES_S3_PREFIX: PREFIX,
      FILES_S3_ENDPOINT: endpoint,
      FILES_S3_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      FILES_S3_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    async places() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.map(({ Key }) => path.posix.relative(PREFIX, Key!));
    },
    async look(place) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${place}` }));
      return Buffer.from(await Body!.transformToByteArray());
    },
    async overwrite(place, bytes) {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${place}`, Body: bytes }));
    },
    async close() {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** s3rver writes objects in place, and answers before they are on the disk. S3 shows the old one or the new one, never a part. */
function storeLikeS3({ store }: S3rver): void {
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
    turns.set(key, turn);
    return turn;
  };
  const get = store.getObject.bind(store);
  store.getObject = (bucket, key, options) =>
    inTurn(key, async () => {
      const object = await get(bucket, key, options);
      if (object?.content) object.content = await whole(object.content);
      return object;
    });
  store.putObject = ({ bucket, key, content, metadata }) =>
    inTurn(key, async () => {
      const bytes = await whole(content!);
      const place = store.getResourcePath(bucket, key, 'object');
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, bytes);
      const md5 = createHash('md5').update(bytes).digest('hex');
      await store.putMetadata(bucket, key, metadata, md5);
      return { size: bytes.byteLength, md5 };
    });
}

const whole = (content: NonNullable<Awaited<ReturnType<S3rver['store']['getObject']>>>['content'] & object) =>
  Buffer.isBuffer(content) ? content : buffer(content);
