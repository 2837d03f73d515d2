import { type Json, number, reference, text } from './openapi-words.js';

const score = { type: 'number', minimum: 0, maximum: 1 };
const nullable = (type: string) => ({ type: [type, 'null'] });

/** Shapes of the routes about duplicates (legacy-api 1.3). */
export const DUPLICATE_SCHEMAS: Record<string, Json> = {
  DuplicateMatch: {
    type: 'object',
    properties: {
      id: number,
      score,
      reasons: { type: 'array', items: text },
      fecha: { ...nullable('string'), format: 'date' },
      producto: nullable('string'),
      iniciales: nullable('string'),
      narrativa: nullable('string'),
    },
  },
  Duplicates: {
    type: 'object',
    properties: {
      status: { enum: ['dup', 'review', 'unique'] },
      label: text,
      color: { enum: ['danger', 'warning', 'success'] },
      score,
      best_id: nullable('integer'),
      matches: { type: 'array', items: reference('DuplicateMatch'), maxItems: 20 },
      override: { enum: ['unico', 'duplicado'], description: 'Only where a person has decided' },
      dup_of_id: { ...nullable('integer'), description: 'Only where a person has decided' },
    },
  },
  DuplicatesByCase: { type: 'object', additionalProperties: reference('Duplicates') },
  DuplicateDecision: {
    type: 'object',
    required: ['final'],
    properties: { final: { enum: ['unico', 'duplicado', null] }, picked_id: nullable('integer') },
  },
  DecidedDuplicate: {
    type: 'object',
    properties: { ok: { type: 'boolean' }, dup_override: nullable('string'), dup_of_id: nullable('integer') },
  },
};
