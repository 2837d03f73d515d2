import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startS3 } from './s3.js';

/** A place where documents can be kept, and a look into it past our program. */
export interface Store {
  /** For a server of ours, as environment variables. */
  settings: Record<string, string>;
  /** Everything that is kept, as `files/…` and `storage/icsr_exports/…`. */
  places(): Promise<string[]>;
  look(place: string): Promise<Buffer>;
  overwrite(place: string, bytes: Uint8Array): Promise<void>;
  /** Goes away with everything in it. */
  close(): Promise<void>;
}

/** Every kind of place that the settings know. */
export const STORES: Readonly<Record<string, () => Promise<Store>>> = { folder: startFolder, bucket: startS3 };

async function startFolder(): Promise<Store> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigia-files-'));
  return {
    settings: { VIGIA_DATA_DIR: folder },
    async places() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    },
    look: (place) => readFile(path.join(folder, place)),
    overwrite: (place, bytes) => writeFile(path.join(folder, place), bytes),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Where the bytes with this SHA-256 are kept. */
export function placeOf(sha256: string): string {
  return `files/${sha256.slice(0, 2)}/${sha256}`;
}
