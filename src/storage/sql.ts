/** Takes a value into a statement's parameters and gives its place in the text: `$1`, `$2`, … */
export type Add = (value: unknown) => string;

/** Parameters that are put together with the text that names them. */
export function parameters(...first: unknown[]): { values: unknown[]; add: Add } {
  const values = [...first];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** The conditions as a `where`; nothing where there are none. */
export function whereOf(conditions: readonly string[]): string {
  return conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
}
