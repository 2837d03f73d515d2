import type { FastifyInstance } from 'fastify';
import type { EngineReport } from '../exports/index.js';
import { reportMailbox } from '../use-cases/mailbox.js';
import type { House } from '../use-cases/use-case.js';

/** `/health` and `/healthz` as legacy probes expect them, and `/ready` that looks at what the server stands on. */
export function mountHealth(server: FastifyInstance, house: House): void {
  server.get('/health', async () => ({ ok: true }));
  server.get('/healthz', async () => ({ status: 'ok' }));
  let pdfEngines: EngineReport[] | null = null;
  server.get('/ready', async (_request, reply) => {
    const database = await house.database.query('select 1').then(
      () => true,
      () => false,
    );
    // The first look prints a page; a probe does not wait for it and learns the outcome the next time.
    void house.exporter.engines().then((engines) => (pdfEngines = engines));
    const inbox = await reportMailbox(house).catch(() => null);
    const mailbox = inbox && { checked_at: inbox.checkedAt, late: inbox.late, problem: inbox.problem };
    return reply.code(database ? 200 : 503).send({ ready: database, database, pdf_engines: pdfEngines, mailbox });
  });
}
