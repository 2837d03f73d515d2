import { dayInLima } from '../clock.js';

/** What a template can show: text, a check box (true prints ☒, false ☐), or rows that a loop repeats. */
export type ContextValue = string | boolean | readonly DocumentContext[];
export interface DocumentContext {
  readonly [tag: string]: ContextValue;
}

/** Who answers for the document, with the two pictures of the signature profile (PNG or JPEG bytes). */
export interface Signer {
  nombre: string | null;
  cargo: string | null;
  company: string | null;
  celular: string | null;
  emailAlt: string | null;
  website: string | null;
  image?: Buffer;
  logo?: Buffer;
}

/** `2026-03-04` → `04/03/2026`, the order of the form. Anything else, and null, gives ''. */
export function formDate(day: string | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '');
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : '';
}

const LIMA_TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Lima', hour: '2-digit', minute: '2-digit' });

/** A moment as people in Lima write it: `04/03/2026 16:05`. */
export function limaMoment(moment: Date): string {
  return `${formDate(dayInLima(moment))} ${LIMA_TIME.format(moment)}`;
}
