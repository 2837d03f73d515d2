import { now } from '../../clock.js';
import { type Database, migrate, openDatabase } from '../../storage/database.js';
import { seedDemo } from '../../storage/seed/demo.js';
import { generateCases } from '../../storage/seed/generate.js';
import { type Command, withConfig } from './command.js';

export const migrateCommand: Command = {
  usage: '',
  about: 'Bring the database up to date and stop',
  run: () =>
    withConfig(async (config) => {
      const database = await openDatabase(config);
      await migrate(database).finally(() => database.close());
      console.log('The database is up to date.');
      return 0;
    }),
};

export const seedCommand: Command = {
  usage: '--demo | --size <cases>',
  about: 'Put the demonstration cases, or any number of generated ones, into the database',
  run: ([given], options) =>
    withConfig(async (config) => {
      const size = options.size ? sizeOf(options.size === true ? given : options.size) : 0;
      if (size === undefined || (size === 0 && !options.demo)) {
        console.error(`Say what to put in: seed --demo, or seed --size <cases>, at most ${SIZE_MAX}`);
        return 2;
      }
      const database = await openDatabase(config);
      try {
        await migrate(database);
        if (options.demo) console.log(demoText(await seedDemo(database, now())));
        if (size > 0) console.log(await generated(database, size));
      } finally {
        await database.close();
      }
      return 0;
    }),
};

const SIZE_MAX = 5_000_000;

function sizeOf(given: unknown): number | undefined {
  const size = /^\d+$/.test(String(given)) ? Number(given) : 0;
  return size >= 1 && size <= SIZE_MAX ? size : undefined;
}

async function generated(database: Database, size: number): Promise<string> {
  const added = await generateCases(database, size, (done) => console.log(`${done} of ${size} cases`));
  return `${added} generated cases were added; there are ${size} or more.`;
}

function demoText(made: number): string {
  return made > 0 ? `${made} demonstration cases are in.` : 'The demonstration cases were in already.';
}
