import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError, invalidInput } from '../domain/errors.js';
import { legacyError } from '../rest-compat/errors.js';
import { presentable } from './errors.js';

/** Every failure of a plain HTTP route as the legacy contract shows it: `{"detail": …}`. */
export function answerErrors(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error, request, reply) => {
    const presented = presentable(asDomainError(error), log, request.id);
    const { status, headers, body } = legacyError(presented, request.method);
    return reply.code(status).headers(headers).send(body);
  });
  server.setNotFoundHandler(nowhere);
}

/** The answer at an address where nothing is, or that is none. */
export function nowhere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = legacyError(new DomainError('ROUTE_NOT_FOUND'), request.method);
  // No hook runs for an address that cannot even be read.
  return reply.code(status).header('x-request-id', request.id).type('application/json; charset=utf-8').send(body);
}

/** What the HTTP library complains of, in our words. */
function asDomainError(error: unknown): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (error instanceof DomainError || !statusCode || statusCode >= 500) return error;
  if (statusCode === 413) return new DomainError('BODY_TOO_LARGE');
  if (statusCode === 415) return new DomainError('UNSUPPORTED_MEDIA_TYPE');
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return invalidInput([{ path: [], code: 'MISSING' }]);
  return invalidInput([{ path: [], code: 'NOT_JSON' }]);
}
