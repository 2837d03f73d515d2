import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileStorage } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { now } from '../clock.js';
import type { Shelf } from './files.js';

const ASIDE = 'files/incoming';
/** No writing takes a day: what has been aside for longer was left by a server that was killed. */
const LEFT_MS = 24 * 60 * 60 * 1000;

/** Documents tell of patients: no other account of the machine may read them. */
const PRIVATE = { visibility: 'private', directoryVisibility: 'private' };

/** The data directory as a shelf. What killed servers left half written is removed first. */
export async function localShelf(dataDirectory: string): Promise<Shelf> {
  await removeLeftovers(path.join(dataDirectory, ASIDE));
  const storage = new FileStorage(new LocalStorageAdapter(dataDirectory));
  return {
    storage,
    async put(place, bytes) {
      // Written aside and moved into place, so that a crash never leaves half a document under a whole one's name.
      const aside = `${ASIDE}/${randomUUID()}`;
      try {
        await storage.write(aside, bytes, PRIVATE);
        await flush(path.join(dataDirectory, aside));
        await storage.moveFile(aside, place, PRIVATE);
      } catch (error) {
        await storage.deleteFile(aside).catch(() => undefined);
        throw error;
      }
      // Windows knows no flushing of folders.
      if (process.platform !== 'win32') await flush(path.dirname(path.join(dataDirectory, place)));
    },
    close: () => undefined,
  };
}

/** Resolves once the file or folder is on the disk: the database's row will be, and must not outlive a power cut alone. */
async function flush(place: string): Promise<void> {
  const handle = await open(place, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const place = path.join(folder, name);
    // Another process may be at it too, or have just moved the file into its place.
    const found = await stat(place).catch(() => undefined);
    if (found && now().getTime() - found.mtimeMs > LEFT_MS) await rm(place, { force: true });
  }
}
