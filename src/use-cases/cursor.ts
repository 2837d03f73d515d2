import { invalidInput } from '../domain/errors.js';

/** A place in a list, as a text that a client only hands back. */
export function cursorOf(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** What a cursor was made of; nothing when it was never one. It comes from a client and may hold anything. */
export function readCursor(cursor: string): readonly unknown[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) ? key : [];
  } catch {
    return [];
  }
}

/** The complaint about a cursor that is not of the list it is used in. */
export function notACursor(argument: string): Error {
  return invalidInput([{ path: [argument], code: 'WRONG_FORM', limit: 'no es un cursor de esta lista' }]);
}
