import { z } from 'zod';
import { readLastEventId } from '../../storage/places.js';
import { reading } from '../use-case.js';

/** Where the stream of events stands: who reads this first and the data then, and subscribes after it, misses nothing. */
export const readLastEvent = reading({
  name: 'announcement.last',
  about: 'The id of the latest event of the subscriptions',
  permission: 'signed-in',
  input: z.object({}),
  run: ({ query }) => readLastEventId(query),
});
