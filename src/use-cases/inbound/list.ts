import { z } from 'zod';
import { INBOUND_KINDS, INBOUND_STATES } from '../../domain/inbound.js';
import * as inputs from '../../domain/inputs.js';
import { readInbound, readInbox } from '../../storage/inbound.js';
import { attachmentsOf } from '../../storage/inbound-files.js';
import { reading } from '../use-case.js';

const ROWS_OF_A_PAGE = 20;
const ROWS_MAX = 200;

/** Messages that came in, newest first: those that a person has to see to, unless others are asked for. */
export const listInbound = reading({
  name: 'inbound.list',
  about: 'Read the inbox: messages from outside whose case nobody knows yet, or all',
  permission: 'followup:read',
  input: z.object({
    state: z.enum(INBOUND_STATES).nullish(),
    kind: z.enum(INBOUND_KINDS).nullish(),
    caseId: inputs.id.nullish(),
    first: inputs.rows(ROWS_MAX).nullish(),
    after: inputs.id.nullish(),
    withTotal: z.boolean().default(true),
  }),
  run: ({ query }, { first, after, withTotal, ...filter }) =>
    readInbox(query, filter, { rowsMax: first ?? ROWS_OF_A_PAGE, afterId: after, withTotal }),
});

/** One message from outside, or null when there is none. */
export const findInbound = reading({
  name: 'inbound.find',
  about: 'Read a message from outside, or null when there is none',
  permission: 'followup:read',
  input: z.object({ id: inputs.id }),
  run: async ({ query }, { id }) => (await readInbound(query, id)) ?? null,
});

/** The files that came with messages of a thread, by the message. */
export const listAttachments = reading({
  name: 'inbound.list-attachments',
  about: 'List the files that came with messages of a thread',
  permission: 'followup:read',
  input: z.object({ followupIds: z.array(inputs.id) }),
  run: ({ query }, { followupIds }) => attachmentsOf(query, followupIds),
});
