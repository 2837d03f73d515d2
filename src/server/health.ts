import type { FastifyInstance } from 'fastify';
import type { House } from '../use-cases/use-case.js';

/** `/health` and `/healthz` as legacy probes expect them, and `/ready` that looks at what the server stands on. */
export function mountHealth(server: FastifyInstance, house: House): void {
  server.get('/health', async () => ({ ok: true }));
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/ready', async (_request, reply) => {
    const database = await house.database.query('select 1').then(
      () => true,
      () => false,
    );
    const pdfEngines = await house.exporter.engines();
    return reply.code(database ? 200 : 503).send({ ready: database, database, pdf_engines: pdfEngines });
  });
}
