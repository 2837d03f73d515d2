import { LEGACY_MESSAGE } from '../entities/followup-message.js';
import { wireName } from '../entities/field.js';
import { sendFollowup } from '../use-cases/followup/send.js';
import { readThread } from '../use-cases/followup/thread.js';
import { identifiers, type Route, route, type WireReply } from './route.js';
import { bodyOf } from './shapes.js';

function messageToWire(message: object): WireReply {
  const shown = Object.entries(message).filter(([name]) => name in LEGACY_MESSAGE);
  return { body: Object.fromEntries(shown.map(([name, value]) => [wireName(name), value as unknown])) };
}

/** The messages with the reporter of a case (legacy-api 1.4). */
export const FOLLOWUP_ROUTES: readonly Route[] = [
  route('GET', '/icsr/:icsr_id/followup/thread', readThread, { view: { naming: 'rest' }, answer: 'Thread' }),
  route('POST', '/icsr/:icsr_id/followup/send', sendFollowup, {
    input: (request) => ({
      ...identifiers(request),
      channel: bodyOf(request).channel,
      body: bodyOf(request).body,
    }),
    reply: messageToWire,
    body: 'MessageInput',
    answer: 'Message',
  }),
];
