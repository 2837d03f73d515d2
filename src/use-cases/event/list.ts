import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readCase, readEventsOfCases } from '../../storage/cases.js';
import { reading } from '../use-case.js';

type Row = Record<string, unknown>;

/** The events of a case, in the order they were entered. */
export const listEvents = reading({
  name: 'event.list',
  about: 'Read the events of a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id }),
  async run({ query, view }, { id }) {
    const found = await readCase<{ events?: Row[]; eventos?: Row[] }>(query, id, {
      ...view,
      selection: { events: true },
    });
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    return (found.events ?? found.eventos) as Row[];
  },
});

/** The events of many cases by case id. Cases that do not exist are left out. */
export const listEventsOfCases = reading({
  name: 'event.list-of-cases',
  about: 'Read the events of up to 200 cases',
  permission: 'icsr:read',
  input: z.object({ ids: inputs.idList }),
  run: ({ query, view }, { ids }) => readEventsOfCases<Row>(query, ids, view),
});
