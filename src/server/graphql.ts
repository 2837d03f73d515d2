import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, ERRORS } from '../domain/errors.js';
import { createSchema } from '../schema/build.js';
import type { House } from '../use-cases/use-case.js';
import type { DoorContext } from './context.js';
import { directAnswers } from './direct.js';
import { asGraphqlError, presentable, speaksForItself } from './errors.js';
import { mountExplorer } from './explorer.js';
import { createGuard, type Guarded, type GuardedRequest, mayBeOpenToAnyone, openToAnyone } from './guard.js';
import { mountLive } from './live.js';

declare module 'fastify' {
  interface FastifyRequest {
    guarded?: Guarded;
  }
}

/** GraphQL at `/graphql`: over HTTP by Apollo behind the guard, live over WebSocket, and the explorer. */
export async function mountGraphql(
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
    plugins: [ApolloServerPluginCacheControlDisabled(), fastifyApolloDrainPlugin(server), errorPlugin(house)],
    formatError: keepCode,
    logger: house.log,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  mountExplorer(server, house.config);
  const direct = directAnswers(schema, house.config.production);
  const ordinary = fastifyApolloHandler(apollo, { context });
  server.post('/graphql', {
    onRequest: async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const { actor, refusal } = await context(request);
      const small = Number(request.headers['content-length'] ?? Infinity) <= ANONYMOUS_BYTES_MAX;
      if (!actor && !small) throw refusal ?? new DomainError('UNAUTHENTICATED');
    },
    preHandler: async (request, reply) => admitDocument(request, reply, house, guard),
    handler: async (request, reply) => {
      const text = await answerDirectly(request, direct);
      if (text === undefined) return ordinary.call(server, request, reply);
      return reply.header('content-type', ANSWER_TYPE).send(text);
    },
    errorHandler: (error, request, reply) => graphqlFailure(error, request, reply, house),
  });
  mountLive(server, house, schema, guard);
}

const ANSWER_TYPE = 'application/json; charset=utf-8';
const PLAIN_ACCEPTS = new Set([undefined, '*/*', 'application/json']);

/** The answer where it needs no GraphQL to be put together; nothing for requests in any but the commonest form. */
async function answerDirectly(
  { door, guarded, headers, body }: FastifyRequest,
  direct: ReturnType<typeof directAnswers>,
): Promise<string | undefined> {
  const { variables = null, extensions = null, operationName = null } = body as Record<string, unknown>;
  const isPlain =
    headers['content-type']?.startsWith('application/json') &&
    PLAIN_ACCEPTS.has(headers.accept) &&
    typeof variables === 'object' &&
    !Array.isArray(variables) &&
    extensions === null &&
    (operationName === null || (typeof operationName === 'string' && operationName !== ''));
  if (!isPlain) return undefined;
  return direct({ guarded: guarded!, variables: variables as Record<string, unknown> | null, context: door! });
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
  const asked = { query, operationName: body?.operationName, variables: body?.variables };
  const guarded = guard(asked, anonymous ? 'nobody' : 'somebody');
  request.guarded = guarded;
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
