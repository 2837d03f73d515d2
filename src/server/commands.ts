import { auditCommand } from './commands/audit.js';
import { catalogCommand } from './commands/catalog.js';
import type { Command } from './commands/command.js';
import { migrateCommand, seedCommand } from './commands/database.js';
import { duplicatesCommand } from './commands/duplicates.js';
import { emitCommand } from './commands/emit.js';
import { outboxCommand } from './commands/outbox.js';
import { serveCommand } from './commands/serve.js';
import { templateCommand } from './commands/template.js';
import { userCommand } from './commands/user.js';
import { workCommand } from './commands/work.js';

/** The subcommands of the program. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  work: workCommand,
  migrate: migrateCommand,
  seed: seedCommand,
  user: userCommand,
  audit: auditCommand,
  catalog: catalogCommand,
  outbox: outboxCommand,
  duplicates: duplicatesCommand,
  template: templateCommand,
  emit: emitCommand,
};
