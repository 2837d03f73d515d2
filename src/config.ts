import { contradictions } from './settings/contradictions.js';
import type { Setting } from './settings/readers.js';
import { type Config, SETTINGS } from './settings/table.js';

export { type Config, SETTINGS } from './settings/table.js';

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
