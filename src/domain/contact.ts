import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { MAIL_ADDRESS } from '../settings/readers.js';
import type { ChannelName } from './vocabulary.js';

/** The contact fields of a reporter that copying touches. */
export interface ReporterContact {
  reportanteContacto?: string | null;
  reportanteEmail?: string | null;
  reportanteTelefono?: string | null;
}

/** An address shown so that its owner knows it again, and nobody else learns it: `m***@example.pe`. */
export function maskedAddress(address: string): string {
  const [first] = address;
  return `${first}***${address.slice(address.lastIndexOf('@'))}`;
}

/**
 * E-mail or telephone taken over from the free contact field (legacy-api 3.4): with an `@` it is an e-mail, else a
 * telephone. Never overwrites one that was given (spec/decisions.md "Cases").
 */
export function contactCopied(reporter: ReporterContact): ReporterContact {
  const contact = reporter.reportanteContacto?.trim();
  if (!contact) return {};
  if (contact.includes('@')) return reporter.reportanteEmail ? {} : { reportanteEmail: contact };
  const phone = contact.replace(/^whatsapp:/i, '').trim();
  return reporter.reportanteTelefono || !phone ? {} : { reportanteTelefono: phone };
}

/** Numbers without a country code are of this one. */
const COUNTRY = 'PE';

/** A telephone number in E.164 (`+51999111222`), however it was written; nothing for a text that is none. */
export function telephoneIn(text: string | null | undefined): string | undefined {
  const phone = parsePhoneNumberFromString((text ?? '').trim().replace(/^(whatsapp|tel):/i, ''), COUNTRY);
  return phone?.isValid() && !phone.ext ? phone.number : undefined;
}

/** An e-mail address; nothing for a text that is not exactly one. */
export function mailAddressIn(text: string | null | undefined): string | undefined {
  const address = (text ?? '').trim().replace(/^mailto:/i, '');
  return MAIL_ADDRESS.test(address) ? address : undefined;
}

/**
 * Where a reporter is reached on a channel: by the free contact field where it holds such an address, else by the explicit
 * e-mail or telephone (legacy-api 3.4). Nothing when neither does.
 */
export function reporterAddress(reporter: ReporterContact, channel: ChannelName): string | undefined {
  const { reportanteContacto, reportanteEmail, reportanteTelefono } = reporter;
  if (channel === 'email') return mailAddressIn(reportanteContacto) ?? mailAddressIn(reportanteEmail);
  return telephoneIn(reportanteContacto) ?? telephoneIn(reportanteTelefono);
}
