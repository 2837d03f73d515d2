import { type Json, number, text } from './openapi-words.js';

const AUDIT_FILTER = ['query', 'user', 'action', 'from', 'to'].map((name) => [name, text] as const);
const IDS = ['ids', { type: 'string', description: 'Repeated or comma-separated, at most 200' }] as const;
const DAYS = ['days_window', { ...number, default: 60, minimum: 1, maximum: 365 }] as const;

const PRODUCT_PAGE: readonly (readonly [string, Json])[] = [
  ['estado', text],
  ['comercializa', { enum: ['si', 'no', 'all'], default: 'all' }],
  ['numero_registro', text],
  ['sort', { ...text, default: 'producto' }],
  ['order', { enum: ['asc', 'desc'], default: 'asc' }],
  ['offset', { ...number, default: 0, minimum: 0 }],
  ['limit', { ...number, default: 50, minimum: 1, maximum: 200 }],
];

const NEWEST: readonly (readonly [string, Json])[] = [
  ['limit', { ...number, default: 200, minimum: 1, maximum: 200 }],
  ['offset', { ...number, default: 0, minimum: 0 }],
];

/** The query parameters of a route, by the name of its answer: each with its schema. */
export const QUERIES: Record<string, readonly (readonly [string, Json])[]> = {
  CasePage: [
    ['page', { ...number, default: 1, minimum: 1 }],
    ['page_size', { ...number, default: 20, minimum: 1, maximum: 200 }],
    ...['q', 'fecha_desde', 'fecha_hasta', 'estado', 'gravedad'].map((name) => [name, text] as const),
    ['order_by', { enum: ['id', 'created_at', 'fecha_inicio_evento', 'gravedad', 'estado', 'paciente_iniciales'] }],
    ['order_dir', { enum: ['asc', 'desc'] }],
  ],
  EventsByCase: [IDS],
  Duplicates: [DAYS],
  DuplicatesByCase: [IDS, DAYS],
  CatalogPage: [['q', text], ...PRODUCT_PAGE],
  CatalogSearch: [['term', text], ['q', text], ...PRODUCT_PAGE],
  CatalogProductByRegistration: [
    ['registro', text],
    ['numero_registro', text],
  ],
  OfficialDocument: ['formato', 'otp'].map((name) => [name, text] as const),
  Preview: [['source', { enum: ['official', 'light'], default: 'official' }]],
  AuditPage: [...AUDIT_FILTER, ['limit', number], ['offset', number]],
  AuditTable: AUDIT_FILTER,
  InternalCode: [['prefix', { ...text, default: 'LAB', pattern: '^[A-Za-z0-9-]{1,20}$' }]],
  InternalCodeCheck: [['code', text]],
  Snapshots: NEWEST,
  Exports: NEWEST,
};
