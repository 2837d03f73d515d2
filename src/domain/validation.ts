import { z } from 'zod';
import {
  type DataFieldInfo,
  inputFieldsOf,
  NARRATIVE_CHARACTERS_MAX,
  ROWS_MAX,
  STRING_CHARACTERS_MAX,
  WORDS_MAX,
} from '../entities/field.js';
import { CASE_ROWS } from '../entities/index.js';
import { dayInLima, now } from '../clock.js';
import type { Issue, IssueCode } from './issues.js';
import { readObject } from './json.js';
import { cleaned } from './text.js';

export { cleaned } from './text.js';

/** `create`: required fields must be there. `change`: as few as the caller likes, but a required one may not be blanked. */
export type InputMode = 'create' | 'change';

type DataClass = Parameters<typeof inputFieldsOf>[0];
type Fault = Omit<Issue, 'path'>;
type Outcome = { value: unknown } | { fault: Fault };

/**
 * The schema of an object of data fields: trims texts, turns blanks into null, leaves out what was not sent and drops
 * unknown names. Every fault of the object is reported, each with its place.
 */
export function objectSchema(
  data: DataClass,
  mode: InputMode,
  beside: z.ZodRawShape = {},
): z.ZodType<Record<string, unknown>> {
  const fields = inputFieldsOf(data);
  const shape = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, mode)]));
  return plainObject({ ...shape, ...beside }, fields);
}

/** The schema of a case with its rows. A row is always whole, also where the case is only changed. */
export function caseSchema(data: DataClass, mode: InputMode): z.ZodType<Record<string, unknown>> {
  const lists = CASE_ROWS.map(({ name, data: row }) => [name, rowsSchema(rowSchema(row))] as const);
  return objectSchema(data, mode, Object.fromEntries(lists));
}

/** A list of at most 200 rows that may be left out; null counts as left out. */
export function rowsSchema<Row extends z.ZodType>(row: Row): z.ZodType<z.output<Row>[] | undefined> {
  return z.preprocess((value) => value ?? undefined, listOf(row).optional());
}

/** A list of at most 200 rows that must be there, if only as an empty one. */
export function givenRows<Row extends z.ZodType>(row: Row): z.ZodType<z.output<Row>[]> {
  const there = z
    .unknown()
    .refine((value) => value !== undefined && value !== null, { error: fault('MISSING'), abort: true });
  return there.pipe(listOf(row)) as unknown as z.ZodType<z.output<Row>[]>;
}

function listOf<Row extends z.ZodType>(row: Row) {
  return z.array(row, { error: fault('NOT_LIST') }).max(ROWS_MAX, { error: fault('TOO_MANY_ROWS', ROWS_MAX) });
}

/** One row of a list of a case: whole, and with the id of the row that it is, where the sender knows it. */
export function rowSchema(data: DataClass): z.ZodType<Record<string, unknown>> {
  return objectSchema(data, 'create', { id: z.unknown().optional().transform(knownId) });
}

/** Legacy consumers send back whatever they hold as `id`; what is none counts as a new row. */
function knownId(raw: unknown): number | undefined {
  const id = typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN;
  return Number.isInteger(id) && id >= 1 && id <= INTEGER_MAX ? id : undefined;
}

/** Faults of dates that end before they start, among the fields of one row. */
export function periodFaults(data: DataClass, row: Readonly<Record<string, unknown>>): Issue[] {
  return inputFieldsOf(data)
    .filter((field) => field.notBefore && endsBeforeStart(row[field.notBefore], row[field.name]))
    .map((field) => ({ path: [field.name], code: 'ENDS_BEFORE_START' as const }));
}

/** Parses by a schema. Gives the value, or every issue found. */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): { value: Output } | { issues: Issue[] } {
  const result = schema.safeParse(input);
  return result.success ? { value: result.data } : { issues: result.error.issues.map(asIssue) };
}

/** Marks a zod complaint with one of our issue codes. Meant for the `error` option of zod's own checks. */
export function fault(code: IssueCode, limit?: string | number): () => string {
  return () => JSON.stringify({ code, limit });
}

function asIssue(issue: z.core.$ZodIssue): Issue {
  const known = issue.message.startsWith('{') ? (JSON.parse(issue.message) as Fault) : undefined;
  return { path: issue.path as (string | number)[], ...(known ?? { code: 'WRONG_FORM', limit: issue.message }) };
}

function plainObject(shape: z.ZodRawShape, fields: DataFieldInfo[]): z.ZodType<Record<string, unknown>> {
  let schema: z.ZodType<Record<string, unknown>> = z.object(shape, { error: fault('NOT_OBJECT') });
  for (const field of fields) {
    if (!field.notBefore) continue;
    const start = field.notBefore;
    schema = schema.refine((row) => !endsBeforeStart(row[start], row[field.name]), {
      path: [field.name],
      error: fault('ENDS_BEFORE_START'),
      when: ({ value }) => typeof value === 'object' && value !== null,
    });
  }
  return schema.transform((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)));
}

