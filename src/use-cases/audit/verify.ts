import { z } from 'zod';
import { verifyAudit as verifyChains } from '../../storage/audit.js';
import { reading } from '../use-case.js';

/** Walks every hash chain of the audit log and tells whether it is whole. */
export const verifyAudit = reading({
  name: 'audit.verify',
  about: 'Verify that no entry of the audit log was changed, taken out or put in',
  permission: 'audit:read',
  input: z.object({}),
  async run({ query }) {
    const { entries, faults } = await verifyChains(query);
    return {
      whole: faults.length === 0,
      entries,
      faults,
    };
  },
});
