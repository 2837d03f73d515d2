import { z } from 'zod';
import { tidyQueue } from '../storage/queue.js';
import { reading } from './use-case.js';

/** Takes out what the queue keeps of lines in which nothing waits any more. */
export const tidyJobQueue = reading({
  name: 'queue.tidy',
  about: 'Take out the lines of the job queue in which nothing waits (a job, at no door)',
  permission: 'users:write',
  input: z.object({}),
  run: ({ house }) => tidyQueue(house.database.pool),
});
