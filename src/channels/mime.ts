import { MailParser, type AddressObject, type MailParserOptions } from 'mailparser';
import { htmlToText } from '../domain/html-text.js';
import {
  addressesIn,
  type DeliveryReport,
  deliveryReport,
  type InboundKind,
  kindOfMail,
  messageIdsIn,
  type ReplySigns,
} from '../domain/inbound.js';
import { NOTES } from '../domain/inbound-notes.js';
import { headLines, headValue } from '../domain/mail-identity.js';
import { cleaned } from '../domain/text.js';

export const ATTACHMENTS_MAX = 20;
export const ATTACHMENT_BYTES_MAX = 10_000_000;
export const TEXT_CHARACTERS_MAX = 100_000;
/** Letters of HTML that are read: a second of work at the worst. */
const HTML_CHARACTERS_MAX = 2_000_000;
const LINE_CHARACTERS_MAX = 998;

export interface ReadAttachment {
  fileName: string | null;
  sizeBytes: number;
  /** Null for one past the limit. */
  bytes: Buffer | null;
}

/** A message from outside, whatever the channel, as it was understood. */
export interface ReadMessage extends ReplySigns {
  kind: InboundKind;
  externalId: string | null;
  sender: string | null;
  senderName: string | null;
  subject: string | null;
  body: string;
  sentAt: Date | null;
  notes: string[];
  attachments: ReadAttachment[];
  /** For a report of a delivery: what it says, and of which of our messages, perhaps. */
  report?: DeliveryReport & { of: string[] };
}

/** A node of the parser's own tree: what it knows of a part of the mail. */
interface Part {
  contentType?: string | false;
  textContent?: string;
  children?: Part[];
}

const OPTIONS: MailParserOptions = { skipHtmlToText: true, skipImageLinks: true, skipTextToHtml: true };

/** Takes a mail (RFC 5322) apart. Nothing is fetched or opened. Throws when no sense can be made of it. */
export async function readMail(raw: Uint8Array): Promise<ReadMessage> {
  const { headers, tree, attachments, attachmentsLeft } = await parsed(raw);
  const lines = headLines(raw);
  const head = (name: string) => headValue(lines, name) ?? '';
  const from = (headers.get('from') as AddressObject | undefined)?.value.flatMap((one) => one.group ?? one)[0];
  const sender = addressesIn(from?.address ?? '')[0] ?? null;
  const { text, isCut } = textOf(tree);
  const kind = kindOfMail({
    autoSubmitted: headValue(lines, 'auto-submitted'),
    precedence: headValue(lines, 'precedence'),
    answersByItself: ANSWERS_BY_ITSELF.some((name) => head(name) !== ''),
    returnPath: headValue(lines, 'return-path')?.replace(/[<>\s]/g, ''),
    contentType: /^[^;\s]*/.exec(head('content-type').toLowerCase())?.[0],
    reportType: /report-type\s*=\s*"?([\w-]+)/i.exec(head('content-type'))?.[1]?.toLowerCase(),
    sender,
    failedRecipients: head('x-failed-recipients') !== '',
  });
  const subject = headers.get('subject');
  const date = headers.get('date');
  return {
    kind,
    externalId: messageIdsIn(head('message-id'))[0] ?? null,
    sender,
    senderName: line(from?.name),
    subject: line(typeof subject === 'string' ? subject : undefined),
    body: text,
    sentAt: date instanceof Date && !Number.isNaN(date.getTime()) ? date : null,
    inReplyTo: messageIdsIn(head('in-reply-to')),
    references: messageIdsIn(head('references')),
    notes: [
      ...(text || attachments.length > 0 ? [] : [NOTES.noText()]),
      ...(isCut ? [NOTES.textCut(TEXT_CHARACTERS_MAX)] : []),
      ...(attachmentsLeft > 0 ? [NOTES.attachmentsLeft(attachmentsLeft, ATTACHMENTS_MAX)] : []),
    ],
    attachments,
    ...(kind === 'BOUNCE' && { report: { ...deliveryReport(text), of: messagesIn(text, attachments) } }),
  };
}

