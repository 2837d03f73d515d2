#!/usr/bin/env node
import 'reflect-metadata';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COMMANDS } from './server/commands.js';

// What Node has compiled once is kept beside the packages, and a command takes a fifth less to begin. Where nobody may write, it is not.
module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/vigia', import.meta.url)));

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
  const all = Object.entries(COMMANDS).map(async ([verb, load]) => {
    const { usage, about } = await load();
    return `  ${`${verb} ${usage}`.padEnd(44)} ${about}`;
  });
  const lines = await Promise.all(all);
  console.log(['vigia <command>', '', ...lines, '', 'Settings: docs/settings.md'].join('\n'));
  process.exitCode = command || name === 'help' ? 0 : 2;
} else {
  const { run } = await command();
  process.exitCode = await run(words, values);
}
