import { createHash } from 'node:crypto';
import type { FileStorage } from '@flystorage/file-storage';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { DomainError } from '../domain/errors.js';
import { localShelf } from './files-local.js';

/**
 * Documents by the SHA-256 of their bytes: the same bytes are kept once, and nothing is ever overwritten. Beside them stand
 * the documented names, each with the bytes of one document. What the place behind it refuses is FILES_UNAVAILABLE.
 */
export interface FileStore {
  /** Keeps the bytes. Gives their SHA-256 in hex. They are there, and whole, once it resolves. */
  keep(bytes: Uint8Array): Promise<string>;
  /** The bytes, which still have this SHA-256. Throws FILE_NOT_FOUND, or an internal error when they are damaged. */
  read(sha256: string): Promise<Buffer>;
  /** Deletes the bytes; nothing happens when they are gone already. */
  forget(sha256: string): Promise<void>;
  /** Puts the kept bytes under a documented name, in place of what was there; with null the name goes. */
  point(fileName: string, sha256: string | null): Promise<void>;
  close(): void;
}

/** A folder or a bucket: where bytes can be put under a name. */
export interface Shelf {
  storage: FileStorage;
  /** Puts the bytes there, whatever was there before. Readers find the old ones or the new ones; lasting once it resolves. */
  put(place: string, bytes: Buffer): Promise<void>;
  close(): void;
}

/** The file store of the settings: a bucket where one is named, else a folder of the data directory. */
export async function openFileStore(config: Config, log: Logger): Promise<FileStore> {
  if (!config.filesS3Bucket) return fileStoreOn(await localShelf(config.dataDirectory), log);
  const { s3Shelf } = await import('./files-s3.js');
  return fileStoreOn(s3Shelf(config), log);
}

function fileStoreOn(shelf: Shelf, log: Logger): FileStore {
  const { storage } = shelf;
  const attempt = <Made>(deed: string, work: () => Promise<Made>) => work().catch((error) => refuse(deed, error, log));
  /** The bytes as they are there now, or null. */
  const look = (sha256: string) =>
    storage.readToBuffer(placeOf(sha256)).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  const isWhole = (bytes: Buffer | null, sha256: string) => bytes !== null && sha256Of(bytes) === sha256;

  const read = async (sha256: string) => {
    const bytes = await attempt('read', () => look(sha256));
    if (bytes && isWhole(bytes, sha256)) return bytes;
    log.error({ sha256 }, bytes ? 'a kept file is damaged' : 'a kept file is missing');
    throw bytes ? new DamagedFile() : new DomainError('FILE_NOT_FOUND');
  };

  return {
    read,
    keep: (bytes) =>
      attempt('keep', async () => {
        const sha256 = sha256Of(bytes);
        // Damaged bytes are no reason to leave it at that, now that the right ones are at hand.
        if (!isWhole(await look(sha256), sha256)) await shelf.put(placeOf(sha256), Buffer.from(bytes));
        return sha256;
      }),
    forget: (sha256) => attempt('forget', () => storage.deleteFile(placeOf(sha256))),
    async point(fileName, sha256) {
      const place = placeOfName(fileName);
      if (sha256 === null) return attempt('point', () => storage.deleteFile(place));
      const bytes = await read(sha256);
      await attempt('point', () => shelf.put(place, bytes));
    },
    close: () => shelf.close(),
  };
}

/** The SHA-256 of some bytes, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function placeOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a SHA-256');
  return `files/${sha256.slice(0, 2)}/${sha256}`;
}

/** Where the legacy contract has a document (legacy-api 1.5). */
function placeOfName(fileName: string): string {
  if (!/^ICSR_\d+_[A-Za-z-]+\.(pdf|docx)$/.test(fileName)) throw new Error('Not the name of a document');
  return `storage/icsr_exports/${fileName}`;
}

/** The bytes of a file are not those that were kept. */
class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

function refuse(deed: string, error: unknown, log: Logger): never {
  const { name, code } = rootOf(error) as Error & { code?: string };
  log.error({ deed, problem: name, code }, 'the file store refuses');
  throw new DomainError('FILES_UNAVAILABLE');
}

/** S3 answers 404 for a bucket that is not there, too: that is no file that is missing. */
function isMissing(error: unknown): boolean {
  return (error as { wasFileNotFound?: boolean }).wasFileNotFound === true && rootOf(error).name !== 'NoSuchBucket';
}

function rootOf(error: unknown): Error {
  let root = error as Error;
  while (root.cause instanceof Error) root = root.cause;
  return root;
}
