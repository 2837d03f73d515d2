import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { internalCodeAvailable } from '../../storage/internal-codes.js';
import { reading } from '../use-case.js';

const code = inputs.shortText.refine((text) => text !== undefined, { error: fault('MISSING') });

/** Whether an internal code may still be given to a case: a reserved one may, until some case has it. */
export const checkInternalCode = reading({
  name: 'internal-code.check',
  about: 'Tell whether no case has an internal code',
  permission: 'icsr:create',
  input: z.object({ code }),
  run: async ({ query }, { code }) => ({ code: code!, available: await internalCodeAvailable(query, code!) }),
});
