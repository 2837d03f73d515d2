import { crc32 } from 'node:zlib';
import type PizZip from 'pizzip';

/** How the parts are packed: small, to be kept and sent, or as they are, to be read at once by a PDF engine. */
export type Packing = 'DEFLATE' | 'STORE';

export function packed(zip: PizZip, how: Packing): Buffer {
  return how === 'STORE' ? oneAfterTheOther(zip) : zip.generate({ type: 'nodebuffer', compression: how });
}

const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** The first day that a ZIP can name. */
const DATE = 0x21;
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const END = { signature: 0x06054b50, bytes: 22 };

/** A ZIP whose parts are not compressed (APPNOTE 4.3). PizZip would take five times as long for it, letter by letter. */
function oneAfterTheOther(zip: PizZip): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, file] of Object.entries(zip.files)) {
    if (file.dir) continue;
    const [name, bytes] = [Buffer.from(path), bytesOf(path, file)];
    const facts = factsOf(name, bytes);
    bodies.push(header(LOCAL, facts), name, bytes);
    directory.push(entry(facts, offset), name);
    offset += LOCAL.bytes + name.length + bytes.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...bodies, central, end(directory.length / 2, central.length, offset)]);
}

function bytesOf(path: string, file: PizZip.ZipObject): Buffer {
  return /\.(xml|rels)$/.test(path) ? Buffer.from(file.asText()) : file.asNodeBuffer();
}

/** What both headers of a part tell: version, flags, no compression, time, date, check sum, size twice, length of the name. */
function factsOf(name: Buffer, bytes: Buffer): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(FLAGS, 2);
  facts.writeUInt16LE(DATE, 8);
  facts.writeUInt32LE(crc32(bytes), 10);
  facts.writeUInt32LE(bytes.length, 14);
  facts.writeUInt32LE(bytes.length, 18);
  facts.writeUInt16LE(name.length, 22);
  return facts;
}

function header({ signature, bytes }: { signature: number; bytes: number }, facts: Buffer): Buffer {
  const made = Buffer.alloc(bytes);
  made.writeUInt32LE(signature, 0);
  facts.copy(made, 4);
  return made;
}

function entry(facts: Buffer, offset: number): Buffer {
  const made = header(CENTRAL, Buffer.alloc(0));
  made.writeUInt16LE(VERSION, 4);
  facts.copy(made, 6);
  made.writeUInt32LE(offset, 42);
  return made;
}

function end(count: number, size: number, offset: number): Buffer {
  const made = header(END, Buffer.alloc(0));
  made.writeUInt16LE(count, 8);
  made.writeUInt16LE(count, 10);
  made.writeUInt32LE(size, 12);
  made.writeUInt32LE(offset, 16);
  return made;
}
