/** What is known of the messages of a case on one channel before another is written. */
export interface Conversation {
  /** External ids of all its messages, oldest first. */
  externalIds: readonly string[];
  /** The last that a person wrote to us. */
  lastInbound: { externalId: string | null; subject: string | null } | null;
}

/** What holds a mail and its answer together. */
export interface MailHeads {
  subject: string;
  inReplyTo: string | null;
  referenceIds: string[];
}

/** More than these, and mail servers may refuse the header: the first and the last stay, as RFC 5322 has it for long threads. */
const REFERENCES_MAX = 100;
const SUBJECT_CHARACTERS_MAX = 200;
/** What others call their messages comes from outside: only what can stand in a header is repeated. */
const MESSAGE_ID = /^<[^\s<>\p{Cc}]{1,250}>$/u;

/** Subject and thread of the next mail to a reporter (legacy-api 3.10): an answer to the last one of theirs where there is any. */
export function headsOfNextMail({ externalIds, lastInbound }: Conversation, caseName: string): MailHeads {
  const ids = externalIds.filter((id) => MESSAGE_ID.test(id));
  const references = ids.length > REFERENCES_MAX ? [ids[0]!, ...ids.slice(1 - REFERENCES_MAX)] : ids;
  const answered = lastInbound?.externalId ?? '';
  return {
    subject: answeringSubject(lastInbound?.subject) ?? `[VIGIA] Seguimiento ICSR #${caseName}`,
    inReplyTo: MESSAGE_ID.test(answered) ? answered : null,
    referenceIds: references,
  };
}

function answeringSubject(subject: string | null | undefined): string | undefined {
  const bare = (subject ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(re|rv|aw|fwd?)\s*:\s*/i, '');
  return bare ? `Re: ${bare.slice(0, SUBJECT_CHARACTERS_MAX)}` : undefined;
}
