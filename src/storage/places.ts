import { DomainError } from '../domain/errors.js';
import type { Announcement } from './notify.js';
import type { Query } from './query.js';

/** An announcement with its place in the one order that all processes hear, and the name of that place for clients. */
export interface PlacedAnnouncement extends Announcement {
  place: number;
  eventId: string;
}

interface Row {
  place: string;
  at: string;
  topic: Announcement['topic'];
  id: number;
  kind: Announcement['kind'];
  version: number | null;
  messageId: number | null;
}

/** The moment in microseconds tells an event from one that took its place in a database that was restored. */
const AT = '(extract(epoch from a.at) * 1000000)::bigint';
const COLUMNS = `a.place, ${AT} as at, a.topic, a.subject_id as id, a.kind, a.version, a.message_id as "messageId"`;

export const READ_MAX = 1000;

/** What was announced after a place, in order, as much as is read at once. */
export const READ_AFTER = `select ${COLUMNS} from announcement a where a.place > $1 order by a.place limit ${READ_MAX}`;

export function placed({ place, at, version, messageId, ...announcement }: Row): PlacedAnnouncement {
  const more = { ...(version !== null && { version }), ...(messageId !== null && { messageId }) };
  return { ...announcement, ...more, place: Number(place), eventId: eventIdOf(place, at) };
}

export async function readAfter(query: Query, place: number): Promise<PlacedAnnouncement[]> {
  return (await query<Row>(READ_AFTER, [place], 'often')).map(placed);
}

const eventIdOf = (place: string, at: string) => `${BigInt(place).toString(36)}-${BigInt(at).toString(36)}`;
const EVENT_ID = /^([0-9a-z]{1,11})-([0-9a-z]{1,11})$/;

/** The place that an event id names, as it stands in it. Throws EVENTS_GONE for what is none. */
export function placeIn(eventId: string): number {
  const place = Number.parseInt(EVENT_ID.exec(eventId)?.[1] ?? '', 36);
  if (!Number.isSafeInteger(place)) throw new DomainError('EVENTS_GONE');
  return place;
}

/** Whether the event is kept, and with it all that came after. */
export async function isKept(query: Query, eventId: string): Promise<boolean> {
  const sql = `select a.place, ${AT} as at from announcement a where a.place = $1`;
  const [found] = await query<Row>(sql, [placeIn(eventId)], 'often');
  return found !== undefined && eventIdOf(found.place, found.at) === eventId;
}

/** The id of what was announced last. There is always one: the start. */
export async function readLastEventId(query: Query): Promise<string> {
  const sql = `select a.place, ${AT} as at from announcement a where a.place is not null order by a.place desc limit 1`;
  const [found] = await query<Row>(sql);
  return found ? eventIdOf(found.place, found.at) : NO_EVENT;
}

/** In a table that was emptied by hand. */
export const NO_EVENT = '0-0';
