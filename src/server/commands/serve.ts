import type { FastifyInstance } from 'fastify';
import { firstAccount } from '../../storage/seed/accounts.js';
import { beginEmbedded } from '../../storage/seed/demo.js';
import type { Config } from '../../config.js';
import { now } from '../../clock.js';
import { createHttpServer } from '../http.js';
import type { OpenHouse } from '../house.js';
import { startWorker } from '../../jobs/worker.js';
import { type Command, withHouse } from './command.js';

/** Serves until it is told to stop. */
export const serveCommand: Command = {
  usage: '',
  about: 'Serve GraphQL, REST and subscriptions; does the jobs too (this is the default)',
  run: () =>
    withHouse(async (house, stop) => {
      const { config } = house;
      await prepare(house);
      const server = await createHttpServer(house);
      try {
        const address = await listen(server, config);
        const worker = await startWorker(house);
        console.log(greeting(config, address));
        void tellEngines(house);
        warmUp(house);
        await stop;
        await worker.stop();
      } finally {
        await server.close();
      }
      return 0;
    }),
};

/** The first account where there is none, and demonstration cases in a new embedded database. */
async function prepare({ config, database }: OpenHouse): Promise<void> {
  const login = await firstAccount(database, config);
  // Told at once: should anything go wrong from here on, the password would be lost for ever.
  if (login) console.log(loginText(login));
  if (!config.databaseUrl) await beginEmbedded(database, config.demo, now());
}

/** So that the first person to ask for a preview does not wait for it. The server is ready without. */
function warmUp({ lightPreview, log }: OpenHouse): void {
  lightPreview.warm().catch(() => {
    log.warn('light previews do not work on this machine: official ones are given in their place');
  });
}

function loginText({ email, password }: { email: string; password?: string }): string {
  const shown = password ?? 'the one in ADMIN_PASSWORD';
  return `First administrator (shown this once):\n  user      ${email}\n  password  ${shown}\n`;
}

/** Prints a sample with each PDF engine, behind the back of the first clients, and says in one line what came of it. */
async function tellEngines({ exporter, log }: OpenHouse): Promise<void> {
  const engines = await exporter.engines();
  const isBroken = engines.length > 0 && !engines.some(({ works }) => works);
  log[isBroken ? 'warn' : 'info']({ engines }, 'PDF engines');
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

function greeting(config: Config, address: string): string {
  return [
    `VIGIA is ready at ${address}`,
    `  GraphQL        ${address}/graphql${config.production ? '' : '   (open it in a browser to explore)'}`,
    `  REST           ${address}/api/v1`,
    `  Subscriptions  ${address.replace(/^http/, 'ws')}/graphql`,
    config.databaseUrl ? '  Database       DATABASE_URL' : `  Database       embedded, in ${config.dataDirectory}`,
  ].join('\n');
}
