import { AdverseEvent, AdverseEventData } from '../entities/adverse-event.js';
import { Case } from '../entities/case.js';
import { CaseInput } from '../entities/case-input.js';
import { CatalogProduct, CatalogProductData } from '../entities/catalog-product.js';
import { Concomitant, ConcomitantData } from '../entities/concomitant.js';
import { ExportFile } from '../entities/export-file.js';
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
import { FollowupMessage, LEGACY_MESSAGE } from '../entities/followup-message.js';
import { Product, ProductData } from '../entities/product.js';
import { SIGNATURE_IMAGES, SignatureData, SignatureProfile } from '../entities/signature-profile.js';
import { Snapshot } from '../entities/snapshot.js';
import { VOCABULARIES } from '../domain/vocabulary.js';
import { UPSERT_ROWS_MAX } from '../use-cases/catalog/upsert.js';
import { VERDICTS } from '../use-cases/export/verify.js';
import { DUPLICATE_SCHEMAS } from './openapi-duplicates.js';
import { type Json, number, reference, text } from './openapi-words.js';

type DataClass = Parameters<typeof fieldsOf>[0];

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

function listOf(name: string): Json {
  return { type: 'array', maxItems: ROWS_MAX, items: reference(name) };
}

/** The objects that requests and answers are made of, most of them from the fields. */
export const SCHEMAS: Record<string, Json> = {
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
  ...DUPLICATE_SCHEMAS,
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
  Message: objectOf(fieldsOf(FollowupMessage).filter(({ name }) => name in LEGACY_MESSAGE)),
  MessageInput: {
    type: 'object',
    properties: { channel: { enum: VOCABULARIES.canal }, body: { ...text, maxLength: 20_000 } },
    required: ['channel', 'body'],
  },
  Thread: { type: 'object', properties: { items: { type: 'array', items: reference('Message') }, total: number } },
  Exports: {
    type: 'object',
    properties: {
      items: {
        type: 'array',
        items: objectOf(fieldsOf(ExportFile), {
          url: {
            type: ['string', 'null'],
            description: 'Opens the document for ten minutes; null without icsr:export',
          },
        }),
      },
      total: number,
    },
  },
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
  SignatureInput: inputOf(
    SignatureData,
    Object.fromEntries(
      SIGNATURE_IMAGES.map((name) => [`${name}_url`, { type: 'null', description: 'Takes the picture away' }]),
    ),
  ),
  SignatureProfile: objectOf(fieldsOf(SignatureProfile)),
  SignatureAsset: {
    type: 'object',
    properties: {
      file: {
        type: 'string',
        contentMediaType: 'image/png',
        description: 'PNG or JPEG, 500 kB and 4 megapixels at most',
      },
      field: { enum: SIGNATURE_IMAGES },
    },
    required: ['file', 'field'],
  },
  SignedDocument: {
    type: 'object',
    properties: { file: { type: 'string', contentMediaType: 'application/pdf' } },
    required: ['file'],
  },
  Verification: {
    type: 'object',
    properties: {
      verdict: { enum: Object.keys(VERDICTS) },
      message: { ...text, description: 'The verdict as a sentence' },
      sha256: text,
      ours: { type: 'boolean', description: 'Its bytes are those of a document that was made here' },
      document: { type: ['object', 'null'], description: 'What is on record of it: case, version, signer, times' },
      signatures: { type: 'array', items: { type: 'object' } },
    },
  },
  SentOtp: { type: 'object', properties: { ok: { type: 'boolean' }, expires_at: OF_KIND.instant, sent_to: text } },
  DeleteSummary: { type: 'object', properties: { followups: number, snapshots: number } },
  Deleted: { type: 'object', properties: { ok: { type: 'boolean' }, deleted_id: number } },
  Password: { type: 'object', properties: { password: text }, required: ['password'] },
  Login: { type: 'object', properties: { username: text, password: text }, required: ['username', 'password'] },
  PasswordChange: { type: 'object', properties: { current_password: text, new_password: text } },
  Token: { type: 'object', properties: { access_token: text, token_type: text, user: { type: 'object' } } },
  Error: { type: 'object', properties: { detail: { oneOf: [text, { type: 'array', items: { type: 'object' } }] } } },
};
