import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { DomainError, ERRORS } from '../domain/errors.js';
import { JsonText, printed } from '../entities/json-text.js';
import { mountRoutes } from '../rest-compat/mount.js';
import { createSchema } from '../schema/build.js';
import type { House } from '../use-cases/use-case.js';
import { type DoorContext, openContext } from './context.js';
import { directAnswers } from './direct.js';
import { asGraphqlError, presentable, speaksForItself } from './errors.js';
import { mountExplorer } from './explorer.js';
import { mountFiles } from './files.js';
import { createGuard, type GuardedRequest, mayBeOpenToAnyone, openToAnyone } from './guard.js';
import { mountHealth } from './health.js';
import { mountLive } from './live.js';
import { answerErrors, nowhere } from './rest-errors.js';

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
  server.addHook('onSend', async (request, reply) => void reply.header('x-request-id', request.id));
  server.addHook('onResponse', async (request, reply) => log.info(lineOf(request, reply), 'request'));
  await server.register(helmet, { contentSecurityPolicy: false });
  await server.register(formbody);
  server.removeContentTypeParser('text/plain');
  endIdleConnections(server);
  mountOrigins(server, config.allowedOrigins);
  mountHealth(server, house);
  mountFiles(server, context);
  await server.register((scope, _options, done) => (mountRoutes(scope, context), done()), { prefix: '/api/v1' });
  await mountGraphql(server, house, context);
  return server;
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
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomBytes(5).toString('hex');
}

async function contextOf(house: House, request: FastifyRequest): Promise<DoorContext> {
  const { authorization, 'x-change-reason': reason, 'accept-language': acceptLanguage } = request.headers;
  request.door ??= await openContext(house, {
    authorization,
    requestId: request.id,
    ip: request.ip,
    reason: typeof reason === 'string' ? reason : undefined,
    acceptLanguage,
  });
  return request.door;
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
      'access-control-expose-headers': 'etag, x-request-id, content-disposition, x-export-fallback',
      vary: 'origin',
    });
    if (request.method === 'OPTIONS') return reply.code(204).send();
  });
}

async function mountGraphql(
  server: FastifyInstance,
  house: House,
  context: (request: FastifyRequest) => Promise<DoorContext>,
): Promise<void> {
  const schema = await createSchema();
  const guard = createGuard(house.config, schema);
  const apollo = new ApolloServer<DoorContext>({
    schema,
    introspection: !house.config.production,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: house.config.production,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      fastifyApolloDrainPlugin(server),
      errorPlugin(house),
      directAnswers(schema),
    ],
    stringifyResult: (result) => (result.data instanceof JsonText ? printed(result) : JSON.stringify(result)),
    formatError: keepCode,
    logger: house.log,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  mountExplorer(server, house.config);
  server.post('/graphql', {
    onRequest: async (request) => {
      const { actor, refusal } = await context(request);
      const small = Number(request.headers['content-length'] ?? Infinity) <= ANONYMOUS_BYTES_MAX;
      if (!actor && !small) throw refusal ?? new DomainError('UNAUTHENTICATED');
    },
    preHandler: async (request, reply) => admitDocument(request, reply, house, guard),
    handler: fastifyApolloHandler(apollo, { context }),
    errorHandler: (error, request, reply) => graphqlFailure(error, request, reply, house),
  });
  mountLive(server, house, schema, guard);
}

/** A login, or the introspection of the explorer. */
const ANONYMOUS_BYTES_MAX = 50_000;

async function admitDocument(
  request: FastifyRequest,
  _reply: FastifyReply,
  { config }: House,
  guard: ReturnType<typeof createGuard>,
): Promise<void> {
  const body = request.body as Partial<GuardedRequest> | null;
  const { query } = body ?? {};
  const anonymous = !request.door?.actor;
  const refusal = () => request.door?.refusal ?? new DomainError('UNAUTHENTICATED');
  if (typeof query !== 'string') {
    if (anonymous) throw refusal();
    throw new DomainError('DOCUMENT_REFUSED', {
      es: 'Envíe un objeto JSON con el texto del documento en `query`.',
      en: 'Send a JSON object with the text of the document in `query`.',
    });
  }
  if (anonymous && !mayBeOpenToAnyone(query, config.production)) throw refusal();
  const guarded = guard({ query, operationName: body?.operationName, variables: body?.variables });
  if (anonymous && !openToAnyone(guarded, config.production)) throw refusal();
  if (guarded.operation.operation === 'subscription') {
    throw new DomainError('DOCUMENT_REFUSED', {
      es: 'Las suscripciones se atienden por WebSocket en /graphql.',
      en: 'Subscriptions are served over WebSocket at /graphql.',
    });
  }
}

/** Whatever stops a GraphQL request before Apollo sees it, in the shape of a GraphQL answer. */
function graphqlFailure(error: unknown, request: FastifyRequest, reply: FastifyReply, { log }: House): FastifyReply {
  const presented = presentable(asRefusal(error), log, request.id);
  const { message, extensions } = asGraphqlError(presented, request.door?.language ?? 'es');
  const { http, ...shown } = extensions as { http?: { status: number } };
  if (http?.status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(http?.status ?? ERRORS[presented.code].status).send({ errors: [{ message, extensions: shown }] });
}

function asRefusal(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (error instanceof DomainError || !statusCode || statusCode >= 500) return error;
  if (statusCode === 413) return new DomainError('BODY_TOO_LARGE');
  if (statusCode === 415) return new DomainError('UNSUPPORTED_MEDIA_TYPE');
  return new DomainError('DOCUMENT_REFUSED', { es: message, en: message });
}

/** Turns our errors into GraphQL ones, once, with the language of the request. */
function errorPlugin({ log }: House): ApolloServerPlugin<DoorContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          const list = errors as GraphQLError[];
          list.forEach((error, place) => {
            if (speaksForItself(error)) return;
            const presented = presentable(error, log, contextValue.requestId);
            const { message, extensions } = asGraphqlError(presented, contextValue.language);
            const { nodes, source, positions, path } = error;
            list[place] = new GraphQLError(message, { nodes, source, positions, path, extensions });
          });
        },
      };
    },
  };
}

function keepCode(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { http: _http, stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}
