import { writeFile } from 'node:fs/promises';
import { generatedFiles } from '../generated.js';
import type { Command } from './command.js';

/** Writes the files that follow from the code: schema, OpenAPI document, and the tables in `docs/`. */
export const emitCommand: Command = {
  usage: '',
  about: 'Write schema.graphql, openapi.json and the generated pages of docs/',
  async run() {
    for (const { path, text } of await generatedFiles()) await writeFile(path, text);
    return 0;
  },
};
