import { QUERIES } from './openapi-queries.js';
import { SCHEMAS } from './openapi-schemas.js';
import { type Json, reference, text } from './openapi-words.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';
import { isUpload } from './upload.js';

const PARAMETER = /:(\w+_id|numero)/g;

/** The OpenAPI 3.1 description of the REST routes, from the route table and the fields. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const row of ROUTES) {
    const path = `/api/v1${row.path.replace('\\:', ':').replace(PARAMETER, '{$1}')}`;
    (paths[path] ??= {})[row.method.toLowerCase()] = operation(row);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'VIGIA',
      version: '1',
      description: 'The REST routes that legacy consumers use. GraphQL is at /graphql.',
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: SCHEMAS,
    },
  };
}

function operation(row: Route): Json {
  const { permission, name, about } = row.useCase.definition;
  const ids = [...row.path.matchAll(PARAMETER)].map(([, id]) => ({
    name: id,
    in: 'path',
    required: true,
    schema: id === 'numero' ? text : { type: 'integer', minimum: 1 },
  }));
  const query = (QUERIES[row.answer] ?? []).map(([parameter, schema]) => ({ name: parameter, in: 'query', schema }));
  return {
    operationId: `${name}:${row.method.toLowerCase()} ${row.path}`,
    summary: about,
    ...(permission === 'anyone' ? { security: [] } : { description: `Needs ${permission}.` }),
    parameters: [...ids, ...query],
    ...(row.body && {
      requestBody: {
        required: true,
        content: { [isUpload(row) ? 'multipart/form-data' : 'application/json']: { schema: reference(row.body) } },
      },
    }),
    responses: {
      [row.status]: { description: 'Done', content: contentOf(row.answer) },
      default: { description: 'Refused', content: { 'application/json': { schema: reference('Error') } } },
    },
  };
}

function contentOf(answer: string): Json {
  if (answer === 'AuditTable') return { 'text/csv': { schema: text } };
  return answer.endsWith('Document') || answer === 'Preview'
    ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: SCHEMAS[answer] ? reference(answer) : { type: 'object' } } };
}
