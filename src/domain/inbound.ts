/** What a message from outside is: of a person, or by a machine. */
export const INBOUND_KINDS = ['MESSAGE', 'AUTO_REPLY', 'BOUNCE', 'LOOP', 'UNREADABLE'] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];

/** Where a message from outside stands. RECEIVED: kept as it came, and not read yet. NOTED: kept, and nobody has to do anything. */
export const INBOUND_STATES = ['RECEIVED', 'TRIAGE', 'THREAD', 'NOTED', 'DISMISSED'] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

/** How it was found which case a message belongs to. */
export type MatchedBy = 'IN_REPLY_TO' | 'REFERENCES' | 'SUBJECT_AND_SENDER' | 'PHONE' | 'PERSON';

/** What a mail says of itself by which a machine is known. */
export interface MailSigns {
  autoSubmitted?: string;
  precedence?: string;
  /** One of the older headers of programs that answer by themselves. */
  answersByItself: boolean;
  /** Where failures are reported to: empty for mail that must not be answered, nothing where the server did not say. */
  returnPath?: string;
  contentType?: string;
  reportType?: string;
  sender: string | null;
  /** The header by which some servers name whom they could not reach. */
  failedRecipients: boolean;
}

/** The first sign that fits counts (RFC 3834, RFC 3464). */
const SIGNS: readonly { kind: InboundKind; fits(mail: MailSigns): boolean }[] = [
  { kind: 'BOUNCE', fits: ({ reportType }) => reportType === 'delivery-status' },
  { kind: 'BOUNCE', fits: ({ failedRecipients }) => failedRecipients },
  { kind: 'BOUNCE', fits: ({ sender }) => /^mailer-daemon(@|$)/.test(sender ?? '') },
  // People write from such an address too: what must not be answered is of the server.
  { kind: 'BOUNCE', fits: ({ sender, returnPath }) => /^postmaster(@|$)/.test(sender ?? '') && returnPath === '' },
  { kind: 'AUTO_REPLY', fits: ({ contentType }) => contentType === 'multipart/report' },
  { kind: 'AUTO_REPLY', fits: ({ autoSubmitted }) => !/^(no)?$/i.test(autoSubmitted?.split(';')[0]?.trim() ?? '') },
  { kind: 'AUTO_REPLY', fits: ({ answersByItself }) => answersByItself },
  { kind: 'AUTO_REPLY', fits: ({ precedence }) => /^(bulk|junk|list|auto_reply)$/i.test(precedence?.trim() ?? '') },
  { kind: 'AUTO_REPLY', fits: ({ returnPath }) => returnPath === '' },
];

/** Whether a person wrote a mail or a machine. */
export function kindOfMail(mail: MailSigns): InboundKind {
  return SIGNS.find(({ fits }) => fits(mail))?.kind ?? 'MESSAGE';
}

const MESSAGE_IDS_MAX = 100;

/** The Message-IDs that a header names, in its order, each once. */
export function messageIdsIn(header: string): string[] {
  const found = header.match(/<[^<>\s]{1,900}>/g) ?? [];
  return [...new Set(found)].slice(0, MESSAGE_IDS_MAX);
}

/** What a reply says it replies to. */
export interface ReplySigns {
  inReplyTo: readonly string[];
  /** Oldest first, as in the header. */
  references: readonly string[];
}

/** The messages that a mail may be a reply to, the likeliest first, and how each is known. */
export function repliedTo({ inReplyTo, references }: ReplySigns): { id: string; by: MatchedBy }[] {
  const later = references.toReversed().filter((id) => !inReplyTo.includes(id));
  return [
    ...inReplyTo.map((id) => ({ id, by: 'IN_REPLY_TO' as const })),
    ...later.map((id) => ({ id, by: 'REFERENCES' as const })),
  ];
}

const MARK = /#\s?([\p{L}\p{N}][\p{L}\p{N}._/-]{0,99})/gu;
const MARKS_MAX = 5;

/** What a subject names with a `#`: numbers or ids of cases, perhaps, in the letters of the subject and in capitals. */
export function caseMarksIn(subject: string): string[] {
  const found = [...subject.matchAll(MARK)].slice(0, MARKS_MAX).map(([, mark]) => mark!.replace(/[._/-]+$/, ''));
  return [...new Set(found.flatMap((mark) => [mark, mark.toUpperCase()]))];
}

/** The mail addresses that stand in a text, in small letters. */
export function addressesIn(text: string): string[] {
  const found = text.match(/[^\s<>()[\],;:"\\@]+@[^\s<>()[\],;:"\\@]+/gu) ?? [];
  return found.map((address) => address.replace(/\.+$/, '').toLowerCase());
}

/** A case that the subject of a mail may mean. */
export interface CandidateCase {
  id: number;
  reporterEmail: string | null;
}

/** The case whose reporter sent the mail; none when that could be more than one: a person decides then. */
export function caseOfSender(candidates: readonly CandidateCase[], sender: string | null): number | undefined {
  const known = candidates.filter(({ reporterEmail }) => sender && addressesIn(reporterEmail ?? '').includes(sender));
  return known.length === 1 ? known[0]!.id : undefined;
}

/** What the report of a delivery says (RFC 3464). */
export interface DeliveryReport {
  failed: boolean;
  /** The status in figures and the words of the other server, as far as they are given, without addresses. */
  reason: string | null;
}

const REASON_CHARACTERS_MAX = 500;

/** Reads the report of a delivery. A delay or a success is no failure. */
export function deliveryReport(text: string): DeliveryReport {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(text)?.[1]?.trim();
  const [action, status] = [field('action')?.toLowerCase(), field('status')];
  const words = field('diagnostic-code')?.replace(/^smtp;\s*/i, '');
  const failed = action ? action === 'failed' : !/^[24]/.test(status ?? '5');
  const reason = [status, words]
    .filter(Boolean)
    .join(' ')
    .replace(/[^\s<>"]+@[^\s<>"]+/g, '…');
  return { failed, reason: reason.slice(0, REASON_CHARACTERS_MAX) || null };
}
