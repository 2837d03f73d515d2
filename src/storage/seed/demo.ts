import type { EntityManager } from '@mikro-orm/postgresql';
import { yearInLima } from '../../clock.js';
import { completed } from '../../domain/case-rules.js';
import { STATE_OF_NEW_CASE } from '../../domain/vocabulary.js';
import { Case } from '../../entities/case.js';
import { FollowupMessage } from '../../entities/followup-message.js';
import { insertCase, type Lists } from '../case-writes.js';
import type { Database } from '../database.js';
import { queryInside } from '../orm.js';
import type { Query } from '../query.js';
import { type DemoCase, demoCases } from './demo/index.js';

const MARK = 'demo';

/** What happens once in the life of an embedded database: the demonstration cases, or the decision to do without. */
export async function beginEmbedded(database: Database, withDemo: boolean, today: Date): Promise<void> {
  if (await isDecided(database)) return;
  if (withDemo) await seedDemo(database, today);
  else await database.query(MARKING, [MARK, 'off']);
}

/**
 * Puts the demonstration cases, with their messages, into the database: all of them or none. Gives how many; none when they
 * are in already.
 */
export async function seedDemo({ orm, query }: Database, today: Date): Promise<number> {
  const [mark] = await query<{ value: string }>('select value from app_secret where name = $1', [MARK]);
  if (mark?.value === 'in') return 0;
  const cases = demoCases(today);
  await orm.em.fork().transactional(async (em) => {
    const inside = queryInside(em);
    for (const demo of cases) await storeDemo(em, inside, demo);
    await inside(MARKING, [MARK, 'in']);
  });
  return cases.length;
}

const MARKING = `insert into app_secret (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`;

async function isDecided({ query }: Database): Promise<boolean> {
  return (await query('select from app_secret where name = $1', [MARK])).length > 0;
}

async function storeDemo(em: EntityManager, query: Query, { input, createdAt, thread }: DemoCase): Promise<void> {
  const { products, concomitants, followupEntries, events, ...fields } = input;
  const lists = { products, concomitants, followupEntries, events } as Lists;
  const stamps = { createdAt: createdAt.toISOString(), updatedAt: createdAt.toISOString() };
  const values = { estado: STATE_OF_NEW_CASE, ...completed({ ...fields }), ...stamps };
  const { id } = await insertCase(query, { fields: values, lists, year: yearInLima(createdAt) });
  const subject = em.getReference(Case, id);
  for (const message of thread) em.persist(em.create(FollowupMessage, messageOf(message, subject) as never));
}

function messageOf({ at, subject: title, ...message }: DemoCase['thread'][number], subject: Case) {
  return {
    ...message,
    case: subject,
    createdAt: at,
    status: message.direction === 'in' ? 'received' : 'sent',
    subject: title,
  };
}
