import type { FastifyInstance } from 'fastify';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  validate,
} from 'graphql';
import type { Context } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { DomainError } from '../domain/errors.js';
import type { House } from '../use-cases/use-case.js';
import { type DoorContext, openContext } from './context.js';
import { asGraphqlError, presentable, speaksForItself } from './errors.js';
import { fanOut, type LiveArgs } from './fan-out.js';
import { mindFlow } from './flow.js';
import type { createGuard } from './guard.js';
import { Seats } from './seats.js';

/** For one socket. */
const SUBSCRIPTIONS_MAX = 20;
const MESSAGE_BYTES_MAX = 100_000;
const FAREWELL_MS = 1000;
const KEEP_ALIVE_MS = 12_000;

type Payload = Record<string, unknown> | undefined;
type Socket = Context<Payload, Extra>;

/** Documents that fit the schema: those who come back all at once bring the same ones. */
const valid = new WeakSet<DocumentNode>();

/** Who is at the other end of each socket. */
const callers = new WeakMap<WebSocket, DoorContext>();

/** Subscriptions over WebSocket at `/graphql`: nothing else is run here, and nobody stays longer than their token. */
export function mountLive(
  server: FastifyInstance,
  house: House,
  schema: GraphQLSchema,
  guard: ReturnType<typeof createGuard>,
): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  const seats = new Seats(house);
  const subscribe = fanOut(schema);
  sockets.on('connection', mindFlow);
  const live = useServer<Payload>(
    {
      onConnect: (socket) => admitSocket(house, seats, socket),
      onSubscribe: (socket, id, request) => operation(house, schema, guard, socket, id, request),
      subscribe: (args) => subscribe(args as LiveArgs),
      // What is refused before it begins; the answers are written by the fan-out.
      onNext: (socket, _id, _request, _arguments, result) =>
        result.errors && { ...result, errors: result.errors.map((error) => shown(house, socket, error)) },
      onError: (socket, _id, _request, errors) => errors.map((error) => shown(house, socket, error)),
      isProd: true,
    },
    sockets,
    KEEP_ALIVE_MS,
  );
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== '/graphql') return socket.destroy();
    if (!fromHere(request, house)) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  server.addHook('preClose', async () => {
    // Whoever does not answer the farewell is not waited for.
    const patience = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), FAREWELL_MS);
    await live.dispose();
    seats.close();
    clearTimeout(patience);
  });
}

/** A web page of another origin must not open subscriptions with the user's help. Programs send no Origin. */
function fromHere({ headers }: IncomingMessage, { config }: House): boolean {
  const { origin, host } = headers;
  if (!origin || config.allowedOrigins.includes(origin) || config.allowedOrigins.includes('*')) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

async function admitSocket(house: House, seats: Seats, socket: Socket): Promise<boolean> {
  const context = await contextOf(house, socket).catch(() => undefined);
  if (!context?.actor) return false;
  const client = socket.extra.socket;
  callers.set(client, context);
  return seats.take(client, context, () => contextOf(house, socket));
}

function contextOf(house: House, { extra, connectionParams }: Socket): Promise<DoorContext> {
  const named =
    connectionParams?.authorization ?? connectionParams?.Authorization ?? extra.request.headers.authorization;
  return openContext(house, {
    authorization: typeof named === 'string' ? named : undefined,
    requestId: randomBytes(5).toString('hex'),
    ip: addressOf(extra.request, house.config.trustProxy),
    acceptLanguage: extra.request.headers['accept-language'],
  });
}

/** The client's address: what the farthest trusted proxy saw. */
function addressOf({ headers, socket }: IncomingMessage, proxies: number): string | null {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .flatMap((address) => address.trim() || []);
  const seen = [socket.remoteAddress ?? null, ...forwarded.reverse()];
  return seen[Math.min(proxies, seen.length - 1)] ?? null;
}

function operation(
  house: House,
  schema: GraphQLSchema,
  guard: ReturnType<typeof createGuard>,
  socket: Socket,
  operationId: string,
  request: { query: string; operationName?: string | null; variables?: Record<string, unknown> | null },
): LiveArgs | readonly GraphQLError[] {
  try {
    if (Object.keys(socket.subscriptions).length > SUBSCRIPTIONS_MAX) {
      throw new DomainError('DOCUMENT_REFUSED', {
        es: `Hasta ${SUBSCRIPTIONS_MAX} suscripciones por conexión.`,
        en: `Up to ${SUBSCRIPTIONS_MAX} subscriptions for one connection.`,
      });
    }
    const { document, operation } = guard(request, 'somebody');
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
      throw new DomainError('DOCUMENT_REFUSED', {
        es: 'Por WebSocket solo se atienden suscripciones; use HTTP.',
        en: 'Only subscriptions are served over WebSocket; use HTTP.',
      });
    }
    const faults = valid.has(document) ? [] : validate(schema, document);
    if (faults.length > 0) return faults.map(asRefused);
    valid.add(document);
    const client = socket.extra.socket;
    const { query, operationName = null, variables = null } = request;
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: callers.get(client)!,
      client,
      operationId,
      asked: JSON.stringify([query, operationName, variables]),
      present: (error) => shown(house, socket, error),
    };
  } catch (error) {
    const { requestId, language } = callers.get(socket.extra.socket)!;
    return [asGraphqlError(presentable(error, house.log, requestId), language)];
  }
}

function asRefused({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

/** Errors of graphql itself (a wrong field, a wrong variable) speak for themselves; ours are translated. */
function shown(house: House, socket: Socket, error: GraphQLError): GraphQLFormattedError {
  const formatted = translated(house, socket, error).toJSON();
  const { http: _http, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}

function translated(house: House, socket: Socket, error: GraphQLError): GraphQLError {
  if (speaksForItself(error)) return error;
  const context = callers.get(socket.extra.socket);
  return asGraphqlError(presentable(error, house.log, context?.requestId ?? 'live'), context?.language ?? 'es');
}
