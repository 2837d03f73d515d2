import type { FastifyInstance, FastifyRequest } from 'fastify';
import { downloadExport } from '../use-cases/export/download.js';
import { downloadInbound } from '../use-cases/inbound/download.js';
import { readSignatureImage } from '../use-cases/signature/read.js';
import type { RequestContext } from '../use-cases/use-case.js';

const LINKS = { '/files/:token': downloadExport, '/files/inbound/:token': downloadInbound };

/**
 * The doors for files: documents and what came with messages, by a link that is itself the key and lasts ten minutes; pictures of a signature profile,
 * for their owner alone, by the address that the profile shows.
 */
export function mountFiles(
  server: FastifyInstance,
  openContext: (request: FastifyRequest) => Promise<RequestContext>,
): void {
  for (const [address, download] of Object.entries(LINKS)) {
    server.get(address, async (request, reply) => {
      const context = await openContext(request);
      const { bytes, contentType, fileName, sha256 } = await download(context, request.params);
      return reply
        .header('content-type', contentType)
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .header('etag', `"${sha256}"`)
        .header('cache-control', 'private, no-store')
        .send(bytes);
    });
  }
  server.get<{ Params: { '*': string } }>('/uploads/*', async (request, reply) => {
    const context = await openContext(request);
    const { bytes, contentType } = await readSignatureImage(context, { url: `/uploads/${request.params['*']}` });
    return reply.header('content-type', contentType).header('cache-control', 'private').send(bytes);
  });
}
