export type Json = Record<string, unknown>;

export const text = { type: 'string' };
export const number = { type: 'integer' };

/** Where the shape of this name is described. */
export function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
