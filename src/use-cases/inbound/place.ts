import type { ReadMessage } from '../../channels/mime.js';
import type { Config } from '../../config.js';
import { caseMarksIn, caseOfSender, type InboundKind, type MatchedBy, repliedTo } from '../../domain/inbound.js';
import { NOTES } from '../../domain/inbound-notes.js';
import type { Outcome } from '../../storage/inbound.js';
import {
  caseOfTelephone,
  casesByMark,
  hasTwin,
  markBounced,
  messagesByExternalId,
} from '../../storage/inbound-match.js';
import type { Query } from '../../storage/query.js';
import type { WorkRoom } from '../use-case.js';
import { type ForThread, intoThread } from './thread.js';

/** What was found out about a message: where it belongs, and what is to be known of it beside what it says itself. */
export interface Place {
  outcome: Outcome;
  kind?: InboundKind;
  note?: string;
}

type Arrived = ReadMessage & ForThread;

/** Where a message belongs, and what follows from that (spec/decisions.md "Follow-up"). What nobody can tell, a person decides. */
export async function placeOf(room: WorkRoom, message: Arrived): Promise<Place> {
  const place = (await ofOurOwn(room, message)) ?? (await byKind(room, message));
  if (place.outcome.state === 'TRIAGE') room.notify({ topic: 'inbound', id: message.id, kind: 'CREATED' });
  return place;
}

const TRIAGE: Outcome = { state: 'TRIAGE' };

async function byKind(room: WorkRoom, message: Arrived): Promise<Place> {
  if (message.kind === 'UNREADABLE') return { outcome: TRIAGE };
  if (message.kind === 'BOUNCE') return { outcome: await ofReport(room, message) };
  const { id, externalId } = message;
  if (message.channel === 'email' && externalId && (await hasTwin(room.query, { id, externalId }))) {
    return { outcome: TRIAGE, note: NOTES.sameId() };
  }
  return { outcome: await ofReply(room, message) };
}

/** A mail of ours that comes back, by a copy to ourselves or a rule that forwards: nobody has to see to it. */
async function ofOurOwn({ query, house }: WorkRoom, message: Arrived): Promise<Place | undefined> {
  const { externalId, sender } = message;
  if (!externalId) return undefined;
  const [ours] = (await messagesByExternalId(query, [externalId])).filter(({ direction }) => direction === 'out');
  const isFromUs = sender === ownAddress(house.config);
  if (!ours && !(isFromUs && externalId.endsWith(`@${house.config.mailDomain}>`))) return undefined;
  // Somebody else who uses an id of ours may be a program that errs, or mean no good: a person looks at it.
  return { kind: 'LOOP', outcome: isFromUs ? { state: 'NOTED', caseId: ours?.icsrId } : TRIAGE };
}

function ownAddress({ smtpFrom, mailDomain }: Config): string {
  return (smtpFrom ?? `vigia@${mailDomain}`).toLowerCase();
}

/** The report of a delivery says something of a message of ours, and is no reply to it. */
async function ofReport({ query, notify }: WorkRoom, { report, inReplyTo, references }: Arrived): Promise<Outcome> {
  const named = [...(report?.of ?? []), ...inReplyTo, ...references];
  const [ours] = (await messagesByExternalId(query, named)).filter(({ direction }) => direction === 'out');
  if (!ours) return TRIAGE;
  if (report?.failed) {
    await markBounced(query, ours.id, report.reason ?? NOTES.bounced());
    notify({ topic: 'followup', id: ours.icsrId, kind: 'UPDATED', messageId: ours.id });
  }
  return { state: 'NOTED', caseId: ours.icsrId, followupId: ours.id };
}

async function ofReply(room: WorkRoom, message: Arrived): Promise<Outcome> {
  const match = await (message.channel === 'email' ? matchMail(room.query, message) : matchPhone(room.query, message));
  if (!match) return TRIAGE;
  const followupId = await intoThread(room, message, match.caseId);
  return { state: 'THREAD', ...match, followupId };
}

interface Match {
  caseId: number;
  matchedBy: MatchedBy;
}

async function matchMail(query: Query, message: Arrived): Promise<Match | undefined> {
  const wanted = repliedTo(message);
  const known = await messagesByExternalId(
    query,
    wanted.map(({ id }) => id),
  );
  for (const { id, by } of wanted) {
    const found = known.find(({ externalId }) => externalId === id);
    if (found) return { caseId: found.icsrId, matchedBy: by };
  }
  const marks = caseMarksIn(message.subject ?? '');
  if (marks.length === 0) return undefined;
  const caseId = caseOfSender(await casesByMark(query, marks), message.sender);
  return caseId ? { caseId, matchedBy: 'SUBJECT_AND_SENDER' } : undefined;
}

async function matchPhone(query: Query, { channel, sender }: Arrived): Promise<Match | undefined> {
  const caseId = sender ? await caseOfTelephone(query, channel, sender) : undefined;
  return caseId ? { caseId, matchedBy: 'PHONE' } : undefined;
}
