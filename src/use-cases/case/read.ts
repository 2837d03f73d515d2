import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readCase as readOne } from '../../storage/cases.js';
import { reading } from '../use-case.js';

/** One case by id, or null. */
export const findCase = reading({
  name: 'case.find',
  about: 'Read a case, or null when there is none',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id }),
  run: ({ query, view }, { id }) => readOne<Record<string, unknown>>(query, id, view),
});

/** One case by id. Throws CASE_NOT_FOUND. */
export const readCase = reading({
  name: 'case.read',
  about: 'Read a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id }),
  async run({ query, view }, { id }) {
    const found = await readOne<Record<string, unknown>>(query, id, view);
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    return found;
  },
});

/** What would go with a case: messages and snapshots. */
export const summariseDelete = reading({
  name: 'case.delete-summary',
  about: 'Count what would be deleted with a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id }),
  async run({ query }, { id }) {
    const [counts] = await query<{ followups: number; snapshots: number }>(
      `select (select count(*)::int from followup_messages m where m.icsr_id = t.id) as followups,
        (select count(*)::int from icsr_detail_snapshots s where s.icsr_id = t.id) as snapshots
       from icsr t where t.id = $1`,
      [id],
    );
    if (!counts) throw new DomainError('CASE_NOT_FOUND');
    return counts;
  },
});
