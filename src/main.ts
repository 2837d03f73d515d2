#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { COMMANDS } from './server/commands.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    demo: { type: 'boolean' },
    help: { type: 'boolean' },
    json: { type: 'boolean' },
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    size: { type: 'string' },
  },
});
const [name = 'serve', ...words] = positionals;
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;

if (!command || values.help) {
  const lines = Object.entries(COMMANDS).map(
    ([verb, { usage, about }]) => `  ${`${verb} ${usage}`.padEnd(44)} ${about}`,
  );
  console.log(['vigia <command>', '', ...lines, '', 'Settings: docs/settings.md'].join('\n'));
  process.exitCode = command || name === 'help' ? 0 : 2;
} else {
  process.exitCode = await command.run(words, values);
}
