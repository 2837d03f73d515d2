import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { settleDocuments } from '../../storage/documents.js';
import { reading } from '../use-case.js';

/** Puts the documented names of a case in order, and lets go of files that nothing refers to, after a server that did not come to it. */
export const settleExports = reading({
  name: 'export.settle',
  about: 'Put the documented names and the unused files of a case in order (a job, at no door)',
  permission: 'users:write',
  input: z.object({ icsrId: inputs.id, fileNames: z.array(z.string()), sha256s: z.array(z.string()) }),
  run: ({ house }, unsettled) => settleDocuments(house.database.pool, house.files, unsettled),
});
