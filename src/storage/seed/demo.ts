import { yearInLima } from '../../clock.js';
import { completed } from '../../domain/case-rules.js';
import { STATE_OF_NEW_CASE } from '../../domain/vocabulary.js';
import { Case } from '../../entities/case.js';
import { FollowupMessage } from '../../entities/followup-message.js';
import { CASE_ROWS } from '../../entities/index.js';
import { addRows, nextCaseNumber } from '../case-writes.js';
import type { Database } from '../database.js';
import { type DemoCase, demoCases } from './demo/index.js';

/** Puts the demonstration cases, with their messages, into the database: all of them or none. Gives how many. */
export async function seedDemo({ orm, query }: Database, today: Date): Promise<number> {
  const cases = demoCases(today);
  const numbers: string[] = [];
  for (const { createdAt } of cases) numbers.push(await nextCaseNumber(query, yearInLima(createdAt)));
  await orm.em.fork().transactional(async (em) => {
    cases.forEach(({ input, createdAt, thread }, place) => {
      const { products, concomitants, followupEntries, events, ...fields } = input;
      const lists: Record<string, unknown> = { products, concomitants, followupEntries, events };
      const stamps = { numero: numbers[place], createdAt, updatedAt: createdAt };
      const subject = em.create(Case, { estado: STATE_OF_NEW_CASE, ...completed({ ...fields }), ...stamps } as never);
      em.persist(subject);
      for (const { name } of CASE_ROWS) addRows(em, subject, name, (lists[name] ?? []) as Record<string, unknown>[]);
      for (const message of thread) em.persist(em.create(FollowupMessage, messageOf(message, subject) as never));
    });
  });
  return cases.length;
}

function messageOf({ at, subject: title, ...message }: DemoCase['thread'][number], subject: Case) {
  return {
    ...message,
    case: subject,
    createdAt: at,
    status: 'sent',
    externalMeta: title ? { subject: title } : undefined,
  };
}
