import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { printed } from '../entities/json-text.js';
import { admit, type RequestContext } from '../use-cases/use-case.js';
import { ROUTES } from './routes.js';
import type { Route, WireReply, WireRequest } from './route.js';
import { isUpload, mountUploads } from './upload.js';

type OpenContext = (request: FastifyRequest) => Promise<RequestContext>;

/** Puts the route table on a server, below whatever prefix it is registered with. */
export function mountRoutes(server: FastifyInstance, openContext: OpenContext): void {
  cutOffDownloads(server);
  for (const row of ROUTES) if (!isUpload(row)) mount(server, row, openContext);
  mountUploads(server, ROUTES, (scope, row) => mount(scope, row, openContext));
}

const GRACE_MS = 5000;

/** A client that does not take its download must not keep the server from stopping. */
function cutOffDownloads(server: FastifyInstance): void {
  const open = new Set<Readable>();
  let cut: NodeJS.Timeout | undefined;
  server.addHook('onSend', async (_request, _reply, payload) => {
    if (payload instanceof Readable) open.add(payload.once('close', () => open.delete(payload)));
  });
  server.addHook('preClose', async () => {
    cut = setTimeout(() => open.forEach((download) => download.destroy(new Error('The server stops'))), GRACE_MS);
  });
  server.addHook('onClose', async () => clearTimeout(cut));
}

function mount(server: FastifyInstance, row: Route, openContext: OpenContext): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  server.route({
    method: row.method,
    // A verb after a parameter: the parameter ends at the colon, and a double colon stands for one.
    url: row.path.replace(':icsr_id\\:', ':icsr_id(^[^:/]+)::'),
    // What changes something, if only by making a document, is not for those who want but the headers.
    exposeHeadRoute: !row.useCase.changes,
    // Who asks is settled before the body is even read.
    onRequest: async (request) => {
      const context = await openContext(request);
      admit(row.useCase.definition.permission, context);
      contexts.set(request, context);
    },
    handler: async (request, reply) => {
      const output = await row.useCase(contexts.get(request)!, row.input(request as WireRequest), row.view);
      return send(reply, row.reply(output), row.view?.asText);
    },
  });
}

function send(reply: FastifyReply, { status = 200, headers = {}, body }: WireReply, asText = false): FastifyReply {
  reply.code(status).headers(headers);
  return asText ? reply.header('content-type', JSON_TYPE).send(printed(body)) : reply.send(body);
}

const JSON_TYPE = 'application/json; charset=utf-8';
