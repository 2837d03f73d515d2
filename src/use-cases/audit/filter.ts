import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';

/** Which entries of the audit log. */
export const auditFilter = z
  .object({
    caseId: inputs.id.nullish(),
    query: inputs.shortText,
    user: inputs.shortText,
    action: inputs.shortText,
    from: inputs.day,
    to: inputs.day,
  })
  .prefault({});
