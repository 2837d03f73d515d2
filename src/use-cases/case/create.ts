import { z } from 'zod';
import { readCase } from '../../storage/cases.js';
import { isNumberOfOurs, newCaseInput, storeNewCase } from '../new-case.js';
import { writing } from '../use-case.js';

type Row = Record<string, unknown>;

/** Creates a case with its rows and gives it a number. Answers the stored case. */
export const createCase = writing({
  name: 'case.create',
  about: 'Create a case with its products, concomitants, follow-up entries and events',
  permission: 'icsr:create',
  input: z.object({ input: newCaseInput }),
  goAgain: (constraint, { input }) => isNumberOfOurs(constraint, input),
  async run(room, { input }) {
    const stored = await storeNewCase(room, input);
    return stored.row ?? readCase<Row>(room.query, stored.id, room.view);
  },
});
