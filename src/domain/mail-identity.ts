import { createHash } from 'node:crypto';

const HEAD_BYTES_MAX = 1_000_000;

/** The lines of a mail's head, unfolded, as they came. Works on any bytes, so that the worst mail can be told from others. */
export function headLines(raw: Uint8Array): string[] {
  const { head } = halves(raw);
  return head.replace(/\n[ \t]+/g, ' ').split('\n');
}

/** The value of a line of the head; nothing where there is none. */
export function headValue(lines: readonly string[], name: string): string | undefined {
  const start = `${name.toLowerCase()}:`;
  return lines
    .find((line) => line.toLowerCase().startsWith(start))
    ?.slice(start.length)
    .trim();
}

/**
 * By what a mail is known when it comes again, by whatever way: its Message-ID with what it says, since there are programs
 * that give many mails the same one; without one, sender, date and subject in its place. What the servers on the way add to
 * the head, and how they end lines, does not count.
 */
export function mailKey(raw: Uint8Array): string {
  const { body } = halves(raw);
  const lines = headLines(raw);
  const own = (names: readonly string[]) => names.map((name) => headValue(lines, name) ?? '');
  const id = own(['message-id'])[0]!.replace(/\s/g, '');
  const parts = [...(id ? [id] : own(['from', 'date', 'subject'])), body.replace(/\n+$/, '')];
  return `email:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

/** Head and body, one character a byte, with plain line ends. */
function halves(raw: Uint8Array): { head: string; body: string } {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1').replace(/\r\n/g, '\n');
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  if (end < 0) return { head: text.slice(0, HEAD_BYTES_MAX), body: '' };
  return { head: text.slice(0, Math.min(end, HEAD_BYTES_MAX)), body: text.slice(end) };
}
