import type { FastifyInstance } from 'fastify';
import { firstAccount } from '../../storage/seed/accounts.js';
import { seedDemo } from '../../storage/seed/demo.js';
import type { Config } from '../../config.js';
import { now } from '../../clock.js';
import { createHttpServer } from '../http.js';
import type { OpenHouse } from '../house.js';
import { startWorker } from '../../jobs/worker.js';
import { type Command, stopSignal, withHouse } from './command.js';

/** Serves until it is told to stop. */
export const serveCommand: Command = {
  usage: '',
  about: 'Serve GraphQL, REST and subscriptions; does the jobs too (this is the default)',
  run: () =>
    withHouse(async (house) => {
      const { config } = house;
      const login = await prepare(house);
      const server = await createHttpServer(house);
      try {
        const address = await listen(server, config);
        const worker = await startWorker(house);
        console.log(greeting(config, address, login));
        await stopSignal();
        await worker.stop();
      } finally {
        await server.close();
      }
      return 0;
    }),
};

type FirstLogin = Awaited<ReturnType<typeof firstAccount>>;

/** The first account where there is none, and demonstration cases in a new embedded database. */
async function prepare(house: OpenHouse): Promise<FirstLogin> {
  const { config, database } = house;
  const login = await firstAccount(database, config);
  if (database.fresh && config.demo) await seedDemo(database, now());
  return login;
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken. Set PORT to another one, or end the program that holds it.`, {
      cause: error,
    });
  }
}

function greeting(config: Config, address: string, login: FirstLogin): string {
  const lines = [
    `VIGIA is ready at ${address}`,
    `  GraphQL        ${address}/graphql${config.production ? '' : '   (open it in a browser to explore)'}`,
    `  REST           ${address}/api/v1`,
    `  Subscriptions  ${address.replace(/^http/, 'ws')}/graphql`,
    config.databaseUrl ? '  Database       DATABASE_URL' : `  Database       embedded, in ${config.dataDirectory}`,
  ];
  if (login) {
    lines.push(
      '',
      'First administrator (shown this once):',
      `  user      ${login.email}`,
      `  password  ${login.password ?? 'the one in ADMIN_PASSWORD'}`,
    );
  }
  return lines.join('\n');
}