const ANSWERS_BY_ITSELF = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply'];

/** A short text on one line, or nothing. */
export function line(text: string | undefined): string | null {
  return (
    cleaned((text ?? '').replace(/\s+/g, ' '))
      .slice(0, LINE_CHARACTERS_MAX)
      .toWellFormed() || null
  );
}

/** The Message-IDs that a report names: of the mail that it gives back, and in its words. */
function messagesIn(text: string, attachments: readonly ReadAttachment[]): string[] {
  const returned = attachments.flatMap(({ bytes }) =>
    bytes ? messageIdsIn(headValue(headLines(bytes), 'message-id') ?? '') : [],
  );
  return [...new Set([...returned, ...messageIdsIn(text)])];
}

interface Parsed {
  headers: Map<string, unknown>;
  tree: Part;
  attachments: ReadAttachment[];
  attachmentsLeft: number;
}

async function parsed(raw: Uint8Array): Promise<Parsed> {
  const parser = new MailParser(OPTIONS);
  const found: Omit<Parsed, 'tree'> = { headers: new Map(), attachments: [], attachmentsLeft: 0 };
  await new Promise<void>((resolve, reject) => {
    parser.on('headers', (headers) => (found.headers = headers as Map<string, unknown>));
    parser.on('error', reject);
    parser.on('end', resolve);
    parser.on('data', (part: { type: string } & AttachmentPart) => {
      if (part.type === 'attachment') takeAttachment(part, found);
    });
    parser.end(raw);
  });
  return { ...found, tree: (parser as unknown as { tree: Part }).tree };
}

interface AttachmentPart {
  filename?: string;
  content: NodeJS.ReadableStream;
  release(): void;
}

/** Keeps the bytes of an attachment as they come, up to the limit; beyond it they are only counted. */
function takeAttachment({ filename, content, release }: AttachmentPart, found: Omit<Parsed, 'tree'>): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  content.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= ATTACHMENT_BYTES_MAX) chunks.push(chunk);
  });
  content.on('end', () => {
    const bytes = sizeBytes <= ATTACHMENT_BYTES_MAX ? Buffer.concat(chunks) : null;
    if (found.attachments.length >= ATTACHMENTS_MAX) found.attachmentsLeft += 1;
    else found.attachments.push({ fileName: line(filename)?.slice(0, 255) ?? null, sizeBytes, bytes });
    release();
  });
}

function textOf(tree: Part): { text: string; isCut: boolean } {
  const cut = { html: false };
  const whole = cleaned(wordsOf(tree, cut));
  const isCut = cut.html || whole.length > TEXT_CHARACTERS_MAX;
  return { text: whole.slice(0, TEXT_CHARACTERS_MAX).toWellFormed(), isCut };
}

/** The words of a part and of those in it: all of them, but of alternatives only one, the plain one where it says anything. */
function wordsOf(part: Part, cut: { html: boolean }): string {
  if (part.textContent !== undefined)
    return part.contentType === 'text/html' ? readable(part.textContent, cut) : part.textContent;
  const children = part.children ?? [];
  if (part.contentType !== 'multipart/alternative') {
    return children
      .map((child) => wordsOf(child, cut))
      .filter((text) => text.trim())
      .join('\n\n');
  }
  const plainFirst = children.toSorted(
    (a, b) => Number(b.contentType === 'text/plain') - Number(a.contentType === 'text/plain'),
  );
  for (const child of plainFirst) {
    const text = wordsOf(child, cut);
    if (text.trim()) return text;
  }
  return '';
}

function readable(html: string, cut: { html: boolean }): string {
  if (html.length > HTML_CHARACTERS_MAX) cut.html = true;
  return htmlToText(html.slice(0, HTML_CHARACTERS_MAX));
}
