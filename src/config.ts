import type { z } from 'zod';
import { contradictions } from './settings/contradictions.js';
import { DOCUMENTS } from './settings/documents.js';
import { MESSAGES } from './settings/messages.js';
import type { Setting } from './settings/readers.js';
import { SERVER } from './settings/server.js';

/** Every setting of the program, and the only place where the environment is read. `docs/settings.md` is made from it. */
export const SETTINGS = { ...SERVER, ...DOCUMENTS, ...MESSAGES } as const satisfies Record<string, Setting>;

export type Config = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['read']> };

/** The settings do not make sense. The message lists every fault and what to do. */
export class ConfigError extends Error {}

/** Reads, checks and freezes the settings. Throws ConfigError with all faults at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const entries = Object.entries(SETTINGS).map(([key, setting]: [string, Setting]) => {
    const given = environment[setting.name]?.trim();
    const result = setting.read.safeParse(given === undefined || given === '' ? setting.fallback : given);
    if (!result.success) faults.push(`${setting.name}: ${result.error.issues[0]?.message}. ${setting.about}.`);
    return [key, result.data];
  });
  const config = Object.fromEntries(entries) as Config;
  if (faults.length === 0) faults.push(...contradictions(config, environment));
  if (faults.length > 0) throw new ConfigError(`Settings to correct:\n  ${faults.join('\n  ')}`);
  return Object.freeze(config);
}
