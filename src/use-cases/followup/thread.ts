import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readThread as read } from '../../storage/followup-messages.js';
import { reading } from '../use-case.js';

/** The legacy route knows no pages: more than these, and the oldest are left out, while the total counts them. */
const MESSAGES_MAX = 1000;

/** The messages with the reporter of a case, oldest first, without those that could not be delivered. */
export const readThread = reading({
  name: 'followup.thread',
  about: 'Read the messages with the reporter of a case',
  permission: 'followup:read',
  input: z.object({ id: inputs.id }),
  async run({ query, view }, { id }) {
    const thread = await read<Record<string, unknown>>(query, id, MESSAGES_MAX, view.naming ?? 'graphql');
    if (!thread) throw new DomainError('CASE_NOT_FOUND');
    return thread;
  },
});
