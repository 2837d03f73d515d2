/** Which fields of an object are wanted: `true` for a value, a selection for a list or a nested object. */
export interface Selection {
  [name: string]: true | Selection;
}

/** What either selection wants, at every depth. */
export function together(one: Selection, other: Selection): Selection {
  const both = { ...one };
  for (const [name, wanted] of Object.entries(other)) {
    const known = both[name];
    both[name] = typeof known === 'object' && typeof wanted === 'object' ? together(known, wanted) : wanted;
  }
  return both;
}

/** How the keys of an answer are spelled: as in GraphQL and TypeScript, or as in REST. */
export type Naming = 'graphql' | 'rest';

/** One key of an answer, and what it shows: a field, the rows of a list with the keys of each, or always the same word. */
export type Key =
  | { key: string; field: string; /** A number shown as a string, as GraphQL shows an `ID`. */ quoted?: boolean }
  | { key: string; list: string; keys: readonly Key[] }
  | { key: string; word: string };

/** How a door wants its answer. Everything, in GraphQL names, when it does not say. */
export interface View {
  selection?: Selection;
  naming?: Naming;
  /** Exactly these keys in this order, whatever the selection. */
  keys?: readonly Key[];
  /** The object as the JSON text that the database wrote, for a door that would only print it again: see `JsonText`. */
  asText?: boolean;
}
