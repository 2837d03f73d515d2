import { reporterAddress, type ReporterContact } from '../../domain/contact.js';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import type { ChannelName } from '../../domain/vocabulary.js';
import { readCase } from '../../storage/cases.js';
import type { Query } from '../../storage/query.js';

interface Reporter extends ReporterContact {
  numero: string | null;
}

const ASKED = { numero: true, reportanteContacto: true, reportanteEmail: true, reportanteTelefono: true } as const;

/** The case with how its reporter is reached. Throws CASE_NOT_FOUND. */
export async function reporterOf(query: Query, caseId: number): Promise<Reporter> {
  const reporter = await readCase<Reporter>(query, caseId, { selection: ASKED });
  if (!reporter) throw new DomainError('CASE_NOT_FOUND');
  return reporter;
}

const NO_ADDRESS: Readonly<Record<ChannelName, ErrorCode>> = {
  email: 'NO_REPORTER_EMAIL',
  sms: 'NO_REPORTER_PHONE',
  whatsapp: 'NO_REPORTER_WHATSAPP',
};

/** Where a message on a channel goes. Throws when the case does not say. */
export function addressFor(reporter: ReporterContact, channel: ChannelName): string {
  const address = reporterAddress(reporter, channel);
  if (!address) throw new DomainError(NO_ADDRESS[channel]);
  return address;
}
