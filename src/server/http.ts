import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { mountRoutes } from '../rest-compat/mount.js';
import type { House } from '../use-cases/use-case.js';
import { type DoorContext, openContext } from './context.js';
import { mountFiles } from './files.js';
import { mountGraphql } from './graphql.js';
import { mountHealth } from './health.js';
import { answerErrors, nowhere } from './rest-errors.js';
import { mountWebhooks } from './webhooks.js';

declare module 'fastify' {
  interface FastifyRequest {
    door?: DoorContext;
  }
}

/** The server with all its doors on one port: GraphQL over HTTP and WebSocket, REST, health. Not yet listening. */
export async function createHttpServer(house: House): Promise<FastifyInstance> {
  const { config, log } = house;
  const server = Fastify({
    trustProxy: (_address, hop) => hop < config.trustProxy,
    bodyLimit: config.bodyBytesMax,
    genReqId: requestId,
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: (_error, request, reply) => nowhere(request, reply),
    forceCloseConnections: 'idle',
  });
  const context = (request: FastifyRequest) => contextOf(house, request);
  answerErrors(server, log);
  const security = await securityHeaders();
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(security).header('x-request-id', request.id);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    log.info(lineOf(request, reply), 'request');
    done();
  });
  await server.register(formbody);
  server.removeContentTypeParser('text/plain');
  endIdleConnections(server);
  mountOrigins(server, config.allowedOrigins);
  mountHealth(server, house);
  mountFiles(server, context);
  mountWebhooks(server, house);
  await server.register((scope, _options, done) => (mountRoutes(scope, context), done()), { prefix: '/api/v1' });
  await mountGraphql(server, house, context);
  return server;
}

/** What helmet puts on every answer: always the same, and so asked of it once. */
async function securityHeaders(): Promise<Record<string, string>> {
  const plain = Fastify().get('/', async () => '');
  const helmeted = Fastify();
  await helmeted.register(helmet, { contentSecurityPolicy: false });
  helmeted.get('/', async () => '');
  const [without, all] = [await plain.inject('/'), await helmeted.inject('/')];
  await Promise.all([plain.close(), helmeted.close()]);
  const added = Object.entries(all.headers).filter(([name]) => !(name in without.headers));
  return Object.fromEntries(added.map(([name, value]) => [name, String(value)]));
}

/** What is logged of a request: its route, never its address or its query, which may carry personal data. */
function lineOf(request: FastifyRequest, reply: FastifyReply) {
  const { method, routeOptions } = request;
  const ms = Math.round(reply.elapsedTime);
  return {
    requestId: request.id,
    method,
    route: routeOptions.url,
    status: reply.statusCode,
    user: request.door?.actor?.id,
    ms,
  };
}

/**
 * Lets go of connections when the server is told to stop: at once of those that never asked for anything, which browsers open
 * to have them ready, and of busy ones as soon as their request is answered.
 */
function endIdleConnections(server: FastifyInstance): void {
  const unused = new Set<Duplex>();
  let sweep: NodeJS.Timeout | undefined;
  server.server.on('connection', (socket: Duplex) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  for (const use of ['request', 'upgrade']) server.server.on(use, ({ socket }) => unused.delete(socket));
  server.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
    sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
  });
  server.addHook('onClose', async () => clearInterval(sweep));
}

const SWEEP_MS = 50;
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The caller's own id where it is a plain one, else ten hex digits (legacy-api 1.8). */
function requestId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'] ?? headers['x-trace-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID().replace('-', '').slice(0, 10);
}

async function contextOf(house: House, request: FastifyRequest): Promise<DoorContext> {
  const { authorization, 'x-change-reason': reason, 'accept-language': acceptLanguage } = request.headers;
  request.door ??= await openContext(house, {
    authorization,
    requestId: request.id,
    ip: request.ip,
    reason: typeof reason === 'string' ? reason : undefined,
    acceptLanguage,
    signal: hangUpOf(request.raw.socket),
  });
  return request.door;
}

const hangUps = new WeakMap<Duplex, AbortSignal>();

/** Aborts when a connection ends, whoever of its requests is under way. */
function hangUpOf(socket: Duplex): AbortSignal {
  const known = hangUps.get(socket);
  if (known) return known;
  const controller = new AbortController();
  socket.once('close', () => controller.abort());
  hangUps.set(socket, controller.signal);
  return controller.signal;
}

function mountOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  server.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (!origin || !(origins.includes(origin) || origins.includes('*'))) return;
    void reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, if-match, x-change-reason, x-request-id',
      'access-control-expose-headers':
        'etag, x-request-id, content-disposition, x-export-fallback, x-generated-at, retry-after',
      vary: 'origin',
    });
    if (request.method === 'OPTIONS') return reply.code(204).send();
  });
}
