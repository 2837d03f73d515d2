import { zipSync } from 'fflate';
import type PizZip from 'pizzip';

/** How the parts are packed: small, to be kept and sent, or as they are, to be read at once by a PDF engine. */
export type Packing = 'DEFLATE' | 'STORE';

/** One day for all, so that the same parts make the same file. */
const PACKED_ON = '1980-01-02';

export function packed(zip: PizZip, how: Packing): Buffer {
  return how === 'STORE' ? stored(zip) : zip.generate({ type: 'nodebuffer', compression: how });
}

/** A ZIP whose parts are not compressed. PizZip makes it letter by letter, which takes half as long again or twice as long. */
function stored({ files }: PizZip): Buffer {
  const parts = Object.entries(files).filter(([, { dir }]) => !dir);
  const bytes = Object.fromEntries(parts.map(([path, file]) => [path, bytesOf(path, file)]));
  return Buffer.from(zipSync(bytes, { level: 0, mtime: PACKED_ON }));
}

function bytesOf(path: string, file: PizZip.ZipObject): Buffer {
  return /\.(xml|rels)$/.test(path) ? Buffer.from(file.asText()) : file.asNodeBuffer();
}
