import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import type { Announcement } from '../../storage/notify.js';
import { after, watching } from '../watching.js';

export interface CaseChange {
  caseId: number;
  kind: Announcement['kind'];
  version: number | null;
}

/** Changes of one case, or of all, as they are committed by any process. */
export const watchCases = watching({
  name: 'case.watch',
  about: 'Follow the changes of cases as they happen',
  permission: 'icsr:read',
  input: z.object({ caseId: inputs.id.nullish(), after }),
  fits: ({ topic, id }, { caseId }) => topic === 'case' && (!caseId || id === caseId),
  tell: async (_database, { id, kind, version }): Promise<CaseChange> => ({
    caseId: id,
    kind,
    version: version ?? null,
  }),
});
