import { AdverseEvent, AdverseEventData } from '../entities/adverse-event.js';
import { Case } from '../entities/case.js';
import { CaseInput } from '../entities/case-input.js';
import { CatalogProduct, CatalogProductData } from '../entities/catalog-product.js';
import { Concomitant, ConcomitantData } from '../entities/concomitant.js';
import {
  type DataFieldInfo,
  type FieldKind,
  fieldsOf,
  inputFieldsOf,
  NARRATIVE_CHARACTERS_MAX,
  ROWS_MAX,
  STRING_CHARACTERS_MAX,
} from '../entities/field.js';
import { FollowupEntry, FollowupEntryData } from '../entities/followup-entry.js';
import { Product, ProductData } from '../entities/product.js';
import { Snapshot } from '../entities/snapshot.js';
import { UPSERT_ROWS_MAX } from '../use-cases/catalog/upsert.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';
import { isUpload } from './upload.js';

type Json = Record<string, unknown>;

const PARAMETER = /:(\w+_id|numero)/g;
type DataClass = Parameters<typeof fieldsOf>[0];

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
  return answer === 'Document'
    ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: SCHEMAS[answer] ? reference(answer) : { type: 'object' } } };
}

const text = { type: 'string' };
const number = { type: 'integer' };
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
  AuditPage: [...AUDIT_FILTER, ['limit', number], ['offset', number]],
  AuditTable: AUDIT_FILTER,
  InternalCode: [['prefix', { ...text, default: 'LAB', pattern: '^[A-Za-z0-9-]{1,20}$' }]],
  InternalCodeCheck: [['code', text]],
  Snapshots: [
    ['limit', { ...number, default: 200, minimum: 1, maximum: 200 }],
    ['offset', { ...number, default: 0, minimum: 0 }],
  ],
};

const OF_KIND: Record<FieldKind, Json> = {
  id: { type: 'integer' },
  string: { type: 'string', maxLength: STRING_CHARACTERS_MAX },
  narrative: { type: 'string', maxLength: NARRATIVE_CHARACTERS_MAX },
  int: { type: 'integer' },
  decimal: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  instant: { type: 'string', format: 'date-time' },
  words: { type: 'array', items: text },
  json: { type: 'object' },
};

function property(field: DataFieldInfo): Json {
  const { type, ...rest } = OF_KIND[field.type];
  const shown = field.required || field.always || field.type === 'id' ? type : [type, 'null'];
  return {
    type: shown,
    ...rest,
    description: field.about,
    ...(field.min !== undefined && { minimum: field.min }),
    ...(field.above !== undefined && { exclusiveMinimum: field.above }),
    ...(field.max !== undefined && { maximum: field.max }),
  };
}

function objectOf(fields: readonly DataFieldInfo[], lists: Json = {}): Json {
  const properties = Object.fromEntries(fields.map((field) => [field.wire, property(field)]));
  return { type: 'object', properties: { ...properties, ...lists } };
}

function inputOf(data: DataClass, lists: Json = {}): Json {
  const fields = inputFieldsOf(data);
  return { ...objectOf(fields, lists), required: fields.flatMap(({ required, wire }) => (required ? [wire] : [])) };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function listOf(name: string): Json {
  return { type: 'array', maxItems: ROWS_MAX, items: reference(name) };
}

const SCHEMAS: Record<string, Json> = {
  CaseInput: inputOf(CaseInput, {
    productos: listOf('ProductInput'),
    concomitantes: listOf('ConcomitantInput'),
    seguimientos: listOf('FollowupEntryInput'),
    eventos: { ...listOf('EventInput'), description: 'On create only; later they have routes of their own' },
  }),
  Case: objectOf(fieldsOf(Case), {
    productos: listOf('Product'),
    concomitantes: listOf('Concomitant'),
    seguimientos: listOf('FollowupEntry'),
    eventos: listOf('Event'),
  }),
  ProductInput: inputOf(ProductData),
  ConcomitantInput: inputOf(ConcomitantData),
  FollowupEntryInput: inputOf(FollowupEntryData),
  EventInput: inputOf(AdverseEventData),
  Product: objectOf(fieldsOf(Product)),
  Concomitant: objectOf(fieldsOf(Concomitant)),
  FollowupEntry: objectOf(fieldsOf(FollowupEntry)),
  Event: objectOf(fieldsOf(AdverseEvent)),
  Events: listOf('Event'),
  EventsInput: {
    type: 'object',
    properties: { eventos: listOf('EventInput') },
    description:
      'For /meddra, rows with an `id` change the MedDRA fields of that event alone; without ids all events are replaced',
  },
  EventsByCase: { type: 'object', additionalProperties: listOf('Event') },
  CasePage: {
    type: 'object',
    properties: { items: { type: 'array', items: reference('Case') }, total: number, page: number, page_size: number },
  },
  InternalCode: { type: 'object', properties: { codigo: text } },
  InternalCodeCheck: { type: 'object', properties: { code: text, available: { type: 'boolean' } } },
  Snapshots: {
    type: 'object',
    properties: { items: { type: 'array', items: objectOf(fieldsOf(Snapshot)) }, total: number },
  },
  Snapshot: objectOf(fieldsOf(Snapshot), { content: { type: 'object', description: 'The whole case as it was' } }),
  CatalogProductInput: inputOf(CatalogProductData),
  CatalogProducts: { type: 'array', maxItems: UPSERT_ROWS_MAX, items: reference('CatalogProductInput') },
  CatalogProduct: objectOf(fieldsOf(CatalogProduct)),
  ProductSheet: {
    type: 'object',
    properties: { file: { type: 'string', contentMediaType: 'application/pdf' } },
    required: ['file'],
  },
  CatalogProductByRegistration: reference('CatalogProduct'),
  CatalogPage: {
    type: 'object',
    properties: {
      items: { type: 'array', items: reference('CatalogProduct') },
      total: number,
      offset: number,
      limit: number,
    },
  },
  CatalogSearch: reference('CatalogPage'),
  CatalogUpsert: {
    type: 'object',
    properties: {
      created: number,
      updated: number,
      skipped: { ...number, description: 'Already as they were sent' },
      errors: {
        type: 'array',
        items: { type: 'object', properties: { index: number, numero_registro: text, error: text } },
      },
      total_processed: number,
    },
  },
  DeleteSummary: { type: 'object', properties: { followups: number, snapshots: number } },
  Deleted: { type: 'object', properties: { ok: { type: 'boolean' }, deleted_id: number } },
  Password: { type: 'object', properties: { password: text }, required: ['password'] },
  Login: { type: 'object', properties: { username: text, password: text }, required: ['username', 'password'] },
  PasswordChange: { type: 'object', properties: { current_password: text, new_password: text } },
  Token: { type: 'object', properties: { access_token: text, token_type: text, user: { type: 'object' } } },
  Error: { type: 'object', properties: { detail: { oneOf: [text, { type: 'array', items: { type: 'object' } }] } } },
};
