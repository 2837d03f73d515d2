import { DomainError, errorText } from '../../domain/errors.js';
import { type Database, migrate, openDatabase } from '../../storage/database.js';
import { createAccount, setPassword } from '../../storage/seed/accounts.js';
import { type Command, type Options, withConfig } from './command.js';

const USAGE = `VIGIA_PASSWORD=… vigia user add <e-mail> --role <role> [--role <role>] [--name "<full name>"]
VIGIA_PASSWORD=… vigia user password <e-mail>`;

/** Accounts, from the command line. The password comes by the environment: a command line can be read by others. */
export const userCommand: Command = {
  usage: 'add|password <e-mail> [--role <role>]',
  about: 'Add an account, or give one a new password; the password is read from VIGIA_PASSWORD',
  run: ([verb, email], options) =>
    withConfig(async (config) => {
      const work = verb === 'add' ? add : verb === 'password' ? changePassword : undefined;
      const password = process.env.VIGIA_PASSWORD;
      if (!work || !email || !password) {
        console.error(USAGE);
        return 2;
      }
      const database = await openDatabase(config);
      try {
        await migrate(database);
        console.log(await work(database, email, password, options));
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

async function add({ query }: Database, email: string, password: string, options: Options): Promise<string> {
  const roles = [options.role ?? []].flat().map(String);
  const fullName = typeof options.name === 'string' ? options.name : undefined;
  const id = await createAccount(query, { email, password, roles, fullName });
  return `Account ${id} (${email}) is there.`;
}

async function changePassword({ query }: Database, email: string, password: string): Promise<string> {
  await setPassword(query, email, password);
  return `The password of ${email} is changed. Tokens issued before are void.`;
}
