import { deflateSync } from 'node:zlib';
import { ImageRun } from 'docx';

/** An ordinary picture that the filled document replaces: its alt text names the picture, its size is the most room it gets. */
export function placeholder(tag: string, width: number, height: number, shade: number): ImageRun {
  return new ImageRun({
    type: 'png',
    data: greyPng(width * 2, height * 2, shade),
    transformation: { width, height },
    altText: { name: tag, title: tag, description: `{{%${tag}}}` },
  });
}

/** A framed grey rectangle. Stored, not compressed: zlib's output differs between machines, and the template must not. */
function greyPng(width: number, height: number, shade: number): Buffer {
  const edge = (x: number, y: number) => x < 2 || y < 2 || x >= width - 2 || y >= height - 2;
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_unused, x) => (edge(x, y) ? 170 : shade))]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.concat(rows), { level: 0 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
