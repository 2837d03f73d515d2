import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admit, type RequestContext } from '../use-cases/use-case.js';
import { ROUTES } from './routes.js';
import type { Route, WireReply, WireRequest } from './route.js';

type OpenContext = (request: FastifyRequest) => Promise<RequestContext>;

/** Puts the route table on a server, below whatever prefix it is registered with. */
export function mountRoutes(server: FastifyInstance, openContext: OpenContext): void {
  for (const row of ROUTES) mount(server, row, openContext);
}

function mount(server: FastifyInstance, row: Route, openContext: OpenContext): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  server.route({
    method: row.method,
    // A verb after a parameter: the parameter ends at the colon, and a double colon stands for one.
    url: row.path.replace(':icsr_id\\:', ':icsr_id(^[^:/]+)::'),
    // Who asks is settled before the body is even read.
    onRequest: async (request) => {
      const context = await openContext(request);
      admit(row.useCase.definition.permission, context.actor);
      contexts.set(request, context);
    },
    handler: async (request, reply) => {
      const output = await row.useCase(contexts.get(request)!, row.input(request as WireRequest), row.view);
      return send(reply, row.reply(output));
    },
  });
}

function send(reply: FastifyReply, { status = 200, headers = {}, body }: WireReply): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
