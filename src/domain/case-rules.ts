import { CaseData } from '../entities/case.js';
import { contactCopied, type ReporterContact } from './contact.js';
import { invalidInput } from './errors.js';
import { dayCounts, dayCountsLost, type Timeline } from './timeline.js';
import { periodFaults } from './validation.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * What a change adds to itself: the contact copied where the contact field was sent, and day counts of the timeline.
 * Throws INVALID_INPUT when a period would end before it starts, counting the dates that the case already has.
 */
export function completed(values: Values, before: Values = {}): Record<string, unknown> {
  const after = { ...before, ...values };
  const issues = periodFaults(CaseData, after);
  if (issues.length > 0) throw invalidInput(issues);
  return {
    ...values,
    ...('reportanteContacto' in values ? contactCopied(after as ReporterContact) : {}),
    ...dayCountsLost(values, before, after),
    ...dayCounts(after as Timeline),
  };
}