function fieldSchema(field: DataFieldInfo, mode: InputMode): z.ZodType {
  const schema = z.unknown().transform((raw, context) => {
    const outcome = readField(field, raw);
    if ('value' in outcome) return outcome.value;
    context.issues.push({ code: 'custom', input: raw, message: JSON.stringify(outcome.fault) });
    return z.NEVER;
  });
  return field.required && mode === 'create' ? schema : schema.optional();
}

function readField(field: DataFieldInfo, raw: unknown): Outcome {
  if (raw === undefined) return { fault: { code: 'MISSING' } };
  const blank = raw === null || (typeof raw === 'string' && raw.trim() === '');
  if (!blank) return READERS[field.type](typeof raw === 'string' ? raw.trim() : raw, field);
  if (field.required) return { fault: { code: 'NULL_NOT_ALLOWED' } };
  return { value: field.default ?? null };
}

/** How each kind of value is read. As lenient as the legacy contract: "45" is a number, 45 is a text. */
const READERS: Record<DataFieldInfo['type'], (raw: unknown, field: DataFieldInfo) => Outcome> = {
  id: readInteger,
  int: readInteger,
  string: (raw, field) => readText(raw, field, field.max ?? STRING_CHARACTERS_MAX),
  narrative: (raw, field) => readText(raw, field, field.max ?? NARRATIVE_CHARACTERS_MAX),
  decimal: readDecimal,
  boolean: readBoolean,
  date: readDate,
  instant: readDate,
  words: readWords,
  json: readObject,
};

function readText(raw: unknown, field: DataFieldInfo, charactersMax: number): Outcome {
  if (typeof raw !== 'string' && typeof raw !== 'number') return { fault: { code: 'NOT_TEXT' } };
  const text = cleaned(String(raw));
  if (text.length > charactersMax) return { fault: { code: 'TOO_LONG', limit: charactersMax } };
  if (field.pattern && text && !field.pattern.matches.test(text)) {
    return { fault: { code: 'WRONG_FORM', limit: field.pattern.es } };
  }
  if (text === '') return field.required ? { fault: { code: 'NULL_NOT_ALLOWED' } } : { value: null };
  return { value: text };
}

const INTEGER_MAX = 2_147_483_647;

function readInteger(raw: unknown, field: DataFieldInfo): Outcome {
  const number = typeof raw === 'string' && /^[+-]?\d+$/.test(raw) ? Number(raw) : raw;
  if (typeof number !== 'number' || !Number.isInteger(number)) return { fault: { code: 'NOT_INTEGER' } };
  if (Math.abs(number) > INTEGER_MAX) return { fault: { code: 'TOO_LARGE', limit: field.max ?? INTEGER_MAX } };
  return withinRange(number, field);
}

function readDecimal(raw: unknown, field: DataFieldInfo): Outcome {
  const number = typeof raw === 'string' && /^[+-]?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { fault: { code: 'NOT_NUMBER' } };
  return withinRange(number, field);
}

function withinRange(number: number, { above, min, max }: DataFieldInfo): Outcome {
  if (above !== undefined && number <= above) return { fault: { code: 'NOT_ABOVE', limit: above } };
  if (min !== undefined && number < min) return { fault: { code: 'TOO_SMALL', limit: min } };
  if (max !== undefined && number > max) return { fault: { code: 'TOO_LARGE', limit: max } };
  return { value: number };
}

const BOOLEAN_WORDS = new Map<unknown, boolean>([
  ...[true, 1, '1', 'true', 't', 'yes', 'y', 'on', 'si', 'sí'].map((word) => [word, true] as const),
  ...[false, 0, '0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

function readBoolean(raw: unknown): Outcome {
  const value = BOOLEAN_WORDS.get(typeof raw === 'string' ? raw.toLowerCase() : raw);
  return value === undefined ? { fault: { code: 'NOT_BOOLEAN' } } : { value };
}

function readDate(raw: unknown, field: DataFieldInfo): Outcome {
  if (typeof raw !== 'string' || !isDay(raw)) return { fault: { code: 'NOT_DATE' } };
  if (field.notFuture && raw > dayInLima(now())) return { fault: { code: 'IN_FUTURE' } };
  return { value: raw };
}

function readWords(raw: unknown, field: DataFieldInfo): Outcome {
  if (!Array.isArray(raw)) return { fault: { code: 'NOT_LIST' } };
  if (raw.length > WORDS_MAX) return { fault: { code: 'TOO_MANY_ROWS', limit: WORDS_MAX } };
  const outcomes = raw.map((word: unknown) => readText(word, field, STRING_CHARACTERS_MAX));
  const faulty = outcomes.find((outcome) => 'fault' in outcome);
  return (
    faulty ?? { value: outcomes.flatMap((outcome) => ('value' in outcome && outcome.value ? [outcome.value] : [])) }
  );
}

/** True for a day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function endsBeforeStart(start: unknown, end: unknown): boolean {
  return typeof start === 'string' && typeof end === 'string' && isDay(start) && isDay(end) && end < start;
}
