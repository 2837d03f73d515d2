import { startWorker } from '../../src/jobs/worker.js';
import { type MailServer, startMailServer } from '../channels/mail-server.js';
import type { Client } from './client.js';
import { startServer, type TestServer } from './server.js';

/** Settings that send mail through a server of the tests. */
export function mailSettings({ port }: Pick<MailServer, 'port'>): Record<string, string> {
  return {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(port),
    SMTP_STARTTLS: 'off',
    SMTP_FROM: 'farmacovigilancia@example.pe',
  };
}

/** A server with a worker that does its jobs, and the mail server that it sends by. */
export interface Mailing {
  mail: MailServer;
  server: TestServer;
  rosa: Client;
  close(): Promise<void>;
}

export async function startMailing(settings: Record<string, string>): Promise<Mailing> {
  const mail = await startMailServer();
  const server = await startServer({ ...mailSettings(mail), ...settings });
  const worker = await startWorker(server.house);
  return {
    mail,
    server,
    rosa: await server.as('rosa'),
    async close() {
      await worker.stop();
      await server.close();
      await mail.close();
    },
  };
}
