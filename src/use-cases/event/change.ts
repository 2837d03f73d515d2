import { z } from 'zod';
import { DomainError, invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { givenRows, objectSchema, periodFaults, rowSchema } from '../../domain/validation.js';
import { AdverseEvent, AdverseEventData } from '../../entities/adverse-event.js';
import type { Case } from '../../entities/case.js';
import { lockCase, replaceRows, setFields, touch } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { changing, type WorkRoom } from '../use-case.js';

type Row = Record<string, unknown>;

const eventRows = givenRows(rowSchema(AdverseEventData));

/** Replaces the events of a case, all or nothing. Answers the new list. */
export const replaceEvents = changing({
  name: 'event.replace',
  about: 'Replace all events of a case',
  permission: 'icsr:update',
  input: z.object({ id: inputs.id, version: inputs.version, events: eventRows }),
  async run(room, { id, version, events }) {
    const subject = await lockCase(room.em, id, version);
    const changed = await replaceRows(room.em, subject, 'events', events);
    return changed ? saved(room, subject) : eventsOf(room, id);
  },
});

/** Changes some fields of one event. Answers the event. */
export const updateEvent = changing({
  name: 'event.update',
  about: 'Change one event of a case',
  permission: 'icsr:update',
  input: z.object({
    id: inputs.id,
    version: inputs.version,
    eventId: inputs.id,
    input: objectSchema(AdverseEventData, 'change'),
  }),
  async run(room, { id, version, eventId, input }) {
    const subject = await lockCase(room.em, id, version);
    const event = await room.em.findOne(AdverseEvent, { id: eventId, case: id } as never);
    if (!event) throw new DomainError('EVENT_NOT_FOUND');
    const changed = changeEvent(event, input);
    const events = changed ? await saved(room, subject) : await eventsOf(room, id);
    return events.find((row) => row.id === eventId)!;
  },
});

const CODING = ['meddraLltCode', 'meddraLltTerm', 'meddraPtCode', 'meddraPtTerm', 'meddraPtManual'];
const wholeRow = objectSchema(AdverseEventData, 'create');
const identifiedRow = z.intersection(z.object({ id: inputs.id }), objectSchema(AdverseEventData, 'change'));
const codedRow = z.unknown().transform((raw, context): Row => {
  const identified =
    typeof raw === 'object' && raw !== null && (raw as Row).id !== undefined && (raw as Row).id !== null;
  const result = (identified ? identifiedRow : wholeRow).safeParse(raw);
  if (result.success) return result.data;
  context.issues.push(...result.error.issues.map((issue) => ({ ...issue, code: 'custom' as const, input: raw })));
  return z.NEVER;
});

/**
 * MedDRA coding. Rows without an id replace all events. Rows with the id of an event of this case change its MedDRA fields
 * alone and leave every other event as it is (spec/decisions.md "Events": the legacy behaviour lost severity and dates).
 */
export const codeEvents = changing({
  name: 'event.code',
  about: 'Set the MedDRA coding of the events of a case',
  permission: 'icsr:update',
  input: z.object({ id: inputs.id, version: inputs.version, events: givenRows(codedRow) }),
  async run(room, { id, version, events }) {
    const subject = await lockCase(room.em, id, version);
    const replace = events.every((row) => row.id === undefined);
    const changed = replace
      ? await replaceRows(room.em, subject, 'events', events)
      : await codeExisting(room, id, events);
    return changed ? saved(room, subject) : eventsOf(room, id);
  },
});

async function codeExisting({ em }: WorkRoom, caseId: number, rows: Row[]): Promise<boolean> {
  const existing = await em.find(AdverseEvent, { case: caseId } as never);
  const unknown = rows.flatMap((row, place) => (existing.some(({ id }) => id === Number(row.id)) ? [] : [place]));
  if (unknown.length > 0) {
    throw invalidInput(unknown.map((place) => ({ path: ['events', place, 'id'], code: 'UNKNOWN_ROW' as const })));
  }
  const changes = rows.map((row) => {
    const event = existing.find(({ id }) => id === Number(row.id))!;
    return changeEvent(event, Object.fromEntries(CODING.flatMap((name) => (name in row ? [[name, row[name]]] : []))));
  });
  return changes.includes(true);
}

function changeEvent(event: AdverseEvent, values: Row): boolean {
  const issues = periodFaults(AdverseEventData, { ...event, ...values });
  if (issues.length > 0) throw invalidInput(issues);
  return setFields(event, values);
}

async function saved(room: WorkRoom, subject: Case): Promise<Row[]> {
  touch(subject, room.now);
  await room.em.flush();
  room.notify({ topic: 'case', id: subject.id, kind: 'UPDATED', version: subject.version });
  return eventsOf(room, subject.id);
}

async function eventsOf({ query, view }: WorkRoom, id: number): Promise<Row[]> {
  const found = await readCase<{ events?: Row[]; eventos?: Row[] }>(query, id, {
    ...view,
    selection: { events: true },
  });
  return (found?.events ?? found?.eventos) as Row[];
}
