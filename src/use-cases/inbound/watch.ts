import { z } from 'zod';
import { readInbound } from '../../storage/inbound.js';
import { after, watching } from '../watching.js';

/** Messages that reach the inbox, for a person to see to. */
export const watchInbox = watching({
  name: 'inbound.watch',
  about: 'Follow the messages whose case nobody knows as they reach the inbox',
  permission: 'followup:read',
  input: z.object({ after }),
  fits: ({ topic, kind }) => topic === 'inbound' && kind === 'CREATED',
  tell: ({ query }, { id }) => readInbound(query, id),
});
