import { z } from 'zod';
import { auditBatches } from '../../storage/audit.js';
import { reading } from '../use-case.js';
import { auditFilter } from './filter.js';

/** Every entry of the audit log that fits, newest first, in batches that are read one after the other as they are taken. */
export const exportAudit = reading({
  name: 'audit.export',
  about: 'Take the audit log out, all of it',
  permission: 'audit:read',
  input: z.object({ filter: auditFilter }),
  run: ({ query }, { filter }) => auditBatches(query, filter),
});
