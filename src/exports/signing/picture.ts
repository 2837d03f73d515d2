import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { type PDF, PdfName, PdfNumber, type PdfRef, PdfStream } from '@libpdf/core';
import sharp from 'sharp';

/** A picture in a PDF, and its pixels. */
export interface Picture {
  ref: PdfRef;
  width: number;
  height: number;
}

/** As many pixels as print well at the size of the box; more only make the file larger. */
const PIXELS_MOST = { width: 600, height: 360 };
const compressed = promisify<Uint8Array, Buffer>(deflate);

/** Puts a PNG or JPEG of any size and kind into the document, with its transparency. */
export async function embedPicture(pdf: PDF, image: Uint8Array): Promise<Picture> {
  const fitted = sharp(image)
    .rotate()
    .resize({ ...PIXELS_MOST, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  const { data, info } = await fitted.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = width * height;
  const [colours, alpha] = [Buffer.alloc(pixels * 3), Buffer.alloc(pixels)];
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    data.copy(colours, pixel * 3, pixel * 4, pixel * 4 + 3);
    alpha[pixel] = data[pixel * 4 + 3]!;
  }
  const stream = async (space: string, bytes: Uint8Array) =>
    PdfStream.fromDict(
      {
        Type: PdfName.of('XObject'),
        Subtype: PdfName.of('Image'),
        Width: PdfNumber.of(width),
        Height: PdfNumber.of(height),
        ColorSpace: PdfName.of(space),
        BitsPerComponent: PdfNumber.of(8),
        Filter: PdfName.of('FlateDecode'),
      },
      await compressed(bytes),
    );
  const picture = await stream('DeviceRGB', colours);
  if (alpha.some((value) => value < 255)) picture.set('SMask', pdf.register(await stream('DeviceGray', alpha)));
  return { ref: pdf.register(picture), width, height };
}
