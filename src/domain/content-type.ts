/** What a file is known by: bytes at a place. */
interface Mark {
  type: string;
  extension: string;
  at?: number;
  bytes: string | readonly number[];
}

const MARKS: readonly Mark[] = [
  { type: 'application/pdf', extension: 'pdf', bytes: '%PDF-' },
  { type: 'image/png', extension: 'png', bytes: '\x89PNG\r\n' },
  { type: 'image/jpeg', extension: 'jpg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', extension: 'gif', bytes: 'GIF8' },
  { type: 'image/webp', extension: 'webp', at: 8, bytes: 'WEBP' },
  { type: 'image/tiff', extension: 'tif', bytes: 'II*\0' },
  { type: 'image/tiff', extension: 'tif', bytes: 'MM\0*' },
  { type: 'image/heic', extension: 'heic', at: 4, bytes: 'ftyphei' },
  { type: 'application/dicom', extension: 'dcm', at: 128, bytes: 'DICM' },
  { type: 'application/msword', extension: 'doc', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { type: 'application/rtf', extension: 'rtf', bytes: '{\\rtf' },
  { type: 'application/gzip', extension: 'gz', bytes: [0x1f, 0x8b] },
  { type: 'audio/ogg', extension: 'ogg', bytes: 'OggS' },
  { type: 'audio/mpeg', extension: 'mp3', bytes: 'ID3' },
  { type: 'audio/amr', extension: 'amr', bytes: '#!AMR' },
  { type: 'audio/wav', extension: 'wav', at: 8, bytes: 'WAVE' },
  { type: 'video/mp4', extension: 'mp4', at: 4, bytes: 'ftyp' },
];

/** Word, Excel and the like are ZIP files that name their parts. */
const OFFICE: readonly { type: string; extension: string; part: string }[] = [
  { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: 'docx', part: 'word/' },
  { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx', part: 'xl/' },
  {
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    extension: 'pptx',
    part: 'ppt/',
  },
];

/** What a computer would run. */
const PROGRAMS: readonly Pick<Mark, 'bytes'>[] = [
  { bytes: 'MZ' },
  { bytes: '\x7fELF' },
  { bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { bytes: [0xfe, 0xed, 0xfa] },
  { bytes: [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00] },
];

export interface Sniffed {
  type: string;
  /** A program of whatever kind: nobody should open it by mistake. */
  runs: boolean;
}

const PLAIN = { type: 'text/plain; charset=utf-8', extension: 'txt' };
const ZIP = { type: 'application/zip', extension: 'zip' };
const UNKNOWN = { type: 'application/octet-stream', extension: 'bin' };

/** How the name of a file of this type ends. */
export function extensionOf(type: string): string {
  return [...MARKS, ...OFFICE, PLAIN, ZIP].find((known) => known.type === type)?.extension ?? UNKNOWN.extension;
}

const LOOKED_AT = 4096;

/** What a file is by its content. Its name and what the sender called it do not count. */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  const begins = ({ at = 0, bytes: wanted }: Pick<Mark, 'at' | 'bytes'>) =>
    head.startsWith(typeof wanted === 'string' ? wanted : String.fromCharCode(...wanted), at);
  const known = MARKS.find(begins);
  if (known) return { type: known.type, runs: false };
  if (begins({ bytes: 'PK\x03\x04' })) return packed(bytes);
  if (isText(bytes)) return { type: PLAIN.type, runs: head.startsWith('#!') };
  return { type: UNKNOWN.type, runs: PROGRAMS.some(begins) };
}

function packed(bytes: Uint8Array): Sniffed {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const office = OFFICE.find(({ part }) => text.includes(part));
  return { type: (office ?? ZIP).type, runs: false };
}

/** UTF-8 without control characters. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !/[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/.test(text);
  } catch {
    return false;
  }
}
