import { z } from 'zod';
import { settleDocuments } from '../../storage/documents.js';
import { reading } from '../use-case.js';

/** Puts documented names and unused files in order, after a server that did not come to it. */
export const settle = reading({
  name: 'document.settle',
  about: 'Put documented names and unused files in order (a job, at no door)',
  permission: 'users:write',
  input: z.object({ fileNames: z.array(z.string()), sha256s: z.array(z.string()) }),
  run: ({ house }, unsettled) => settleDocuments(house.database.pool, house.files, unsettled),
});
