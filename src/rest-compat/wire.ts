import { CaseInput } from '../entities/case-input.js';
import { type DataFieldInfo, inputFieldsOf, wireName } from '../entities/field.js';
import { CASE_ROWS } from '../entities/index.js';

type DataClass = Parameters<typeof inputFieldsOf>[0];
type Wire = Readonly<Record<string, unknown>>;

const INPUT_LISTS: readonly { name: string; wire: string; aliases: readonly string[]; data: DataClass }[] = CASE_ROWS;

/** A case as a legacy consumer sends it, in our names. Aliases count where the name itself was not sent; the rest is dropped. */
export function caseFromWire(body: unknown, lists: readonly string[]): unknown {
  if (!isObject(body)) return body;
  const rows = INPUT_LISTS.filter(({ name }) => lists.includes(name)).flatMap(({ name, wire, aliases, data }) => {
    const sent = [wire, ...aliases].find((key) => Object.hasOwn(body, key));
    return sent === undefined ? [] : [[name, rowsFromWire(data, body[sent])] as const];
  });
  return { ...fieldsFromWire(CaseInput, body), ...Object.fromEntries(rows) };
}

/** Rows of a list as a legacy consumer sends them. What is no list, or no object, is passed on to be complained about. */
export function rowsFromWire(data: DataClass, rows: unknown): unknown {
  return Array.isArray(rows) ? rows.map((row: unknown) => rowFromWire(data, row)) : rows;
}

/** One row, with its `id` when it has one. */
export function rowFromWire(data: DataClass, row: unknown): unknown {
  if (!isObject(row)) return row;
  return { ...fieldsFromWire(data, row), ...(Object.hasOwn(row, 'id') && { id: row.id }) };
}

/** The REST place of a fault: names as they are on the wire, list positions as they are. */
export function placeOnWire(path: readonly (string | number)[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : (WIRE_OF_LIST.get(step) ?? wireName(step))));
}

const WIRE_OF_LIST = new Map<string, string>(CASE_ROWS.map(({ name, wire }) => [name, wire]));

function fieldsFromWire(data: DataClass, body: Wire): Record<string, unknown> {
  return Object.fromEntries(
    inputFieldsOf(data).flatMap((field) => {
      const sent = sentName(field, body);
      return sent === undefined ? [] : [[field.name, body[sent]]];
    }),
  );
}

function sentName({ wire, aliases = [] }: DataFieldInfo, body: Wire): string | undefined {
  return [wire, ...aliases].find((key) => Object.hasOwn(body, key));
}

function isObject(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
