import { createHash, randomUUID } from 'node:crypto';
import { FileStorage } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import path from 'node:path';

/** Documents by the SHA-256 of their bytes: the same bytes are kept once, and nothing is ever overwritten. */
export interface FileStore {
  /** Keeps the bytes. Gives their SHA-256 in hex. */
  keep(bytes: Uint8Array): Promise<string>;
  read(sha256: string): Promise<Buffer>;
  /** Deletes the bytes; nothing happens when they are gone already. */
  forget(sha256: string): Promise<void>;
}

/** The file store in a folder of the data directory. */
export function localFileStore(dataDirectory: string): FileStore {
  const storage = new FileStorage(new LocalStorageAdapter(path.join(dataDirectory, 'files')));
  return {
    async keep(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const place = placeOf(sha256);
      if (await storage.fileExists(place)) return sha256;
      // Written aside and moved into place, so that a crash never leaves half a document under a whole one's name.
      const aside = `incoming/${randomUUID()}`;
      await storage.write(aside, Buffer.from(bytes));
      await storage.moveFile(aside, place);
      return sha256;
    },
    forget: (sha256) => storage.deleteFile(placeOf(sha256)),
    async read(sha256) {
      return Buffer.from(await storage.readToUint8Array(placeOf(sha256)));
    },
  };
}

function placeOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a SHA-256');
  return `${sha256.slice(0, 2)}/${sha256}`;
}
