import 'reflect-metadata';
import { DecimalType, type PropertyOptions } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSONObject, GraphQLLocalDate } from 'graphql-scalars';
import { Field, Float, GraphQLISODateTime, ID, Int } from 'type-graphql';

/**
 * How a value is kept and checked. `string` is one short line, `narrative` free text, `date` a day (YYYY-MM-DD),
 * `instant` a moment in UTC, `words` a list of short strings, `json` an object of any shape.
 */
export type FieldKind =
  'id' | 'string' | 'narrative' | 'int' | 'decimal' | 'boolean' | 'date' | 'instant' | 'words' | 'json';

/** Who could be harmed by a leak: nobody, an identifiable person, or a patient whose health it tells of. */
export type Privacy = 'public' | 'personal' | 'health';

export interface FieldOptions {
  /** Spanish label, as it could stand on the notification form. */
  about: string;
  privacy: Privacy;
  /** ICH E2B(R3) element that carries it, where there is one. */
  e2b?: string;
  /** Told from the property's TypeScript type when left out. */
  type?: FieldKind;
  /** Most characters of a text, or largest number. Texts have a limit even when none is given. */
  max?: number;
  /** Smallest number allowed. */
  min?: number;
  /** The number must be greater than this. */
  above?: number;
  /** `create`: a new object needs it and no change may blank it. */
  required?: 'create';
  /** Other names that legacy REST consumers send. */
  aliases?: readonly string[];
  /** Key in `domain/vocabulary.ts` of the values usually found here. Other values are allowed. */
  vocabulary?: string;
  /** What a filled value must look like, and the Spanish text when it does not. */
  pattern?: { matches: RegExp; es: string };
  /** No later than today in Lima. */
  notFuture?: boolean;
  /** The field that begins the period which this one ends. */
  notBefore?: string;
  /** Value of a new row that does not give one. */
  default?: string | number | boolean;
  /** Only we may set it: it is read, never accepted. */
  readOnly?: boolean;
  /** Never null in an answer. Only for what no client can leave out. */
  always?: boolean;
  /** Column name where it is not the REST name. */
  column?: string;
  /** False for a value that is another column's in a new coat (a foreign key shown as a number). */
  stored?: boolean;
  unique?: boolean;
}

export interface DataFieldInfo extends FieldOptions {
  /** Name in TypeScript and GraphQL. */
  name: string;
  /** Name in REST, and of the column unless `column` says otherwise. */
  wire: string;
  column: string;
  type: FieldKind;
}

export const STRING_CHARACTERS_MAX = 255;
export const NARRATIVE_CHARACTERS_MAX = 100_000;
export const ROWS_MAX = 200;
export const WORDS_MAX = 20;

type Constructor = abstract new (...args: never[]) => object;

const declared = new Map<object, DataFieldInfo[]>();

/** The REST name of a property: `pacienteIniciales` → `paciente_iniciales`. The only conversion between the two. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Declares one data field, once. The column, the GraphQL output and input, the REST name, the validation and the field
 * dictionary all follow from it.
 */
export function DataField(options: FieldOptions): PropertyDecorator {
  return (prototype, key) => {
    const name = String(key);
    const wire = wireName(name);
    const type = options.type ?? kindOf(prototype, name);
    const field: DataFieldInfo = { ...options, name, wire, column: options.column ?? wire, type };
    const own = declared.get(prototype) ?? [];
    declared.set(prototype, [...own, field]);
    exposeInGraphql(field, prototype, key);
    if (options.stored !== false) mapToColumn(field, prototype, key);
  };
}

/** Every field of a class, its ancestors' first, in the order they are written. */
export function fieldsOf(type: Constructor): DataFieldInfo[] {
  const fields: DataFieldInfo[] = [];
  for (let prototype = type.prototype as object | null; prototype; prototype = Object.getPrototypeOf(prototype)) {
    fields.unshift(...(declared.get(prototype) ?? []));
  }
  return fields;
}

/** The fields that a client may send. */
export function inputFieldsOf(type: Constructor): DataFieldInfo[] {
  return fieldsOf(type).filter((field) => !field.readOnly);
}

const KIND_OF_TYPE = new Map<unknown, FieldKind>([
  [String, 'string'],
  [Number, 'int'],
  [Boolean, 'boolean'],
  [Date, 'instant'],
  [Array, 'words'],
]);

function kindOf(prototype: object, name: string): FieldKind {
  const kind = KIND_OF_TYPE.get(Reflect.getMetadata('design:type', prototype, name));
  if (!kind) throw new Error(`${prototype.constructor.name}.${name}: give @DataField a type`);
  return kind;
}

const GRAPHQL_TYPE = {
  id: () => ID,
  string: () => String,
  narrative: () => String,
  int: () => Int,
  decimal: () => Float,
  boolean: () => Boolean,
  date: () => GraphQLLocalDate,
  instant: () => GraphQLISODateTime,
  words: () => [String],
  json: () => GraphQLJSONObject,
};

function exposeInGraphql(field: DataFieldInfo, prototype: object, key: string | symbol): void {
  const nullable = !field.always && field.type !== 'id';
  const description = [field.about, field.e2b && `E2B(R3) ${field.e2b}`].filter(Boolean).join('. ');
  Field(GRAPHQL_TYPE[field.type], { nullable, description })(prototype, key);
}

const COLUMN_TYPE = {
  id: 'int',
  string: 'text',
  narrative: 'text',
  int: 'int',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  words: 'text[]',
  json: 'jsonb',
};

function mapToColumn(field: DataFieldInfo, prototype: object, key: string | symbol): void {
  if (field.type === 'id') return PrimaryKey({ type: 'int' })(prototype, String(key));
  const optional: PropertyOptions<object> = {};
  if (field.type === 'date') optional.type = 'string';
  if (field.type === 'words') optional.type = 'string[]';
  if (field.type === 'decimal') optional.type = new DecimalType('number');
  if (field.type === 'instant' && field.always) optional.defaultRaw = 'now()';
  if (field.default !== undefined) optional.default = field.default;
  if (field.unique) optional.unique = true;
  Property({
    fieldName: field.column,
    columnType: COLUMN_TYPE[field.type],
    nullable: !field.always && !field.required && field.default === undefined,
    ...optional,
  })(prototype, String(key));
}
