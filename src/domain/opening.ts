import { STATE_OF_NEW_CASE } from './vocabulary.js';
import { normalise } from './words.js';

const NEW = normalise(STATE_OF_NEW_CASE);

/** True for a case that nobody has begun to work on: what is sent to its reporter begins it (legacy-api 3.2). */
export function isUnbegun(estado: string | null | undefined): boolean {
  const state = normalise(estado);
  return state === '' || state === NEW;
}
