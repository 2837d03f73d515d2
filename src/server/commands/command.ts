import { type Logger, pino } from 'pino';
import { type Config, ConfigError, readConfig } from '../../config.js';
import type { Permission } from '../../domain/permissions.js';
import type { RequestContext } from '../../use-cases/use-case.js';
import type { OpenHouse } from '../house.js';

export type Options = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** A subcommand of the program. `run` gives the exit code. */
export interface Command {
  usage: string;
  about: string;
  run(words: readonly string[], options: Options): Promise<number>;
}

/** A log on standard error. Nothing personal is ever given to it; what might slip in is cut out. */
export function createLog({ logLevel }: Config): Logger {
  const paths = [
    'authorization',
    'password',
    'token',
    'email',
    '*.authorization',
    '*.password',
    '*.token',
    '*.email',
    'req.headers',
  ];
  // Lines are written together, at the latest after a second or when the program ends: one by one they cost a fifth of a request.
  const lines = pino.destination({ dest: 2, sync: false, minLength: 4096 });
  setInterval(() => lines.flush(), 1000).unref();
  return pino({ level: logLevel, redact: { paths, censor: '[…]' } }, lines);
}

/** Runs with the settings. Wrong settings and other expected trouble become one clear message and exit code 1. */
export async function withConfig(run: (config: Config, log: Logger) => Promise<number>): Promise<number> {
  try {
    const config = readConfig();
    return await run(config, createLog(config));
  } catch (error) {
    const known = error instanceof ConfigError;
    console.error(known ? error.message : `VIGIA stopped: ${(error as Error).message}`);
    return 1;
  }
}

/**
 * Resolves when somebody wants the program to end: Ctrl-C, a supervisor, or a terminal that closes. The handlers stay: npm
 * passes Ctrl-C on a second time, and that must not cut the ending short.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

/** Runs with the whole house open, and closes it. `stop` is heeded from the first moment, so that nothing is left half open. */
export function withHouse(run: (house: OpenHouse, stop: Promise<void>) => Promise<number>): Promise<number> {
  return withConfig(async (config, log) => {
    const stop = stopSignal();
    const { openHouse } = await import('../house.js');
    const house = await openHouse(config, log);
    try {
      return await run(house, stop);
    } finally {
      await house.close();
    }
  });
}

/** Whoever may run commands on this machine may do what the command is for. The audit log names the command. */
export function operatorContext(house: OpenHouse, permission: Permission, command: string): RequestContext {
  const actor = { id: 0, username: 'system@vigia', email: null, roles: [], permissions: new Set([permission]) };
  return { house, actor, requestId: command.replaceAll(' ', '-'), ip: null, reason: `vigia ${command}` };
}
