import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../domain/errors.js';
import type { Route, WireRequest } from './route.js';

/** A route that takes a form with one file (`multipart/form-data`). */
export interface UploadRoute extends Route {
  upload: true;
}

/** Makes a row one that takes a form with a file; `uploaded` finds the file for its input. */
export function withUpload(row: Route): UploadRoute {
  return { ...row, upload: true };
}

export function isUpload(row: Route): row is UploadRoute {
  return 'upload' in row;
}

/** The bytes of the file that was sent under a name, or nothing. What its sender calls it is left behind. */
export function uploaded({ body }: WireRequest, name: string): Uint8Array | undefined {
  const sent = (body as Record<string, unknown> | undefined)?.[name];
  return sent instanceof Uint8Array ? sent : undefined;
}

const LIMITS = { files: 1, fields: 10, parts: 11, fieldSize: 1000, fieldNameSize: 100, headerPairs: 20 };

/** A place of their own for the rows that take files: nowhere else is a form with files even read. */
export function mountUploads(
  server: FastifyInstance,
  rows: readonly Route[],
  mountRow: (scope: FastifyInstance, row: Route) => void,
): void {
  void server.register(async (scope) => {
    await scope.register(multipart, { limits: LIMITS });
    // A PDF may be sent as it is, too.
    scope.addContentTypeParser('application/pdf', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, { file: body }),
    );
    scope.addHook('preValidation', async (request, reply) => {
      if (!request.isMultipart()) return;
      // An upload that is refused is not read to its end.
      void reply.header('connection', 'close');
      request.body = await readForm(request, scope.initialConfig.bodyLimit!);
      reply.removeHeader('connection');
    });
    for (const row of rows.filter(isUpload)) mountRow(scope, row);
  });
}

/** The parts of a form by their names, a file as its bytes. All of it together may be no larger than any other body. */
async function readForm(request: FastifyRequest, bytesMax: number): Promise<Record<string, unknown>> {
  if (Number(request.headers['content-length']) > bytesMax) throw new DomainError('BODY_TOO_LARGE');
  try {
    return await Promise.race([partsOf(request), tooMany(request, bytesMax)]);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      (error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE' ? 'BODY_TOO_LARGE' : 'UPLOAD_REFUSED',
    );
  }
}

async function partsOf(request: FastifyRequest): Promise<Record<string, unknown>> {
  const form: Record<string, unknown> = {};
  for await (const part of request.parts()) {
    form[part.fieldname] = part.type === 'file' ? await part.toBuffer() : part.value;
  }
  return form;
}

/** Ends when more has come in than is allowed: a sender need not say how much it will be. */
function tooMany({ raw }: FastifyRequest, bytesMax: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    let bytes = 0;
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) reject(new DomainError('BODY_TOO_LARGE'));
    });
  });
}
