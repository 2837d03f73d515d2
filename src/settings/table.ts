import type { z } from 'zod';
import { DOCUMENTS } from './documents.js';
import { INBOUND } from './inbound.js';
import { MESSAGES } from './messages.js';
import { OUTBOUND } from './outbound.js';
import type { Setting } from './readers.js';
import { SERVER } from './server.js';

/** Every setting of the program. `docs/settings.md` is made from it; config.ts alone reads the environment. */
export const SETTINGS = { ...SERVER, ...DOCUMENTS, ...MESSAGES, ...OUTBOUND, ...INBOUND } as const satisfies Record<
  string,
  Setting
>;

export type Config = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['read']> };
