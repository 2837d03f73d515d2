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
