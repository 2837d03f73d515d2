import { type Json, number, reference, SCHEMAS, text } from './openapi-schemas.js';
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

const AUDIT_FILTER = ['query', 'user', 'action', 'from', 'to'].map((name) => [name, text] as const);
const IDS = ['ids', { type: 'string', description: 'Repeated or comma-separated, at most 200' }] as const;

const PRODUCT_PAGE: readonly (readonly [string, Json])[] = [
  ['estado', text],
  ['comercializa', { enum: ['si', 'no', 'all'], default: 'all' }],
  ['numero_registro', text],
  ['sort', { ...text, default: 'producto' }],
  ['order', { enum: ['asc', 'desc'], default: 'asc' }],
  ['offset', { ...number, default: 0, minimum: 0 }],
  ['limit', { ...number, default: 50, minimum: 1, maximum: 200 }],
];

const QUERIES: Record<string, readonly (readonly [string, Json])[]> = {
  CasePage: [
    ['page', { ...number, default: 1, minimum: 1 }],
    ['page_size', { ...number, default: 20, minimum: 1, maximum: 200 }],
    ...['q', 'fecha_desde', 'fecha_hasta', 'estado', 'gravedad'].map((name) => [name, text] as const),
    ['order_by', { enum: ['id', 'created_at', 'fecha_inicio_evento', 'gravedad', 'estado', 'paciente_iniciales'] }],
    ['order_dir', { enum: ['asc', 'desc'] }],
  ],
  EventsByCase: [IDS],
  CatalogPage: [['q', text], ...PRODUCT_PAGE],
  CatalogSearch: [['term', text], ['q', text], ...PRODUCT_PAGE],
  CatalogProductByRegistration: [
    ['registro', text],
    ['numero_registro', text],
  ],
  OfficialDocument: ['formato', 'otp'].map((name) => [name, text] as const),
  AuditPage: [...AUDIT_FILTER, ['limit', number], ['offset', number]],
  AuditTable: AUDIT_FILTER,
  InternalCode: [['prefix', { ...text, default: 'LAB', pattern: '^[A-Za-z0-9-]{1,20}$' }]],
  InternalCodeCheck: [['code', text]],
  Preview: [['source', { enum: ['official', 'light'], default: 'official' }]],
  Snapshots: [
    ['limit', { ...number, default: 200, minimum: 1, maximum: 200 }],
    ['offset', { ...number, default: 0, minimum: 0 }],
  ],
};
