import { now } from '../../clock.js';
import { migrate, openDatabase } from '../../storage/database.js';
import { createAccount } from '../../storage/seed/accounts.js';
import { seedDemo } from '../../storage/seed/demo.js';
import { DomainError, errorText } from '../../domain/errors.js';
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
  usage: '--demo',
  about: 'Put the demonstration cases into the database',
  run: (_words, options) =>
    withConfig(async (config) => {
      if (!options.demo) {
        console.error('Say what to put in: seed --demo');
        return 2;
      }
      const database = await openDatabase(config);
      try {
        await migrate(database);
        console.log(`${await seedDemo(database, now())} demonstration cases are in.`);
      } finally {
        await database.close();
      }
      return 0;
    }),
};

export const userCommand: Command = {
  usage: 'add <e-mail> --role <role> [--name …]',
  about: 'Add an account; the password is read from VIGIA_PASSWORD',
  run: ([verb, email], options) =>
    withConfig(async (config) => {
      const password = process.env.VIGIA_PASSWORD;
      if (verb !== 'add' || !email || !password) {
        console.error('VIGIA_PASSWORD=… vigia user add <e-mail> --role <role> [--role <role>] [--name "<full name>"]');
        return 2;
      }
      const roles = [options.role ?? []].flat().map(String);
      const database = await openDatabase(config);
      try {
        await migrate(database);
        const id = await createAccount(database.query, { email, password, roles, fullName: text(options.name) });
        console.log(`Account ${id} (${email}) is there.`);
        return 0;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        console.error(errorText(error, 'en'));
        return 1;
      } finally {
        await database.close();
      }
    }),
};

function text(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
