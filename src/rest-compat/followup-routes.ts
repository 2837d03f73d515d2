import { readThread } from '../use-cases/followup/thread.js';
import { type Route, route } from './route.js';

/** The messages with the reporter of a case (legacy-api 1.4). */
export const FOLLOWUP_ROUTES: readonly Route[] = [
  route('GET', '/icsr/:icsr_id/followup/thread', readThread, { view: { naming: 'rest' }, answer: 'Thread' }),
];
