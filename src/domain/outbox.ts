/** With the waits below, four days and a half: whoever has not answered by then is not going to. */
export const ATTEMPTS_MAX = 30;
const FIRST_WAIT_SECONDS = 2;
const WAIT_SECONDS_MAX = 6 * 60 * 60;

/** How long to wait, in milliseconds, after an attempt (the first is 1) that another may follow: twice as long each time. */
export function waitAfterAttempt(attempt: number): number {
  return 1000 * Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), WAIT_SECONDS_MAX);
}
