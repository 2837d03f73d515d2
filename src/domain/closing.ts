import { normalise } from './words.js';

/** The state of a case on which the work is done (spec/decisions.md "Cases": closing keeps a snapshot). */
const CLOSED = normalise('Cerrado');

/** True for a case on which the work is done. */
export function isClosed(estado: string | null | undefined): boolean {
  return normalise(estado) === CLOSED;
}

/** True when a change of `estado` closes a case that was not closed. */
export function closes(before: string | null | undefined, after: string | null | undefined): boolean {
  return isClosed(after) && !isClosed(before);
}
