import { S3Client } from '@aws-sdk/client-s3';
import { AwsS3StorageAdapter } from '@flystorage/aws-s3';
import { FileStorage } from '@flystorage/file-storage';
import type { Config } from '../config.js';
import type { Shelf } from './files.js';

const CONNECT_MS = 3000;
const ANSWER_MS = 10_000;
const ATTEMPTS_MAX = 2;
/** Servers that are not Amazon's take any region, and the signature needs one. */
const ANY_REGION = 'us-east-1';

/** A bucket as a shelf. Storing an object is atomic and lasting by itself. */
export function s3Shelf(config: Config): Shelf {
  const client = new S3Client({
    region: config.filesS3Region ?? ANY_REGION,
    endpoint: config.filesS3Endpoint,
    forcePathStyle: config.filesS3Endpoint !== undefined,
    credentials: credentialsOf(config),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    // Other servers than Amazon's do not know the newer checksums; ours is checked at every read.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const place = { bucket: config.filesS3Bucket!, prefix: config.filesS3Prefix };
  const storage = new FileStorage(new AwsS3StorageAdapter(client, place));
  return {
    storage,
    put: (key, bytes) => storage.write(key, bytes, { size: bytes.byteLength, mimeType: 'application/octet-stream' }),
    close: () => client.destroy(),
  };
}

/** Left open, the SDK looks where it does by itself: the role of the machine, its own files. */
function credentialsOf({ filesS3AccessKeyId: accessKeyId, filesS3SecretAccessKey: secretAccessKey }: Config) {
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}
