import { auditCommand } from './commands/audit.js';
import type { Command } from './commands/command.js';
import { migrateCommand, seedCommand, userCommand } from './commands/database.js';
import { emitCommand } from './commands/emit.js';
import { serveCommand } from './commands/serve.js';
import { workCommand } from './commands/work.js';

/** The subcommands of the program. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  work: workCommand,
  migrate: migrateCommand,
  seed: seedCommand,
  user: userCommand,
  audit: auditCommand,
  emit: emitCommand,
};
