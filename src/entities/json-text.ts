/** An object that is already JSON: what the database wrote is passed on as it is, neither parsed nor printed again. */
export class JsonText {
  constructor(
    readonly text: string,
    /** The version of the case, where it is a case. */
    readonly version?: number,
  ) {}
}

/** A value as JSON, with the texts in it as they are. */
export function printed(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(printed).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value ?? null);
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${pairs.map(([key, inner]) => `${JSON.stringify(key)}:${printed(inner)}`).join(',')}}`;
}
