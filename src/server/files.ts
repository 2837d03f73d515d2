import type { FastifyInstance, FastifyRequest } from 'fastify';
import { downloadExport } from '../use-cases/export/download.js';
import type { RequestContext } from '../use-cases/use-case.js';

/** The door for links to documents: the link itself is the key, and it lasts ten minutes. */
export function mountFiles(
  server: FastifyInstance,
  openContext: (request: FastifyRequest) => Promise<RequestContext>,
): void {
  server.get('/files/:token', async (request, reply) => {
    const context = await openContext(request);
    const { bytes, contentType, fileName } = await downloadExport(context, request.params);
    return reply
      .header('content-type', contentType)
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .header('cache-control', 'private, no-store')
      .send(bytes);
  });
}
