import type { Command } from './commands/command.js';

/** The subcommands of the program. Each brings its own part of it along: to check a template, no database is needed. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.js')).serveCommand,
  work: async () => (await import('./commands/work.js')).workCommand,
  migrate: async () => (await import('./commands/database.js')).migrateCommand,
  seed: async () => (await import('./commands/database.js')).seedCommand,
  user: async () => (await import('./commands/user.js')).userCommand,
  audit: async () => (await import('./commands/audit.js')).auditCommand,
  catalog: async () => (await import('./commands/catalog.js')).catalogCommand,
  outbox: async () => (await import('./commands/outbox.js')).outboxCommand,
  duplicates: async () => (await import('./commands/duplicates.js')).duplicatesCommand,
  template: async () => (await import('./commands/template.js')).templateCommand,
  emit: async () => (await import('./commands/emit.js')).emitCommand,
};
