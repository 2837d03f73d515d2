import type PizZip from 'pizzip';
import { CONTENT_TYPES, filledParts, relationsIn } from './template/parts.js';

/**
 * Bytes of the pictures that a template may ask for, by the name in their alt text: `{{%firma_img}}`. `EMPTY` keeps the room of
 * one free, for what is drawn there later.
 */
export type Pictures = Readonly<Record<string, Uint8Array | undefined>>;

/** A single pixel that cannot be seen. */
export const EMPTY = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADUlEQVQImWNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);

/** The pictures that there are, with the words that tell of them to who cannot see them. */
export const PICTURE_LABELS: Readonly<Record<string, string>> = {
  firma_img: 'Firma del responsable',
  firma_logo: 'Logo de la empresa',
};
const IMAGE_RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image';
const NO_RELATIONS =
  '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';

/**
 * Puts real pictures in the place of those whose alt text names one. The placeholder's size is the room: the picture is
 * fitted into it and keeps its proportions. Where there is no picture the placeholder goes, so none is ever printed.
 */
export function swapPictures(zip: PizZip, pictures: Pictures): void {
  for (const name of filledParts(zip)) {
    const used = new Set<string>();
    const xml = zip.file(name)?.asText() ?? '';
    const swapped = xml.replace(/<w:drawing>[\s\S]*?<\/w:drawing>/g, (drawing) => {
      const tag = /\bdescr="\s*\{\{%\s*(\w+)\s*\}\}\s*"/.exec(drawing)?.[1];
      if (!tag) return drawing;
      const picture = Object.hasOwn(pictures, tag) ? pictures[tag] : undefined;
      const shape = picture && (picture === EMPTY ? roomOf(drawing) : pictureShape(picture));
      if (!shape) return '';
      used.add(tag);
      return redrawn(drawing, tag, shape);
    });
    if (swapped === xml) continue;
    zip.file(name, swapped);
    forgetUnusedRelations(zip, name, swapped);
    for (const tag of used) addPicture(zip, name, `filled_${tag}`, pictures[tag]!);
  }
  forgetUnusedMedia(zip);
}

/** Placeholders that were swapped are no part of the document any more. */
function forgetUnusedRelations(zip: PizZip, part: string, xml: string): void {
  const place = relationsOf(part);
  const known = zip.file(place)?.asText() ?? '';
  const isUnused = (tag: string) =>
    relationsIn(tag).some(({ id, type }) => type === 'image' && !xml.includes(`"${id}"`));
  zip.file(
    place,
    known.replace(/<Relationship\b[^>]*\/>/g, (tag) => (isUnused(tag) ? '' : tag)),
  );
}

function forgetUnusedMedia(zip: PizZip): void {
  const relations = zip.file(/\.rels$/).map((file) => file.asText());
  for (const { name } of zip.file(/^word\/media\//)) {
    const target = name.replace('word/', '');
    if (!relations.some((xml) => xml.includes(target))) zip.remove(name);
  }
}

export interface PictureShape {
  extension: 'png' | 'jpeg';
  width: number;
  height: number;
}

/** Format and pixels of a PNG or JPEG, told by its content, or null for anything else. */
export function pictureShape(bytes: Uint8Array): PictureShape | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length > 24 && data.readUInt32BE(0) === 0x89504e47) {
    return sized('png', data.readUInt32BE(16), data.readUInt32BE(20));
  }
  return data.length > 4 && data.readUInt16BE(0) === 0xffd8 ? jpegShape(data) : null;
}

function sized(extension: PictureShape['extension'], width: number, height: number): PictureShape | null {
  return width > 0 && height > 0 ? { extension, width, height } : null;
}

/** Walks the segments of a JPEG to the frame header (SOF0..SOF15, without DHT C4, JPG C8 and DAC CC). */
function jpegShape(data: Buffer): PictureShape | null {
  for (let at = 2; at + 9 < data.length; at += 2 + data.readUInt16BE(at + 2)) {
    if (data[at] !== 0xff) return null;
    const marker = data[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized('jpeg', data.readUInt16BE(at + 7), data.readUInt16BE(at + 5));
  }
  return null;
}

/** The placeholder's own size, as if a picture of our own had it. */
function roomOf(drawing: string): PictureShape {
  const room = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(drawing);
  return { extension: 'png', width: Number(room?.[1] ?? 1), height: Number(room?.[2] ?? 1) };
}

function redrawn(drawing: string, tag: string, shape: PictureShape): string {
  const { width, height } = roomOf(drawing);
  const scale = Math.min(width / shape.width, height / shape.height);
  const size = `cx="${Math.max(1, Math.round(shape.width * scale))}" cy="${Math.max(1, Math.round(shape.height * scale))}"`;
  return (
    drawing
      .replace(/(<(?:wp:extent|a:ext)\b[^>]*?)cx="\d+" cy="\d+"/g, `$1${size}`)
      .replace(/\bdescr="[^"]*\{\{%[^"]*"/g, `descr="${PICTURE_LABELS[tag] ?? tag}"`)
      .replace(/\br:embed="[^"]*"/, `r:embed="${relationId(tag)}"`)
      // An SVG twin of the placeholder would be drawn instead of the picture.
      .replace(/(<a:blip\b[^>]*>)[\s\S]*?<\/a:blip>/, '$1</a:blip>')
  );
}

function relationsOf(part: string): string {
  return part.replace('word/', 'word/_rels/').concat('.rels');
}

function relationId(tag: string): string {
  return `rId_filled_${tag}`;
}

/** Adds a picture to a part of the document. Gives the id by which a drawing of that part names it. */
export function addPicture(zip: PizZip, part: string, name: string, bytes: Uint8Array): string {
  const extension = pictureShape(bytes)!.extension;
  const id = `rId_${name}`;
  const media = `media/${name}.${extension}`;
  zip.file(`word/${media}`, bytes);
  const relations = relationsOf(part);
  const known = zip.file(relations)?.asText() ?? '';
  const list = known.includes('</Relationships>') ? known : NO_RELATIONS;
  if (list.includes(`Id="${id}"`)) return id;
  const entry = `<Relationship Id="${id}" Type="${IMAGE_RELATION}" Target="${media}"/>`;
  zip.file(relations, list.replace('</Relationships>', `${entry}</Relationships>`));
  const types = zip.file(CONTENT_TYPES)!.asText();
  const type = `<Default Extension="${extension}" ContentType="image/${extension}"/>`;
  if (!types.includes(`Extension="${extension}"`)) {
    zip.file(
      CONTENT_TYPES,
      types.replace(/<Types\b[^>]*>/, (open) => open + type),
    );
  }
  return id;
}
