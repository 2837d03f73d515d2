// PostgreSQL keeps every character but NUL; the others of this list have no place in a form and break Word files.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;

/** A text without what no database or document can hold. */
export function storable(text: string): string {
  return text.toWellFormed().replace(CONTROL_CHARACTERS, '');
}

/** The same, and without blanks around it. */
export function cleaned(text: string): string {
  return storable(text).trim();
}
