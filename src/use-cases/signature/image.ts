import sharp from 'sharp';
import { DomainError } from '../../domain/errors.js';

const BYTES_MAX = 500_000;
const PIXELS_MAX = 4_000_000;
/** A longer side is made as long as this: ten centimetres on paper at 250 dots per inch. */
const SIDE_PIXELS_MAX = 1000;
const SECONDS_MAX = 30;

const BEGINNINGS = [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('ffd8ff', 'hex')];

// These two decoders are all that there are in this process, whatever a file pretends to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg'] });

/**
 * A PNG or JPEG drawn anew as a PNG, upright, in sRGB, with its transparency and without anything else that was in the file
 * (place and time of a photograph, what follows its end). Throws IMAGE_TYPE, IMAGE_TOO_LARGE, IMAGE_TOO_MANY_PIXELS or
 * IMAGE_DAMAGED; the size is checked before any pixel is decoded (spec/decisions.md "Signature profiles").
 */
export async function redrawn(file: Uint8Array): Promise<Buffer> {
  if (file.byteLength > BYTES_MAX) throw new DomainError('IMAGE_TOO_LARGE', { kilobytes: BYTES_MAX / 1000 });
  if (!BEGINNINGS.some((bytes) => bytes.equals(file.subarray(0, bytes.length)))) throw new DomainError('IMAGE_TYPE');
  const { width, height } = await orDamaged(sharp(file, { limitInputPixels: false }).metadata());
  if (width * height > PIXELS_MAX)
    throw new DomainError('IMAGE_TOO_MANY_PIXELS', { megapixels: PIXELS_MAX / 1_000_000 });
  return orDamaged(
    sharp(file, { failOn: 'error', limitInputPixels: PIXELS_MAX })
      .autoOrient()
      .resize({ width: SIDE_PIXELS_MAX, height: SIDE_PIXELS_MAX, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 9 })
      .timeout({ seconds: SECONDS_MAX })
      .toBuffer(),
  );
}

async function orDamaged<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch {
    throw new DomainError('IMAGE_DAMAGED');
  }
}
