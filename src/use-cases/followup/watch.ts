import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { type MessageRow, readMessage } from '../../storage/followup-messages.js';
import { after, watching } from '../watching.js';

/** Messages from reporters as they enter the thread of one case, or of any. What we send is not told. */
export const watchFollowups = watching({
  name: 'followup.watch',
  about: 'Follow the messages of reporters as they come in',
  permission: 'followup:read',
  input: z.object({ caseId: inputs.id.nullish(), after }),
  fits: ({ topic, id, kind }, { caseId }) => topic === 'followup' && kind === 'CREATED' && (!caseId || id === caseId),
  async tell({ query }, { messageId }) {
    const message = await readMessage<MessageRow>(query, messageId!);
    return message?.direction === 'in' ? message : undefined;
  },
});
