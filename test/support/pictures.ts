import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const PNG_BEGINNING = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG of one colour. Pictures of different colours have different bytes. */
export function picture(colour = '#204080', { width = 60, height = 20, alpha = 0.5 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: withAlpha(colour, alpha) } })
    .png()
    .toBuffer();
}

/** A sharp picture of three channels to be written in whatever format, with so much detail that it is not small. */
export function photo({ width = 300, height = 100 } = {}) {
  const pixels = Buffer.alloc(width * height * 3).map((_zero, place) => (place * 2_654_435) >> 7);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A black and white PNG that says it has these sides. Its rows are all there unless it is only a header. */
export function pngOf(width: number, height: number, { rows = height } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const body = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))));
  return Buffer.concat([PNG_BEGINNING, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

/** The names of the chunks of a PNG, each once. */
export function chunksOf(png: Buffer): string[] {
  const names = new Set<string>();
  for (let at = PNG_BEGINNING.length; at < png.length; at += 12 + png.readUInt32BE(at))
    names.add(png.toString('latin1', at + 4, at + 8));
  return [...names];
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

function withAlpha(colour: string, alpha: number) {
  const [r, g, b] = [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16));
  return { r: r!, g: g!, b: b!, alpha };
}
